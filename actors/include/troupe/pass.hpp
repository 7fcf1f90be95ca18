#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

/// The part of `graph` needed to compute `wanted`.
///
///     cull({a: load(), b: neg(a), c: abs(a)}, {b})  ->  {a: load(), b: neg(a)}
///
/// \throws KeyError if a wanted key, or an input of a kept task, is not in `graph`.
Graph cull(const Graph& graph, std::span<const TaskId> wanted);

enum class Constants : std::uint8_t { keep, inline_too };

/// Puts the tasks of `keys` in place of references to them; the keys stay in the graph. With `inline_too` so
/// are aliases, literals that are numbers, bools or null, and lists that use no key. A task that is used
/// twice in one user still runs once there. Users that read or plan keep their references.
///
/// \throws CycleError if inlined tasks wait for each other; ValueError for a key whose task reads, plans or
///         stands for a promised result, and for chains that would be written out as more than 16 million
///         calls.
Graph inline_tasks(const Graph& graph, std::span<const TaskId> keys,
                   Constants constants = Constants::inline_too);

/// Inlines every task all of whose kernels are in `fast_kernels` into its users and removes it, unless it is
/// in `wanted` or has no user. Literals and aliases that `constants` inlines stay in the graph.
Graph inline_functions(const Graph& graph, std::span<const TaskId> wanted,
                       std::span<const std::string> fast_kernels, Constants constants = Constants::keep);

/// Joins linear chains into one task under the chain's last key. A wanted key keeps its own place, as does a
/// task with several users. A task with several inputs takes up one of them only if that one is alone in
/// having no other user and needs all of the others itself. Tasks of kinds other than compute are left alone.
Graph fuse(const Graph& graph, std::span<const TaskId> wanted);

/// Lets tasks of equal digest be one: users of the later are turned to the first. Wanted keys stay, as
/// aliases.
Graph merge_equal(const Graph& graph, std::span<const TaskId> wanted);

inline constexpr std::uint32_t unranked = 0xffffffff;

/// Static depth-first ranks, 0 … n-1 over the tasks that `wanted` needs and `unranked` for the others, inputs
/// first, chosen so that few results are alive at a time. The wanted tasks' order and structure decide, not
/// key text or the order of adding. O(tasks + edges), no recursion; 20–50 ns a task, 150 where results are
/// shared at random.
///
/// \throws CycleError, KeyError as `toposort`, looking only at what is needed.
std::vector<std::uint32_t> order(const Graph& graph, std::span<const TaskId> wanted);

/// One pass that has a name and can be timed, skipped and verified.
struct Pass {
  std::string_view name;
  Graph (*run)(const Graph& graph, std::span<const TaskId> wanted);
};

/// Every pass that needs no argument but the wanted keys: cull, merge_equal, fuse.
std::span<const Pass> passes();

/// What `optimize` did.
struct PassTime {
  std::string_view name;
  double seconds = 0;
  std::size_t tasks_before = 0;
  std::size_t tasks_after = 0;
};

/// Runs the named passes in the given order.
///
/// \throws KeyError for a name that is no pass, listing those there are.
Graph optimize(const Graph& graph, std::span<const std::string> wanted_keys,
               std::span<const std::string_view> pass_names, std::vector<PassTime>* times = nullptr);

} // namespace troupe
