#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

/// What to do about keys that are used and never added.
enum class Missing : std::uint8_t { refuse, leave };

/// \throws KeyError beginning with `operation`, for an id that is not in the graph.
void require_wanted(const Graph& graph, std::span<const TaskId> wanted, std::string_view operation);

/// The tasks that `from` needs, each once, inputs first: by id where the inputs allow it, else depth first.
///
/// \throws CycleError listing a cycle's keys; with `refuse` KeyError naming a missing key and its user; as
/// `require_wanted`. All begin with `operation`.
std::vector<TaskId> needed_tasks(const Graph& graph, std::span<const TaskId> from, std::string_view operation,
                                 Missing missing);

/// As above, always depth first: the order depends on `from` and on the inputs' order, not on ids.
std::vector<TaskId> depth_first_tasks(const Graph& graph, std::span<const TaskId> from,
                                      std::string_view operation, Missing missing);

/// As `needed_tasks`, for all tasks.
std::vector<TaskId> needed_tasks(const Graph& graph, std::string_view operation, Missing missing);

/// The tasks that no other task uses. All tasks of the graph are needed for them, unless they are part of a cycle or
/// lead to one.
std::vector<TaskId> final_tasks(const Graph& graph);

/// Throws the KeyError for a missing key that `from` needs.
[[noreturn]] void refuse_missing(const Graph& graph, TaskId missing, std::string_view operation);

/// Throws the CycleError for a path that ends where it began: each task uses the next one.
[[noreturn]] void refuse_cycle(const Graph& graph, std::span<const TaskId> path, std::string_view operation);

} // namespace troupe
