#include <algorithm>
#include <limits>
#include <ranges>
#include <unordered_set>

#include "expression/apply.hpp"
#include "expression/passes/passes.hpp"
#include "expression/passes/rewriting.hpp"
#include "expression/programs/tile_map.hpp"
#include "expression/programs/tile_program_builder.hpp"

namespace troupe {

namespace {

/// More inputs than this would keep too many chunks alive for one task.
constexpr std::size_t max_run_inputs = 16;

/// A run in the making. Its root is the member that is used outside.
struct Run {
  const ArrayNode* root;
  std::vector<std::size_t> members; ///< Numbers in the order, consumers first.
  std::size_t instructions = 0;
  std::unordered_set<const ArrayNode*> inputs;
};

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
constexpr std::size_t several = none - 1;

class Fusion {
public:
  explicit Fusion(std::span<const NodePointer> wanted)
      : wanted_(wanted), ordered_(topological_order(wanted)) {}

  std::vector<NodePointer> run() {
    find_runs();
    Rewriting rewriting;
    for (std::size_t i = 0; i < ordered_.size(); ++i) {
      if (run_of_[i] == none)
        rewriting.replace(ordered_[i], rewriting.rebuilt(ordered_[i]));
      else if (const Run& run = runs_[run_of_[i]]; run.root == ordered_[i].get())
        rewriting.replace(ordered_[i],
                          run.members.size() == 1 ? rewriting.rebuilt(ordered_[i]) : fused(run, rewriting));
    }
    return rewriting.all(wanted_);
  }

private:
  /// Goes through the nodes consumers first, so that all users of a node have their run before it is asked
  /// whether it may join. A node joins only if all its users are in one run, so no path leaves a run and
  /// comes back.
  void find_runs() {
    for (std::size_t i = 0; i < ordered_.size(); ++i)
      numbers_.emplace(ordered_[i].get(), i);
    users_.assign(ordered_.size(), none);
    run_of_.assign(ordered_.size(), none);
    for (const NodePointer& node : wanted_)
      users_[numbers_.at(node.get())] = several;
    for (std::size_t i = ordered_.size(); i-- > 0;) {
      if (ordered_[i]->operation().program() != nullptr)
        run_of_[i] = run_for(i);
      for (const NodePointer& input : ordered_[i]->inputs()) {
        std::size_t& users = users_[numbers_.at(input.get())];
        users = run_of_[i] != none && (users == none || users == run_of_[i]) ? run_of_[i] : several;
      }
    }
  }

  std::size_t run_for(std::size_t number) {
    const ArrayNode& node = *ordered_[number];
    const std::size_t instructions = node.operation().program()->instructions.size();
    if (users_[number] < several && fits(runs_[users_[number]], node, instructions)) {
      Run& run = runs_[users_[number]];
      run.inputs.erase(&node);
      join(run, number, instructions);
      return users_[number];
    }
    runs_.push_back({&node, {}, 0, {}});
    join(runs_.back(), number, instructions);
    return runs_.size() - 1;
  }

  void join(Run& run, std::size_t number, std::size_t instructions) {
    run.members.push_back(number);
    run.instructions += instructions;
    for (const NodePointer& input : ordered_[number]->inputs())
      run.inputs.insert(input.get());
  }

  static bool fits(const Run& run, const ArrayNode& node, std::size_t instructions) {
    if (run.instructions + instructions > max_tile_instructions || node.chunking() != run.root->chunking()
        || node.metadata().extent_origin != run.root->metadata().extent_origin)
      return false;
    const auto fresh = std::ranges::count_if(
        node.inputs(), [&](const NodePointer& input) { return !run.inputs.contains(input.get()); });
    return run.inputs.size() - 1 + static_cast<std::size_t>(fresh)
           <= std::max(max_run_inputs, run.inputs.size());
  }

  NodePointer fused(const Run& run, const Rewriting& rewriting) const {
    TileProgramBuilder builder;
    std::unordered_map<const ArrayNode*, TileOperand> results;
    std::vector<NodePointer> inputs;
    for (const std::size_t member : std::views::reverse(run.members)) {
      const ArrayNode& node = *ordered_[member];
      std::vector<TileOperand> arguments;
      for (const NodePointer& input : node.inputs()) {
        const auto [found, inserted] = results.try_emplace(input.get());
        if (inserted) {
          found->second = builder.input(input->dtype());
          inputs.push_back(rewriting[input]);
        }
        arguments.push_back(found->second);
      }
      results.insert_or_assign(&node, builder.append(*node.operation().program(), arguments));
    }
    const TileOperand result = results.at(run.root);
    TileMap map{std::string(run.root->operation().name()), std::move(builder).finish(result)};
    return std::make_shared<const ArrayNode>(
        *run.root, std::make_shared<const OperationOf<TileMap>>(std::move(map)), std::move(inputs));
  }

  std::span<const NodePointer> wanted_;
  std::vector<NodePointer> ordered_;
  std::unordered_map<const ArrayNode*, std::size_t> numbers_;
  std::vector<std::size_t> users_; ///< The run all users seen so far are in, or `none`, or `several`.
  std::vector<std::size_t> run_of_;
  std::vector<Run> runs_;
};

} // namespace

std::vector<NodePointer> fuse_elementwise(std::span<const NodePointer> wanted) {
  return Fusion(wanted).run();
}

} // namespace troupe
