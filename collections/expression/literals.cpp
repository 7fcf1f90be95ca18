#include "expression/literals.hpp"

#include <algorithm>
#include <cassert>

namespace troupe {

void Literals::lower(const ArrayNode& node, Lowering& lowering) const {
  assert(static_cast<std::int64_t>(blocks_.size()) == node.chunking().block_count());
  Graph& graph = lowering.graph();
  const NameId name = lowering.add_name(node);
  std::vector<TaskId> tasks;
  tasks.reserve(blocks_.size());
  for (const Value& block : blocks_)
    tasks.push_back(
        graph.add(name, static_cast<std::uint32_t>(tasks.size()), graph.add_body(Body::constant(block)), {}));
  lowering.set_tasks(node, std::move(tasks));
}

bool is_held(const ArrayNode& node) {
  const auto* literals = dynamic_cast<const Literals*>(&node.operation());
  return literals != nullptr && std::ranges::all_of(literals->blocks(), [](const Value& block) {
           return block.kind() == ValueKind::chunk;
         });
}

} // namespace troupe
