#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>

#include "array/ordering/run_tasks.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/ordering/merge_runs.hpp"
#include "kernels/ordering/unique_runs.hpp"

// The planning kernels: which pieces of which runs make a block.

namespace troupe {

void RunPlan::check() const {
  if (pieces < 1)
    throw ValueError("sort: runs of " + std::to_string(pieces) + " pieces");
}

namespace {

/// A graph in the making: blocks joined from pieces that are there already.
class JoinGraph {
public:
  JoinGraph(const RunPlan& plan, std::span<const Value> arguments)
      : plan_(plan), arguments_(arguments), pieces_(static_cast<std::size_t>(plan.pieces)),
        runs_(arguments.size() / (pieces_ + 1)) {
    if (runs_ * (pieces_ + 1) != arguments.size() || runs_ != plan.sizes.size())
      throw ValueError("the plan got " + std::to_string(arguments.size()) + " arguments for "
                       + std::to_string(plan.sizes.size()) + " runs");
    for (std::size_t run = 0; run < runs_; ++run)
      samples_.push_back(from_bytes<RunSamples>(arguments[run * (pieces_ + 1)].as_text()));
    tasks_.assign(runs_ * pieces_, no_task);
    piece_name_ = graph_.add_name("piece", {static_cast<std::int64_t>(runs_), plan.pieces});
    block_name_ = graph_.add_name("block", {static_cast<std::int64_t>(runs_)});
  }

  std::span<const RunSamples> samples() const noexcept { return samples_; }

  /// The pieces of each run between two cuts, how many items come before the first of them, and the most there can be
  /// between the cuts.
  struct Part {
    std::vector<std::uint32_t> pieces;
    std::vector<TaskId> tasks;
    std::int64_t begin = 0;
    std::int64_t items = 0;
  };
  Part part(std::span<const std::int64_t> low, std::span<const std::int64_t> high) {
    Part part;
    for (std::size_t run = 0; run < runs_; ++run) {
      const std::int64_t size = samples_[run].size;
      const auto [first, last] = pieces_between(low[run], high[run], size, plan_.pieces);
      // Nothing is needed of a run whose bounds meet: what is before them is before the part.
      const std::int64_t begin = first == last ? low[run] : piece_begin(size, first, plan_.pieces);
      part.begin += begin;
      part.items += high[run] - low[run];
      part.pieces.push_back(static_cast<std::uint32_t>(last - first));
      for (std::int64_t piece = first; piece < last; ++piece)
        part.tasks.push_back(task(run * pieces_ + static_cast<std::size_t>(piece)));
    }
    return part;
  }

  void add_block(Body body, std::span<const TaskId> inputs) {
    const auto number = static_cast<std::uint32_t>(blocks_.size());
    blocks_.push_back(graph_.add(block_name_, number, graph_.add_body(std::move(body)), inputs));
  }

  std::size_t block_count() const noexcept { return blocks_.size(); }
  Value yield() { return troupe::yield(std::move(graph_), std::move(blocks_)); }

private:
  TaskId task(std::size_t piece) {
    TaskId& task = tasks_[piece];
    if (task == no_task) {
      const Value& reference = arguments_[piece / pieces_ * (pieces_ + 1) + 1 + piece % pieces_];
      task = graph_.add(piece_name_, static_cast<std::uint32_t>(piece),
                        graph_.add_body(Body::constant(reference)), {});
    }
    return task;
  }

  const RunPlan& plan_;
  std::span<const Value> arguments_;
  std::size_t pieces_;
  std::size_t runs_;
  std::vector<RunSamples> samples_;
  Graph graph_;
  NameId piece_name_ = 0, block_name_ = 0;
  std::vector<TaskId> tasks_;
  std::vector<TaskId> blocks_;
};

std::int64_t merge_workspace_bytes(const RunPlan& plan, const JoinGraph::Part& part) {
  return visit_items(
      plan.dtype, plan.kind, [&]<class T, class Item>(std::type_identity<T>, std::type_identity<Item>) {
        return static_cast<std::int64_t>(
            RunMerge<Item>::workspace_bytes(static_cast<std::size_t>(part.items), part.tasks.size()));
      });
}

Value plan_sort(const KernelCall& call) {
  const auto& plan = call.parameters.as<RunPlan>();
  JoinGraph graph(plan, call.arguments);
  std::vector<std::int64_t> ranks(plan.sizes.size() + 1, 0);
  std::partial_sum(plan.sizes.begin(), plan.sizes.end(), ranks.begin() + 1);
  const std::vector<RunCut> cuts = cuts_at_ranks(graph.samples(), ranks);
  for (std::size_t block = 0; block < plan.sizes.size(); ++block) {
    SortJoinParameters parameters{plan.dtype, plan.kind, {}, 0, plan.sizes[block]};
    JoinGraph::Part part;
    if (parameters.take > 0)
      part = graph.part(cuts[block].low, cuts[block + 1].high);
    parameters.skip = ranks[block] - part.begin;
    if (parameters.take == 0)
      parameters.skip = 0;
    parameters.pieces = std::move(part.pieces);
    const std::int64_t take = parameters.take;
    Body body = Body::call(built_in_kernel("sort_join"), Parameters::of(std::move(parameters)));
    const auto size = plan.kind == ItemKind::key ? size_of(plan.dtype) : sizeof(std::int64_t);
    body.output_bytes = take * static_cast<std::int64_t>(size);
    body.workspace_bytes = merge_workspace_bytes(plan, part);
    graph.add_block(std::move(body), part.tasks);
  }
  return graph.yield();
}

Value plan_unique(const KernelCall& call) {
  const auto& plan = call.parameters.as<RunPlan>();
  JoinGraph graph(plan, call.arguments);
  const std::size_t runs = plan.sizes.size();
  const std::vector<RunCut> cuts = cuts_at_keys(graph.samples(), runs);
  std::vector<std::int64_t> ends;
  for (const RunSamples& samples : graph.samples())
    ends.push_back(samples.size);
  const std::vector<std::int64_t> begins(runs, 0);
  for (std::size_t block = 0; block < plan.sizes.size(); ++block) {
    UniqueJoinParameters parameters{plan.dtype, plan.kind, {}, {}, {}};
    JoinGraph::Part part;
    if (block <= cuts.size()) {
      part = graph.part(block == 0 ? begins : cuts[block - 1].low,
                        block == cuts.size() ? ends : cuts[block].high);
      if (block > 0)
        parameters.lower = cuts[block - 1].key;
      if (block < cuts.size())
        parameters.upper = cuts[block].key;
    }
    parameters.pieces = std::move(part.pieces);
    Body body = Body::call(built_in_kernel("unique_join"), Parameters::of(std::move(parameters)));
    body.output_bytes = part.items * item_bytes(plan.dtype, plan.kind);
    // What turns out to be distinct is copied if it is much less.
    body.workspace_bytes = merge_workspace_bytes(plan, part) + body.output_bytes / 4 * 3;
    graph.add_block(std::move(body), part.tasks);
  }
  return graph.yield();
}

} // namespace

void register_run_plans(KernelRegistry& registry) {
  registry.add({"sort_plan", 1, "plans which pieces of runs make the blocks of a sorted array", any_arity,
                plan_sort, Parameters::decode<RunPlan>, KernelKind::planning});
  registry.add({"unique_plan", 2, "plans which pieces of runs make the blocks of distinct elements",
                any_arity, plan_unique, Parameters::decode<RunPlan>, KernelKind::planning});
}

} // namespace troupe
