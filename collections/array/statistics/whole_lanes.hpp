#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include <troupe/array/array.hpp>

namespace troupe {

/// Lanes beyond this are not brought together in one task.
inline constexpr std::int64_t longest_lane_bytes = std::int64_t{16} << 20;

/// The elements of each lane of an array along some axes.
std::int64_t lane_length(const Shape& shape, std::span<const std::int64_t> axes);

/// Whether no lane along these axes is cut.
bool lanes_are_whole(const Chunking& chunking, std::span<const std::int64_t> axes);

/// `array` cut so that its lanes are whole, and no block is much larger than it should be.
Array with_whole_lanes(const Array& array, std::span<const std::int64_t> axes);

/// `operation` of each lane by itself, in C order of the axes across.
std::vector<Array> map_lanes(const Array& array, std::span<const std::int64_t> axes,
                             const std::function<Array(const Array& lane)>& operation);

} // namespace troupe
