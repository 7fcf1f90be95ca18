#include "expression/passes/passes.hpp"
#include "expression/passes/rewriting.hpp"
#include "expression/passes/renamed.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

namespace {

/// Whether the node does nothing but narrow the elements of its one input.
bool narrows(const ArrayNode& node) {
  const TileProgram* program = node.operation().program();
  return program != nullptr && node.inputs().size() == 1 && program->instructions.size() == 1
         && program->instructions[0].operation == TileOperation::cast
         && program->instructions[0].operands[0].kind == TileOperand::Kind::input
         && node.chunking() == node.inputs()[0]->chunking()
         && size_of(node.dtype()) < size_of(node.inputs()[0]->dtype());
}

} // namespace

std::vector<NodePointer> push_casts(std::span<const NodePointer> wanted) {
  const std::vector<NodePointer> ordered = topological_order(wanted);
  const auto uses = count_uses(ordered, wanted);
  Rewriting rewriting;
  for (const NodePointer& node : ordered) {
    NodePointer replacement = rewriting.rebuilt(node);
    if (narrows(*node) && uses.at(node->inputs()[0].get()) == 1) {
      const NodePointer& input = replacement->inputs()[0];
      if (auto reading = input->operation().read_as(node->dtype()))
        replacement = std::make_shared<const ArrayNode>(
            *node, renamed(std::move(reading), node->operation().name()), std::vector<NodePointer>{});
    }
    rewriting.replace(node, std::move(replacement));
  }
  return rewriting.all(wanted);
}

} // namespace troupe
