#pragma once

// Any function, lazily: `delayed(f)` is a function whose calls become tasks.

#include <troupe/delayed/arrays.hpp>
#include <troupe/delayed/compute.hpp>
#include <troupe/delayed/delayed_function.hpp>
#include <troupe/delayed/delayed_value.hpp>
#include <troupe/delayed/ordering.hpp>
#include <troupe/explain.hpp>
#include <troupe/user_type.hpp>
