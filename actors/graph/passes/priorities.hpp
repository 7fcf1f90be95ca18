#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

/// Changes ranks, 0 … n-1 over what `wanted` needs and `unranked` for the others, so that tasks go by
/// priority, and by their rank before where that is equal.
///
/// A task has its own priority, or, if it says nothing, the highest of its consumers; a consumer of a
/// priority above its own raises it too, so that what is urgent does not wait. No task goes before an input.
/// O(tasks log tasks + edges).
void rank_by_priority(const Graph& graph, std::span<const TaskId> wanted, std::vector<std::uint32_t>& ranks);

} // namespace troupe
