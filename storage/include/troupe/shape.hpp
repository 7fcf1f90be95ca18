#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace troupe {

/// Extent of each axis, outermost first. An empty shape is a scalar (0-d).
using Shape = std::vector<std::int64_t>;

/// A length that only the data can tell, as after a boolean mask. Printed as `?`.
inline constexpr std::int64_t unknown_extent = -1;

/// The product of the extents; 1 for a scalar.
///
/// \throws ShapeError if an extent is negative (unknown ones included) or the product overflows.
std::int64_t element_count(std::span<const std::int64_t> shape);

/// The bytes of a contiguous block of `shape`.
///
/// \throws ShapeError as `element_count`, and if there are more than 2^63 - 1 bytes.
std::int64_t byte_count(std::span<const std::int64_t> shape, std::size_t element_bytes);

/// "(3, 4)", "(5,)", "()", "(?, 3)".
std::string to_string(const Shape& shape);

/// Distance between neighbours along each axis, in elements, of a contiguous row-major block.
Shape row_major_strides(std::span<const std::int64_t> shape);

/// The shape two or more shapes stretch to, by NumPy's rules.
///
/// \throws ShapeError naming `operation` and the shapes if they do not broadcast.
Shape broadcast(std::span<const Shape> shapes, const std::string& operation);

/// A counted axis: `axis` in [-rank, rank) as a number in [0, rank).
///
/// \throws AxisError naming `operation`, the axis and the rank.
int normalise_axis(std::int64_t axis, std::size_t rank, const std::string& operation);

/// The place of a chunk in the grid of chunks, one number an axis.
using Block = std::vector<std::int64_t>;

/// How an array is cut: the chunk sizes along each axis, `{{4, 4, 2}, {5, 5}}`.
/// A size may be `unknown_extent`; the number of chunks never is.
class Chunking {
public:
  /// More chunks than this are surely a mistake: every one of them becomes a task.
  static constexpr std::int64_t max_blocks = std::int64_t{1} << 28;

  Chunking() = default; ///< 0-d: one block of one element.

  /// \throws ShapeError for an axis without chunks or with a negative size other than `unknown_extent`, for
  ///         an extent beyond 2^63 - 1, and for more than `max_blocks` chunks.
  explicit Chunking(std::vector<std::vector<std::int64_t>> sizes);

  /// One chunk over the whole of `shape`.
  static Chunking whole(const Shape& shape);

  /// Chunks of `chunk` elements along each axis; the last one of an axis may be shorter.
  ///
  /// \throws ShapeError if the ranks differ, an extent is unknown, or a chunk is not positive.
  static Chunking regular(const Shape& shape, const Shape& chunk);

  /// Chunks of at most about `chunk_bytes`, as long as possible along the inner axes, so that a chunk is
  /// contiguous in a row-major file or buffer. The size never depends on a memory limit.
  static Chunking automatic(const Shape& shape, std::size_t element_bytes,
                            std::int64_t chunk_bytes = 8 << 20);

  std::size_t rank() const noexcept { return sizes_.size(); }
  const std::vector<std::vector<std::int64_t>>& sizes() const noexcept { return sizes_; }
  const std::vector<std::int64_t>& sizes(std::size_t axis) const { return sizes_[axis]; }

  Shape shape() const; ///< Extents; `unknown_extent` where a chunk's size is unknown.
  Shape grid() const;  ///< Number of chunks along each axis.
  std::int64_t block_count() const;
  bool is_known() const; ///< No size is unknown.

  /// The block numbered `index` in row-major order of the grid, and back.
  Block block(std::int64_t index) const;
  std::int64_t index(std::span<const std::int64_t> block) const;

  Shape block_shape(std::span<const std::int64_t> block) const;
  /// The position of the block's first element in the array. Sizes before it must be known.
  Shape block_origin(std::span<const std::int64_t> block) const;

  bool operator==(const Chunking&) const = default;

private:
  std::vector<std::vector<std::int64_t>> sizes_;
  std::vector<std::vector<std::int64_t>>
      origins_; ///< Sums of the sizes before; unknown from an unknown size on.
};

/// The chunking that blocks make by their shapes, row-major over a grid.
///
/// \throws ShapeError if blocks of one row differ in length, or have not as many axes as the grid.
Chunking chunking_of(std::span<const Shape> blocks, const Shape& grid);

/// "((4, 4, 2), (5, 5))".
std::string to_string(const Chunking& chunking);

} // namespace troupe
