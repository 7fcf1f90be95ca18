#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <utility>

#include <troupe/array/rechunk.hpp>

#include "expression/input_view.hpp"
#include "expression/literals.hpp"
#include "expression/passes/passes.hpp"
#include "expression/passes/rewriting.hpp"
#include "expression/programs/viewed_blocks.hpp"

namespace troupe {

namespace {

using Order = std::vector<std::int32_t>;
using Sizes = std::vector<std::vector<std::int64_t>>;

/// Tiles are read well where the input's last axis is the last one or the one before.
bool is_readable(const Order& order) {
  const auto last = static_cast<std::int32_t>(order.size()) - 1;
  return order.size() < 2 || order[order.size() - 1] == last || order[order.size() - 2] == last;
}

bool is_unchanged(const Order& order) { return std::ranges::is_sorted(order); }

/// The sizes of `array` with its axes in that order.
Sizes in_order(const Sizes& array, const Order& order) {
  Sizes sizes;
  for (const std::int32_t axis : order)
    sizes.push_back(array[static_cast<std::size_t>(axis)]);
  return sizes;
}

bool refines_all(const Sizes& wanted, const Sizes& held) {
  for (std::size_t axis = 0; axis < held.size(); ++axis)
    if (!refines(wanted[axis], held[axis]))
      return false;
  return true;
}

/// What an operation reads in place of one of its inputs.
struct Seen {
  NodePointer node;
  InputView view; ///< empty: as it is
};

class Viewing {
public:
  explicit Viewing(std::span<const NodePointer> wanted)
      : wanted_(wanted), ordered_(topological_order(wanted)), uses_(count_uses(ordered_, wanted)) {}

  std::vector<NodePointer> run() {
    for (const NodePointer& node : ordered_) {
      NodePointer seeing = looking_through(*node);
      rewriting_.replace(node, seeing != nullptr ? std::move(seeing) : rewriting_.rebuilt(node));
      made_.try_emplace(node->digest(), rewriting_[node]);
    }
    return rewriting_.all(wanted_);
  }

private:
  /// The node with what it can read directly for inputs, or nullptr if that changes nothing.
  NodePointer looking_through(const ArrayNode& node) {
    const auto moves = [](const NodePointer& input) { return input->operation().axis_order(*input).has_value(); };
    if (node.inputs().empty() || std::ranges::none_of(node.inputs(), moves)
        || node.operation().look_through({}) == nullptr)
      return nullptr;
    std::vector<NodePointer> inputs;
    std::vector<InputView> views;
    for (const NodePointer& input : node.inputs()) {
      Seen seen = seen_input(input);
      inputs.push_back(std::move(seen.node));
      views.push_back(std::move(seen.view));
    }
    if (std::ranges::all_of(views, [](const InputView& view) { return view == InputView{}; }))
      return nullptr;
    return std::make_shared<const ArrayNode>(node, node.operation().look_through(std::move(views)),
                                             std::move(inputs));
  }

  Seen seen_input(const NodePointer& input) {
    Order order(input->chunking().rank());
    std::iota(order.begin(), order.end(), 0);
    NodePointer base = input;
    while (uses_.at(base.get()) == 1) {
      const std::optional<Order> step = base->operation().axis_order(*base);
      if (!step)
        break;
      for (std::int32_t& axis : order)
        axis = (*step)[static_cast<std::size_t>(axis)];
      base = base->inputs()[0];
    }
    const Sizes& wanted = input->chunking().sizes();
    const Sizes held = in_order(base->chunking().sizes(), order);
    if (base == input || !is_readable(order))
      return {rewriting_[input], {}};
    if (held == wanted)
      return {rewriting_[base], is_unchanged(order) ? InputView{} : InputView{order, {}}};
    if (is_held(*base) && refines_all(wanted, held))
      return {rewriting_[base], {order, wanted}};
    if (is_unchanged(order))
      return {rewriting_[input], {}};
    return {rechunked(rewriting_[base], wanted, order), {order, {}}};
  }

  /// `node` cut so that it is cut as `wanted` when its axes are put in order. What sees it twice shares it.
  NodePointer rechunked(const NodePointer& node, const Sizes& wanted, const Order& order) {
    Sizes sizes(order.size());
    for (std::size_t axis = 0; axis < order.size(); ++axis)
      sizes[static_cast<std::size_t>(order[axis])] = wanted[axis];
    const NodePointer made = rechunk(Array(node), Chunking(std::move(sizes))).node();
    return made_.try_emplace(made->digest(), made).first->second;
  }

  std::span<const NodePointer> wanted_;
  std::vector<NodePointer> ordered_;
  std::unordered_map<const ArrayNode*, std::size_t> uses_;
  Rewriting rewriting_;
  std::unordered_map<Digest, NodePointer, DigestHash> made_; ///< what there is
};

} // namespace

std::vector<NodePointer> view_inputs(std::span<const NodePointer> wanted) { return Viewing(wanted).run(); }

} // namespace troupe
