#include "expression/passes/passes.hpp"
#include "expression/passes/rewriting.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

namespace {

NodePointer absorbed(const NodePointer& node, const NodePointer& input) {
  const TileProgram* program = input->operation().program();
  if (program == nullptr || node->operation().program() != nullptr)
    return nullptr;
  std::shared_ptr<const Operation> operation = node->operation().absorb(*program, input->metadata());
  if (operation == nullptr)
    return nullptr;
  return std::make_shared<const ArrayNode>(
      *node, std::move(operation), std::vector<NodePointer>(input->inputs().begin(), input->inputs().end()));
}

} // namespace

std::vector<NodePointer> absorb_elementwise(std::span<const NodePointer> wanted) {
  const std::vector<NodePointer> ordered = topological_order(wanted);
  const auto uses = count_uses(ordered, wanted);
  Rewriting rewriting;
  for (const NodePointer& node : ordered) {
    NodePointer replacement = rewriting.rebuilt(node);
    if (node->inputs().size() == 1 && uses.at(node->inputs().front().get()) == 1)
      if (NodePointer joined = absorbed(replacement, replacement->inputs().front()))
        replacement = std::move(joined);
    rewriting.replace(node, std::move(replacement));
  }
  return rewriting.all(wanted);
}

} // namespace troupe
