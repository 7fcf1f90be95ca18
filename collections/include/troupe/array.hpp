#pragma once

// Everything about arrays.

#include <troupe/array/array.hpp>
#include <troupe/array/axes.hpp>
#include <troupe/array/choosing.hpp>
#include <troupe/array/compute.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/creation/diagonals.hpp>
#include <troupe/array/differences.hpp>
#include <troupe/array/functions/blockwise.hpp>
#include <troupe/array/functions/gufunc.hpp>
#include <troupe/array/functions/map.hpp>
#include <troupe/array/functions/map_blocks.hpp>
#include <troupe/array/functions/overlap.hpp>
#include <troupe/array/functions/reduction.hpp>
#include <troupe/array/io.hpp>
#include <troupe/array/joining.hpp>
#include <troupe/array/linalg.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/nonzero.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/padding.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/slicing.hpp>
#include <troupe/array/statistics/cumulative.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/array/store.hpp>
