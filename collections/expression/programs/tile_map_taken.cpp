#include <algorithm>
#include <utility>

#include <troupe/names.hpp>

#include "expression/apply.hpp"
#include "expression/gather.hpp"
#include "expression/literals.hpp"
#include "expression/programs/tile_map.hpp"

namespace troupe {

namespace {

/// What an input that broadcasts to the array takes of its own axes, so that it broadcasts to the gather of it.
Gather gather_of_input(const Gather& gather, const Shape& whole, const Shape& input) {
  const std::size_t missing = whole.size() - input.size();
  Gather own{gather.shown, {}, {}, {}};
  for (std::size_t axis = 0; axis < input.size(); ++axis) {
    const bool is_stretched = input[axis] != whole[axis + missing];
    own.axes.push_back(is_stretched ? GatherAxis::whole({1}) : gather.axes[axis + missing]);
  }
  for (const std::int32_t axis : gather.kept) {
    const std::int32_t from = axis - static_cast<std::int32_t>(missing);
    if (axis != Gather::new_axis && from >= 0)
      own.kept.push_back(from);
    else if (missing == 0 || !own.kept.empty()) // at the left of fewer axes it is as well without
      own.kept.push_back(Gather::new_axis);
  }
  return own;
}

NodePointer gathered(const NodePointer& input, const Gather& gather) {
  const Array array(input);
  return apply_known(gather, {&array, 1}).node();
}

bool is_unchanged(const Gather& gather, const NodePointer& input) {
  return to_bytes(gather) == to_bytes(Gather::identity(Array(input), gather.shown));
}

/// Whether a gather of the node costs no copy, as it becomes part of what makes the node. Behind many operations nobody looks:
/// beside them a copy is little, and a long chain must not be walked for each of its nodes.
bool takes_gathers_in(const ArrayNode& node) {
  constexpr int most_operations = 64;
  const ArrayNode* from = &node;
  for (int i = 0; i < most_operations && from->operation().program() != nullptr && from->inputs().size() == 1;
       ++i)
    from = from->inputs()[0].get();
  if (from->operation().gathering() != nullptr)
    return true;
  return from->inputs().empty() && dynamic_cast<const Literals*>(&from->operation()) == nullptr;
}

/// Compares what is read and written: all operands and the result of whole blocks and a copy of what is taken of it,
/// with copies of what is taken of the operands and the result of just that.
bool is_less_work(const ArrayNode& node, const Gather& gather) {
  const GatherLoad load = load_of(gather, node.chunking());
  if (load.elements > load.needed_elements)
    return false;
  const auto result = static_cast<double>(size_of(node.dtype()));
  double operands = 0, copied = 0;
  for (const NodePointer& input : node.inputs()) {
    if (input->chunking().shape() != node.chunking().shape())
      continue;
    operands += static_cast<double>(size_of(input->dtype()));
    copied += takes_gathers_in(*input) ? 0 : static_cast<double>(size_of(input->dtype()));
  }
  const auto needed = static_cast<double>(load.needed_elements), taken = static_cast<double>(load.elements);
  return taken * (2 * copied + operands + result) <= needed * (operands + result) + taken * 2 * result;
}

} // namespace

std::vector<NodeParts> TileMap::taken(const ArrayNode& node, std::span<const Gather> gathers) const {
  const bool known = std::ranges::all_of(
      node.inputs(), [](const NodePointer& input) { return input->chunking().is_known(); });
  if (gathers.size() != 1 || !gathers[0].fills.empty() || !known || !is_less_work(node, gathers[0]))
    return {};
  std::vector<NodePointer> inputs;
  for (const NodePointer& input : node.inputs()) {
    Gather own = gather_of_input(gathers[0], node.chunking().shape(), input->chunking().shape());
    inputs.push_back(is_unchanged(own, input) ? input : gathered(input, own));
  }
  return {{node.shared_operation(), std::move(inputs)}};
}

std::string describe(const TileProgram& program) {
  std::vector<std::string> casts, others;
  for (const TileInstruction& instruction : program.instructions) {
    const std::string operation(to_string(instruction.operation));
    if (instruction.operation == TileOperation::cast)
      casts.push_back(operation + " to " + std::string(to_string(instruction.dtype)));
    else
      others.push_back(operation);
  }
  const std::vector<std::string>& shown = others.empty() ? casts : others;
  return shown.size() == 1 ? shown.front() : "{" + joined(shown) + "}";
}

std::string TileMap::description() const {
  const std::string operations = describe(program);
  return operations.starts_with('{') ? std::string(name) + operations : operations;
}

} // namespace troupe
