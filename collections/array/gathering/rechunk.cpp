#include "array/gathering/rechunk.hpp"

#include <utility>

#include "array/gathering/gather.hpp"
#include "expression/apply.hpp"

namespace troupe {

Array Rechunk::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const Chunking wanted = chunks.resolve(array.shape(), array.dtype(), array.chunking());
  if (wanted == array.chunking())
    return array;
  Gather gather = Gather::identity(array, std::string(name));
  for (std::size_t axis = 0; axis < gather.axes.size(); ++axis)
    gather.axes[axis].sizes = wanted.sizes(axis);
  return apply_gather(std::move(gather), array);
}

ArrayMetadata Rechunk::promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }

Array rechunk(const Array& array, const Chunks& chunks, std::source_location line) {
  return apply(Rechunk{chunks}, {array}, {line.file_name(), line.line()});
}

} // namespace troupe
