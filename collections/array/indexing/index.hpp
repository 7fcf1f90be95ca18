#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/array/slicing.hpp>

#include "array/gathering/gather.hpp"

namespace troupe {

/// An array among the index, as the number of an operation's input.
struct IndexArray {
  std::uint32_t input = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(input);
  }
};

/// An element of an index as operations keep it.
using IndexElement = std::variant<std::int64_t, Slice, Ellipsis, NewAxis, std::vector<std::int64_t>,
                                  std::vector<bool>, IndexArray>;

/// The elements, their arrays appended to `inputs`.
std::vector<IndexElement> take_apart(const std::vector<Index>& index, std::vector<Array>& inputs);

/// An index without ellipses: one step for each axis it takes, and for each new one.
struct IndexStep {
  enum class Kind : std::uint8_t { drop, take, new_axis, array };
  Kind kind = Kind::take;
  std::vector<Run> runs;      ///< Of `drop` and `take`: what is taken of the axis.
  bool is_list = false;       ///< The runs come from a list.
  std::uint32_t input = 0;    ///< Of `array`: which one.
  std::size_t axis_count = 1; ///< Of the array it takes.
};

/// \param inputs  the indexed array, then those of the index
/// \throws IndexError, ValueError as `getitem`.
std::vector<IndexStep> resolve_index(const std::vector<IndexElement>& index, std::span<const Array> inputs);

/// The shape of what an index takes, `unknown_extent` where only the data can tell. Looks for what is wrong whatever
/// these are.
///
/// \throws IndexError, ValueError as `resolve_index`.
Shape possible_shape(const std::vector<IndexElement>& index, std::span<const Array> inputs);

/// The positions a slice takes of an axis; none if it is empty.
std::vector<Run> resolve_slice(const Slice& slice, std::int64_t extent);

/// The same for a list; `what` says of what the positions are.
std::vector<Run> resolve_list(const std::vector<std::int64_t>& positions, std::int64_t extent,
                              const std::string& what);

/// `position` in [-extent, extent) as one in [0, extent).
///
/// \throws IndexError otherwise.
std::int64_t resolve_position(std::int64_t position, std::int64_t extent, const std::string& what);

/// "axis 1", as errors name it.
std::string axis_text(std::size_t axis);

/// How the runs of a list along an axis of `array` are cut: at the array's chunks if they go one way, else evenly, so
/// that a wild list does not make a chunk of every element.
std::vector<std::int64_t> list_sizes(const std::vector<Run>& runs, const Array& array, std::size_t axis);

} // namespace troupe
