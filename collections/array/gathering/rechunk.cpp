#include "array/gathering/rechunk.hpp"

#include <optional>
#include <string>
#include <utility>

#include "array/gathering/gather.hpp"
#include "array/gathering/rechunk_stages.hpp"
#include "expression/apply.hpp"
#include "expression/literals.hpp"

namespace troupe {

namespace {

Array gathered(const Array& array, const Chunking& wanted) {
  Gather gather = Gather::identity(array, std::string(Rechunk::name));
  for (std::size_t axis = 0; axis < gather.axes.size(); ++axis)
    gather.axes[axis].sizes = wanted.sizes(axis);
  return apply_gather(std::move(gather), array);
}

} // namespace

Array rechunk_within(const Array& array, const Chunking& wanted, std::int64_t limit_bytes) {
  if (is_held(*array.node()))
    return gathered(array, wanted);
  const std::optional<Chunking> between =
      chunking_between(array.chunking(), wanted, size_of(array.dtype()), limit_bytes);
  return gathered(between ? gathered(array, *between) : array, wanted);
}

Array Rechunk::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const Chunking wanted = chunks.resolve(array.shape(), array.dtype(), array.chunking());
  return wanted == array.chunking() ? array : rechunk_within(array, wanted, rechunk_task_bytes);
}

ArrayMetadata Rechunk::promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }

Array rechunk(const Array& array, const Chunks& chunks, std::source_location line) {
  return apply(Rechunk{chunks}, {array}, {line.file_name(), line.line()});
}

} // namespace troupe
