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
  std::vector<NodePointer> inputs(node->inputs().begin(), node->inputs().end() - 1);
  inputs.insert(inputs.end(), input->inputs().begin(), input->inputs().end());
  return std::make_shared<const ArrayNode>(*node, std::move(operation), std::move(inputs));
}

} // namespace

std::vector<NodePointer> absorb_elementwise(std::span<const NodePointer> wanted) {
  const std::vector<NodePointer> ordered = topological_order(wanted);
  const auto uses = count_uses(ordered, wanted);
  Rewriting rewriting;
  for (const NodePointer& node : ordered) {
    NodePointer replacement = rewriting.rebuilt(node);
    if (!node->inputs().empty() && uses.at(node->inputs().back().get()) == 1)
      if (NodePointer joined = absorbed(replacement, replacement->inputs().back()))
        replacement = std::move(joined);
    rewriting.replace(node, std::move(replacement));
  }
  return rewriting.all(wanted);
}

} // namespace troupe
