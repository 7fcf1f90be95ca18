#pragma once

#include <vector>

#include <troupe/kernel.hpp>
#include <troupe/value.hpp>

#include "runtime/memory/spillable_value.hpp"

namespace troupe {

/// A reference to `value`, or, for a list, the list of references to its items, lists within lists included. A text stays as
/// it is: what is known of other values, in a form that a planning kernel can read.
Value refer_to(const Value& value);

/// The value with each reference replaced by what it refers to, in lists and maps too.
Value dereference(const Value& value);

/// A reference to a value that may leave memory, which it may still do.
Value refer_to(SpillableValue& value);

/// What a reference made so refers to; nullptr for any other value.
SpillableValue* spillable_of(const Value& value) noexcept;

/// What the references in a value, in lists and maps too, refer to.
std::vector<SpillableValue*> spillables_in(const Value& value);

/// The reference refers to nothing from now on, so that the value is gone with its other users. For the last one who
/// looks at it.
void let_go_of(const Value& reference) noexcept;

/// A value that stands for another and is no container: what it refers to, read back if need be. Anything else:
/// itself.
Value referred(const Value& value);

} // namespace troupe
