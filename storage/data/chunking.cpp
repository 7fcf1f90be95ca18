#include <algorithm>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/names.hpp>
#include <troupe/shape.hpp>

namespace troupe {

namespace {

// Where each chunk of an axis begins, and behind the last one the axis' extent.
std::vector<std::int64_t> running_sums(const std::vector<std::int64_t>& sizes) {
  if (sizes.empty())
    throw ShapeError("chunking: an axis has no chunks");
  std::vector<std::int64_t> sums{0};
  sums.reserve(sizes.size() + 1);
  for (const std::int64_t size : sizes) {
    if (size < 0 && size != unknown_extent)
      throw ShapeError("chunking: a chunk has the negative size " + std::to_string(size));
    std::int64_t sum = unknown_extent;
    if (sums.back() != unknown_extent && size != unknown_extent
        && __builtin_add_overflow(sums.back(), size, &sum))
      throw ShapeError("chunking: the chunks of an axis exceed 2^63 - 1 elements");
    sums.push_back(sum);
  }
  return sums;
}

void require_known(const Shape& shape) {
  for (const std::int64_t extent : shape)
    if (extent < 0)
      throw ShapeError("chunking: " + to_string(shape)
                       + (extent == unknown_extent ? " has an unknown extent" : " has a negative extent"));
}

// As few chunks of at most `chunk` as possible.
std::int64_t count_chunks(std::int64_t extent, std::int64_t chunk) {
  return extent == 0 ? 1 : (extent - 1) / chunk + 1;
}

std::string list(const std::vector<std::int64_t>& sizes) {
  constexpr std::size_t shown = 24, edge = 3;
  if (sizes.size() <= shown)
    return to_string(sizes);
  const std::string front = to_string(Shape(sizes.begin(), sizes.begin() + edge));
  const std::string back = to_string(Shape(sizes.end() - edge, sizes.end()));
  return front.substr(0, front.size() - 1) + ", …, " + back.substr(1);
}

} // namespace

Chunking::Chunking(std::vector<std::vector<std::int64_t>> sizes) : sizes_(std::move(sizes)) {
  std::int64_t blocks = 1;
  for (const auto& axis : sizes_) {
    origins_.push_back(running_sums(axis));
    if (__builtin_mul_overflow(blocks, static_cast<std::int64_t>(axis.size()), &blocks)
        || blocks > max_blocks)
      throw ShapeError("chunking: a grid of " + to_string(grid()) + " chunks has more than "
                       + std::to_string(max_blocks));
  }
}

Chunking Chunking::whole(const Shape& shape) {
  require_known(shape);
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int64_t extent : shape)
    sizes.push_back({extent});
  return Chunking(std::move(sizes));
}

Chunking Chunking::regular(const Shape& shape, const Shape& chunk) {
  require_known(shape);
  if (chunk.size() != shape.size())
    throw ShapeError("chunking: chunks of " + to_string(chunk) + " have another rank than "
                     + to_string(shape));
  std::vector<std::vector<std::int64_t>> sizes;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const std::int64_t extent = shape[axis], size = chunk[axis];
    if (size < 0 || (size == 0 && extent > 0))
      throw ShapeError("chunking: chunks of " + to_string(chunk) + " are not positive");
    const std::int64_t count = size == 0 ? 1 : count_chunks(extent, size);
    if (count > max_blocks)
      throw ShapeError("chunking: " + to_string(shape) + " in chunks of " + to_string(chunk)
                       + " makes more than " + std::to_string(max_blocks) + " chunks");
    auto& axis_sizes = sizes.emplace_back(static_cast<std::size_t>(count), size);
    axis_sizes.back() = extent - (count - 1) * size;
  }
  return Chunking(std::move(sizes));
}

Chunking Chunking::automatic(const Shape& shape, std::size_t element_bytes, std::int64_t chunk_bytes) {
  require_known(shape);
  if (element_bytes == 0 || chunk_bytes <= 0)
    throw ShapeError("chunking: chunks of " + std::to_string(chunk_bytes) + " bytes with elements of "
                     + std::to_string(element_bytes));
  if (byte_count(shape, element_bytes) == 0)
    return whole(shape);
  std::int64_t budget = std::max<std::int64_t>(chunk_bytes / static_cast<std::int64_t>(element_bytes), 1);
  Shape chunk(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    // Chunks of nearly equal length, so that none is a sliver.
    const std::int64_t count = count_chunks(shape[axis], budget);
    chunk[axis] = count_chunks(shape[axis], count);
    budget = count > 1 ? 1 : budget / chunk[axis];
  }
  return regular(shape, chunk);
}

Shape Chunking::shape() const {
  Shape result;
  for (const auto& axis : origins_)
    result.push_back(axis.back());
  return result;
}

Shape Chunking::grid() const {
  Shape result;
  for (const auto& axis : sizes_)
    result.push_back(static_cast<std::int64_t>(axis.size()));
  return result;
}

std::int64_t Chunking::block_count() const {
  std::int64_t count = 1;
  for (const auto& axis : sizes_)
    count *= static_cast<std::int64_t>(axis.size());
  return count;
}

bool Chunking::is_known() const {
  return std::ranges::all_of(origins_, [](const auto& axis) { return axis.back() != unknown_extent; });
}

Block Chunking::block(std::int64_t index) const {
  Block block(rank());
  for (std::size_t axis = rank(); axis-- > 0;) {
    const auto count = static_cast<std::int64_t>(sizes_[axis].size());
    block[axis] = index % count;
    index /= count;
  }
  return block;
}

std::int64_t Chunking::index(std::span<const std::int64_t> block) const {
  std::int64_t index = 0;
  for (std::size_t axis = 0; axis < rank(); ++axis)
    index = index * static_cast<std::int64_t>(sizes_[axis].size()) + block[axis];
  return index;
}

Shape Chunking::block_shape(std::span<const std::int64_t> block) const {
  Shape shape(rank());
  for (std::size_t axis = 0; axis < rank(); ++axis)
    shape[axis] = sizes_[axis][static_cast<std::size_t>(block[axis])];
  return shape;
}

Shape Chunking::block_origin(std::span<const std::int64_t> block) const {
  Shape origin(rank());
  for (std::size_t axis = 0; axis < rank(); ++axis) {
    origin[axis] = origins_[axis][static_cast<std::size_t>(block[axis])];
    if (origin[axis] == unknown_extent)
      throw ShapeError("chunking: the origin of block " + to_string(Shape(block.begin(), block.end()))
                       + " is unknown along axis " + std::to_string(axis));
  }
  return origin;
}

Chunking chunking_of(std::span<const Shape> blocks, const Shape& grid) {
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int64_t count : grid)
    sizes.emplace_back(static_cast<std::size_t>(count), unknown_extent);
  const Chunking places(sizes);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].size() != grid.size())
      throw ShapeError("a block of shape " + to_string(blocks[i]) + " in a grid of " + to_string(grid));
    const Block block = places.block(static_cast<std::int64_t>(i));
    for (std::size_t axis = 0; axis < grid.size(); ++axis) {
      std::int64_t& size = sizes[axis][static_cast<std::size_t>(block[axis])];
      const std::int64_t extent = blocks[i][axis];
      if (size != unknown_extent && size != extent)
        throw ShapeError("blocks of one row are " + std::to_string(size) + " and " + std::to_string(extent)
                         + " long");
      size = extent;
    }
  }
  return Chunking(std::move(sizes));
}

std::string to_string(const Chunking& chunking) {
  return "(" + joined(chunking.sizes(), list) + (chunking.rank() == 1 ? ",)" : ")");
}

} // namespace troupe
