#include <algorithm>
#include <string>

#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>

#include "graph/file/sections.hpp"

namespace troupe {

std::vector<TaskId> SavedGraph::wanted() const {
  std::vector<TaskId> all;
  for (const SavedResult& result : results)
    all.insert(all.end(), result.tasks.begin(), result.tasks.end());
  return all;
}

void require_block_count(const SavedResult& result, const char* prefix) {
  if (!result.grid)
    return;
  std::uint64_t blocks = 1;
  bool fits = true;
  for (const std::int64_t extent : *result.grid)
    fits =
        extent >= 0 && !__builtin_mul_overflow(blocks, static_cast<std::uint64_t>(extent), &blocks) && fits;
  if (!fits || blocks != result.tasks.size())
    throw ValueError(std::string(prefix) + "the result \"" + result.name + "\" has "
                     + std::to_string(result.tasks.size()) + " tasks, its grid is "
                     + to_string(*result.grid));
}

} // namespace troupe
