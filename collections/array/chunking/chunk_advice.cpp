#include "array/chunking/chunk_advice.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include <troupe/byte_size.hpp>

#include "expression/node.hpp"
#include "expression/plan.hpp"

namespace troupe {

namespace {

/// The largest chunk along each axis.
Shape largest_chunk(const Chunking& chunking) {
  Shape shape;
  for (std::size_t axis = 0; axis < chunking.rank(); ++axis)
    shape.push_back(std::ranges::max(chunking.sizes(axis)));
  return shape;
}

/// The node whose tasks have keys that begin like `key`.
const ArrayNode* owner_of(const std::string& key, std::span<const NodePointer> nodes) {
  for (const NodePointer& node : nodes)
    if (key.starts_with(node->key_name()))
      return node.get();
  return nullptr;
}

/// Whether a chunk takes a good part of what the task needs.
bool is_large(const ArrayNode& node, const TaskTooLarge& error) {
  if (!node.chunking().is_known())
    return false;
  const auto bytes =
      static_cast<std::uint64_t>(byte_count(largest_chunk(node.chunking()), size_of(node.dtype())));
  return bytes >= error.needed_bytes() / 4;
}

/// A chunk of the same form, cut along its longest axes until it takes no more than its share of the limit.
Shape fitting_chunk(Shape chunk, const TaskTooLarge& error) {
  double too_large =
      static_cast<double>(error.needed_bytes()) / (0.8 * static_cast<double>(error.limit_bytes()));
  while (too_large > 1 && !chunk.empty()) {
    std::int64_t& longest = *std::ranges::max_element(chunk);
    if (longest <= 1)
      break;
    longest = (longest + 1) / 2;
    too_large /= 2;
  }
  return chunk;
}

} // namespace

void rethrow_with_chunks(const TaskTooLarge& error, std::span<const Array> arrays) {
  std::vector<NodePointer> wanted;
  for (const Array& array : arrays)
    wanted.push_back(array.node());
  std::vector<NodePointer> nodes = topological_order(wanted);
  // Some tasks are of nodes that only the plan has.
  std::ranges::copy(topological_order(plan(wanted)), std::back_inserter(nodes));
  const ArrayNode* const node = owner_of(error.key(), nodes);
  // Either its result is what is too large, or the chunks it is given.
  const ArrayNode* cut = node;
  while (cut != nullptr && !cut->inputs().empty() && !is_large(*cut, error))
    cut = cut->inputs().front().get();
  // Of a task whose need does not come of a chunk, as that of one that joins many parts, chunks tell nothing.
  if (cut == nullptr || !is_large(*cut, error))
    throw TaskTooLarge(error, (node == nullptr ? "" : std::string(node->operation().name()) + ": ")
                                  + "a limit of "
                                  + to_string(ByteSize(error.needed_bytes()), error.limit_bytes())
                                  + " is the least for this task, whose size is not that of a chunk");
  const Shape chunk = largest_chunk(cut->chunking());
  throw TaskTooLarge(error, std::string(node->operation().name()) + ": the chunks of \"" + cut->key_name()
                                + "\" are " + to_string(chunk) + "; of "
                                + to_string(fitting_chunk(chunk, error)) + " would fit");
}

} // namespace troupe
