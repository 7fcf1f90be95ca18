#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "expression/apply.hpp"
#include "expression/gather.hpp"
#include "expression/passes/passes.hpp"
#include "expression/passes/renamed.hpp"

namespace troupe {

namespace {

/// A gather by the bytes of its parameters.
using GatherKey = std::string;

/// What is wanted of a node, and what comes of it.
struct Demand {
  bool whole = false;
  std::vector<Gather> gathers; ///< Each once.
  std::map<GatherKey, std::size_t> numbers;
  std::vector<NodeParts> parts;   ///< One for each gather, if the node is not needed whole for them.
  NodePointer node;               ///< Stands for the whole node.
  std::vector<NodePointer> taken; ///< Stand for the gathers.
};

class Pushing {
public:
  explicit Pushing(std::span<const NodePointer> wanted)
      : wanted_(wanted), ordered_(topological_order(wanted)) {}

  std::vector<NodePointer> run() {
    const auto gathers = [](const NodePointer& node) { return node->operation().gathering() != nullptr; };
    if (std::ranges::none_of(ordered_, gathers))
      return {wanted_.begin(), wanted_.end()};
    for (const NodePointer& node : ordered_)
      demands_[node.get()];
    for (const NodePointer& node : wanted_)
      demands_.at(node.get()).whole = true;
    for (std::size_t i = ordered_.size(); i-- > 0;)
      decide(*ordered_[i]);
    for (const NodePointer& node : ordered_)
      build(node);
    std::vector<NodePointer> result;
    for (const NodePointer& node : wanted_)
      result.push_back(demands_.at(node.get()).node);
    return result;
  }

private:
  /// All consumers have said what they want of the node: passes it on to its inputs.
  void decide(const ArrayNode& node) {
    Demand& demand = demands_.at(&node);
    if (!demand.whole && !demand.gathers.empty())
      demand.parts = node.operation().taken(node, demand.gathers);
    for (const NodeParts& parts : demand.parts)
      want(*parts.operation, parts.inputs);
    demand.whole = demand.whole || (!demand.gathers.empty() && demand.parts.empty());
    if (demand.whole)
      want(node.operation(), node.inputs());
  }

  void want(const Operation& operation, std::span<const NodePointer> inputs) {
    if (const Gather* gather = operation.gathering()) {
      want(*gather, *inputs.front());
      return;
    }
    for (const NodePointer& input : inputs) {
      if (const auto found = demands_.find(input.get()); found != demands_.end())
        found->second.whole = true;
      else // a gather that `taken` made
        want(*input->operation().gathering(), *input->inputs().front());
    }
  }

  void want(const Gather& gather, const ArrayNode& input) {
    Demand& demand = demands_.at(&input);
    if (demand.numbers.try_emplace(to_bytes(gather), demand.gathers.size()).second)
      demand.gathers.push_back(gather);
  }

  /// The inputs' nodes have been built.
  void build(const NodePointer& node) {
    Demand& demand = demands_.at(node.get());
    if (demand.whole)
      demand.node = made(node, node->shared_operation(), node->inputs());
    for (std::size_t i = 0; i < demand.gathers.size(); ++i) {
      const Gather& gather = demand.gathers[i];
      const Array original(node);
      const auto standing =
          std::make_shared<const ArrayNode>(std::make_shared<const OperationOf<Gather>>(gather),
                                            std::vector{node}, gather.infer({&original, 1}), node->line());
      if (demand.parts.empty())
        demand.taken.push_back(std::make_shared<const ArrayNode>(*standing, standing->shared_operation(),
                                                                 std::vector{demand.node}));
      else
        demand.taken.push_back(made(standing, demand.parts[i].operation, demand.parts[i].inputs));
    }
  }

  /// A node for `original`, or itself if it is of this operation and inputs.
  NodePointer made(const NodePointer& original, const std::shared_ptr<const Operation>& operation,
                   std::span<const NodePointer> inputs) const {
    if (const Gather* gather = operation->gathering()) {
      const Demand& input = demands_.at(inputs.front().get());
      if (!input.parts.empty())
        return standing_for(*original, *take(*gather, *inputs.front()));
      if (operation == original->shared_operation() && input.node == inputs.front())
        return original;
      return std::make_shared<const ArrayNode>(*original, renamed(operation, original->operation().name()),
                                               std::vector{input.node});
    }
    std::vector<NodePointer> built;
    for (const NodePointer& input : inputs) {
      const auto found = demands_.find(input.get());
      built.push_back(found != demands_.end()
                          ? found->second.node
                          : take(*input->operation().gathering(), *input->inputs().front()));
    }
    if (operation == original->shared_operation() && std::ranges::equal(built, original->inputs()))
      return original;
    return std::make_shared<const ArrayNode>(*original, renamed(operation, original->operation().name()),
                                             std::move(built));
  }

  const NodePointer& take(const Gather& gather, const ArrayNode& input) const {
    const Demand& demand = demands_.at(&input);
    return demand.taken[demand.numbers.at(to_bytes(gather))];
  }

  static NodePointer standing_for(const ArrayNode& original, const ArrayNode& taken) {
    return std::make_shared<const ArrayNode>(
        original, renamed(taken.shared_operation(), original.operation().name()),
        std::vector<NodePointer>(taken.inputs().begin(), taken.inputs().end()), taken.line());
  }

  std::span<const NodePointer> wanted_;
  std::vector<NodePointer> ordered_;
  std::unordered_map<const ArrayNode*, Demand> demands_;
};

} // namespace

std::vector<NodePointer> push_gathers(std::span<const NodePointer> wanted) { return Pushing(wanted).run(); }

} // namespace troupe
