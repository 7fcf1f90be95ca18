#include "expression/plan.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <troupe/error.hpp>

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
    std::string known;
    for (const PlanPass& pass : table)
      known += (known.empty() ? "" : ", ") + std::string(pass.name);
    throw KeyError("plan: no pass is called \"" + std::string(name) + "\"; there are " + known);
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

CollectionGraph graph_of(std::span<const Collection> collections, std::span<const std::string_view> skipped) {
  std::vector<NodePointer> wanted;
  std::vector<DelayedPointer> delayed;
  for (const Collection& collection : collections) {
    if (const Array* const array = collection.array())
      wanted.push_back(array->node());
    else
      delayed.push_back(*collection.delayed());
  }
  const std::vector<NodePointer> needed = arrays_of_delayed(delayed);
  const std::size_t array_count = wanted.size();
  wanted.insert(wanted.end(), needed.begin(), needed.end());
  wanted = plan(wanted, skipped);

  CollectionGraph result;
  Lowering lowering(result.graph);
  lower(wanted, lowering);
  ArrayTasks arrays;
  for (std::size_t i = 0; i < needed.size(); ++i)
    arrays.emplace(needed[i].get(), lowering.tasks(*wanted[array_count + i]));
  const std::vector<TaskId> delayed_tasks = lower_delayed(delayed, arrays, lowering);

  auto next_array = wanted.begin();
  auto next_delayed = delayed_tasks.begin();
  for (const Collection& collection : collections) {
    if (collection.array() == nullptr) {
      result.blocks.push_back({*next_delayed++});
      continue;
    }
    const auto tasks = lowering.tasks(**next_array++);
    result.blocks.emplace_back(tasks.begin(), tasks.end());
  }
  return result;
}

ArrayGraph graph_of(std::span<const Array> arrays, std::span<const std::string_view> skipped) {
  return graph_of(std::vector<Collection>(arrays.begin(), arrays.end()), skipped);
}

} // namespace troupe
