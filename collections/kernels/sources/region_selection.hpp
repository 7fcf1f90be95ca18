#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

#include "kernels/blocks/gather.hpp"

namespace troupe {

/// What a task takes of an array in a file, where that is no plain region of it: it reads the products of some ranges,
/// and puts the elements it wants of them together.
struct RegionSelection {
  struct Range {
    std::int64_t start = 0;
    std::int64_t count = 0;
    bool operator==(const Range&) const = default;
    template <class Archive>
    void serialize(Archive& archive) {
      archive(start, count);
    }
  };
  std::vector<std::vector<Range>> ranges; ///< Of each axis of the file's array, ascending and apart.
  std::vector<std::vector<Segment>> axes; ///< What is wanted along each axis; slots are ranges.
  Shape shape;                            ///< Of the result.
  std::optional<DType> as =
      std::nullopt; ///< What the elements are narrowed to; their own dtype if there is none.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(ranges, axes, shape, as);
  }
  /// \throws ShapeError if there are not as many axes with ranges as with segments, or a range's length is negative.
  void check() const;
};

/// Reads the elements `origin … origin + shape` of the file's array.
using ReadRegion = std::function<Chunk(const Shape& origin, const Shape& shape)>;

/// Ranges that hold the positions of `segments`, whose `start` counts from the axis' begin, with gaps of up to
/// `largest_gap`; the segments' slots and starts become those of the ranges.
std::vector<RegionSelection::Range> cover(std::vector<Segment>& segments, std::int64_t largest_gap);

/// Calls `visit` with origin and shape of every read of the selection, row-major over the ranges.
void for_each_region(const RegionSelection& selection,
                     const std::function<void(const Shape& origin, const Shape& shape)>& visit);

/// The selected elements.
Chunk read_selection(const RegionSelection& selection, const ReadRegion& read);

/// `chunk`, narrowed to `as` if that is another dtype.
Chunk narrowed(const Chunk& chunk, std::optional<DType> as);

/// What `read_selection` needs beside its result, of elements of so many bytes.
std::int64_t workspace_of(const RegionSelection& selection, std::size_t element_bytes);

} // namespace troupe
