#include "expression/apply.hpp"

namespace troupe {

Array make_array(std::shared_ptr<const Operation> operation, std::span<const Array> inputs,
                 ArrayMetadata metadata) {
  std::vector<NodePointer> nodes;
  nodes.reserve(inputs.size());
  for (const Array& input : inputs)
    nodes.push_back(input.node());
  return Array(std::make_shared<const ArrayNode>(std::move(operation), std::move(nodes), std::move(metadata),
                                                 CallScope::line()));
}

} // namespace troupe
