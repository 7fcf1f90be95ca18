#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include <troupe/collection.hpp>

#include "expression/plan.hpp"

namespace troupe {

void visualize(std::span<const Collection> collections, const std::filesystem::path& file,
               const DrawingOptions& options, Planned planned) {
  std::vector<std::string_view> skipped;
  if (planned == Planned::before)
    std::ranges::transform(plan_passes(), std::back_inserter(skipped), &PlanPass::name);
  const CollectionGraph graph = graph_of(collections, skipped);
  std::vector<TaskId> wanted;
  for (const std::vector<TaskId>& tasks : graph.blocks)
    wanted.insert(wanted.end(), tasks.begin(), tasks.end());
  visualize(graph.graph, wanted, file, options);
}

} // namespace troupe
