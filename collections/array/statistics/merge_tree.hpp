#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include <troupe/graph.hpp>

#include "expression/node.hpp"

namespace troupe {

/// A tree of tasks over `parts`, neighbours first; the last one, on top, is the one block of `node`.
///
/// \param body  of the tasks of a level, and of the last one
inline TaskId merge_tree(const ArrayNode& node, Lowering& lowering, std::vector<TaskId> parts,
                         const std::function<Body(bool is_last)>& body) {
  constexpr std::size_t merged_at_a_time = 16;
  for (int level = 1;; ++level) {
    const std::size_t count = (parts.size() + merged_at_a_time - 1) / merged_at_a_time;
    const bool is_last = count == 1;
    const BodyId merge = lowering.graph().add_body(body(is_last));
    const NameId name = is_last ? lowering.add_name(node)
                                : lowering.add_name(node, "merge-" + std::to_string(level),
                                                    {static_cast<std::int64_t>(count)});
    std::vector<TaskId> merged;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t begin = i * merged_at_a_time;
      merged.push_back(lowering.graph().add(
          name, static_cast<std::uint32_t>(i), merge,
          std::span(parts).subspan(begin, std::min(merged_at_a_time, parts.size() - begin))));
    }
    if (is_last)
      return merged.front();
    parts = std::move(merged);
  }
}

} // namespace troupe
