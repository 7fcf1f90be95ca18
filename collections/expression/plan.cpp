#include "expression/plan.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <troupe/error.hpp>

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

ArrayGraph graph_of(std::span<const Array> arrays, std::span<const std::string_view> skipped) {
  std::vector<NodePointer> wanted;
  for (const Array& array : arrays)
    wanted.push_back(array.node());
  wanted = plan(wanted, skipped);
  ArrayGraph result;
  Lowering lowering(result.graph);
  lower(wanted, lowering);
  for (const NodePointer& node : wanted) {
    const auto tasks = lowering.tasks(*node);
    result.blocks.emplace_back(tasks.begin(), tasks.end());
  }
  return result;
}

} // namespace troupe
