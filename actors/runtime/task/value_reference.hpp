#pragma once

#include <troupe/kernel.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// A reference to `value`, or, for a list, the list of references to its items, lists within lists included.
Value refer_to(const Value& value);

/// The value with each reference replaced by what it refers to, in lists and maps too.
Value dereference(const Value& value);

/// A value that stands for another and is no container: what it refers to. Anything else: itself.
const Value& referred(const Value& value) noexcept;

} // namespace troupe
