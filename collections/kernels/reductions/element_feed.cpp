#include "kernels/reductions/element_feed.hpp"

#include <algorithm>
#include <cassert>

#include <troupe/block_pool.hpp>

namespace troupe {

ElementFeed::ElementFeed(const Chunk& chunk, std::size_t unit)
    : unit_(unit), number_bytes_(size_of(chunk.dtype()) / unit), elements_(chunk.bytes()) {}

ElementFeed::ElementFeed(const TileProgram& program, std::span<const Chunk> inputs, const Shape& shape,
                         std::size_t unit)
    : unit_(unit), number_bytes_(size_of(program.result()) / unit) {
  evaluator_.emplace(program, inputs, shape);
  const auto numbers = static_cast<std::size_t>(element_count(shape)) * unit;
  scratch_ = allocate_block(std::min(limit, numbers) * number_bytes_);
}

std::int64_t ElementFeed::workspace_bytes(const TileProgram& program, std::int64_t columns) {
  return evaluation_workspace_bytes(program, columns)
         + static_cast<std::int64_t>(block_bytes(limit * size_of(program.result())));
}

ElementFeed::Rows ElementFeed::rows(std::size_t begin, std::size_t stride, std::size_t count,
                                    std::size_t width) {
  if (!evaluator_)
    return {elements_ + begin * number_bytes_, stride};
  assert(count * width <= limit);
  if (stride == width) {
    width *= count;
    count = 1;
  }
  std::byte* out = scratch_.get();
  for (std::size_t row = 0; row < count; ++row, begin += stride, out += width * number_bytes_)
    evaluator_->run(static_cast<std::int64_t>(begin / unit_), static_cast<std::int64_t>(width / unit_), out);
  return {scratch_.get(), count == 1 ? stride : width};
}

} // namespace troupe
