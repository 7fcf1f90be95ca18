#include "expression/plan.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <troupe/error.hpp>
#include <troupe/names.hpp>

#include "expression/delayed_node.hpp"
#include "expression/passes/passes.hpp"

namespace troupe {

namespace {

constexpr std::array table{
    PlanPass{"merge_equal", merge_equal_nodes},
    PlanPass{"push_gathers", push_gathers},
    PlanPass{"push_casts", push_casts},
    PlanPass{"fuse_elementwise", fuse_elementwise},
    PlanPass{"absorb_elementwise", absorb_elementwise},
    PlanPass{"view_inputs", view_inputs},
};

void require_passes(std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    if (std::ranges::find(table, name, &PlanPass::name) != table.end())
      continue;
    throw KeyError("plan: no pass is called \"" + std::string(name) + "\"; there are "
                   + joined(table, &PlanPass::name));
  }
}

} // namespace

std::span<const PlanPass> plan_passes() { return table; }

std::vector<NodePointer> plan(std::span<const NodePointer> wanted,
                              std::span<const std::string_view> skipped) {
  require_passes(skipped);
  std::vector<NodePointer> planned(wanted.begin(), wanted.end());
  for (const PlanPass& pass : table)
    if (std::ranges::find(skipped, pass.name) == skipped.end())
      planned = pass.run(planned);
  return planned;
}

CollectionPlan::CollectionPlan(std::span<const Collection> collections,
                               std::span<const std::string_view> skipped) {
  std::vector<NodePointer> wanted;
  for (const Collection& collection : collections) {
    is_array_.push_back(collection.array() != nullptr);
    if (is_array_.back())
      wanted.push_back(collection.array()->node());
    else
      delayed_.push_back(*collection.delayed());
  }
  needed_ = arrays_of_delayed(delayed_);
  wanted.insert(wanted.end(), needed_.begin(), needed_.end());
  planned_ = plan(wanted, skipped);
}

std::vector<std::vector<TaskId>> CollectionPlan::lower_delayed(Lowering& lowering) const {
  ArrayTasks arrays;
  const std::size_t array_count = planned_.size() - needed_.size();
  for (std::size_t i = 0; i < needed_.size(); ++i)
    arrays.emplace(needed_[i].get(), lowering.tasks(*planned_[array_count + i]));
  const std::vector<TaskId> delayed_tasks = troupe::lower_delayed(delayed_, arrays, lowering);

  std::vector<std::vector<TaskId>> blocks;
  auto next_array = planned_.begin();
  auto next_delayed = delayed_tasks.begin();
  for (const bool is_array : is_array_) {
    if (!is_array) {
      blocks.push_back({*next_delayed++});
      continue;
    }
    const auto tasks = lowering.tasks(**next_array++);
    blocks.emplace_back(tasks.begin(), tasks.end());
  }
  return blocks;
}

CollectionGraph graph_of(std::span<const Collection> collections, std::span<const std::string_view> skipped) {
  const CollectionPlan planned(collections, skipped);
  CollectionGraph result;
  Lowering lowering(result.graph);
  lower(planned.arrays(), lowering);
  result.blocks = planned.lower_delayed(lowering);
  return result;
}

ArrayGraph graph_of(std::span<const Array> arrays, std::span<const std::string_view> skipped) {
  return graph_of(std::vector<Collection>(arrays.begin(), arrays.end()), skipped);
}

} // namespace troupe
