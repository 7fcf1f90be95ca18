#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// Whether an axis is among those that are reduced.
bool is_reduced(std::span<const std::int64_t> axes, std::size_t axis);

/// What is known of a reduction of `array` along `axes`: the other axes are cut as they are.
ArrayMetadata reduced_metadata(const Array& array, std::span<const std::int64_t> axes, bool keepdims,
                               DType dtype);

} // namespace troupe
