#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>

namespace troupe {

// Annotations survive every pass. A task that stays says what it said; what is moved into another task says
// the same as that one, or is an alias, a literal or a list that says nothing. Where passes may make it
// otherwise, they say so.
//
// What is wanted, or given as `keys`, is in the graph: for any other id each throws KeyError.

/// The part of `graph` needed to compute `wanted`.
///
///     cull({a: load(), b: neg(a), c: abs(a)}, {b})  ->  {a: load(), b: neg(a)}
///
/// \throws KeyError if a wanted key, or an input of a kept task, is not in `graph`.
Graph cull(const Graph& graph, std::span<const TaskId> wanted);

enum class Constants : std::uint8_t { keep, inline_too };

/// Puts the tasks of `keys` in place of references to them; the keys stay in the graph. With `inline_too` so
/// are aliases, literals that are numbers, bools or null, and lists that use no key. A task that is used
/// twice in one user still runs once there. Users that read or plan, or have other annotations, keep their
/// references.
///
/// \throws CycleError if inlined tasks wait for each other; ValueError for a key whose task reads, plans or
///         stands for a promised result, and for chains that would be written out as more than 16 million
///         calls.
Graph inline_tasks(const Graph& graph, std::span<const TaskId> keys,
                   Constants constants = Constants::inline_too);

/// Inlines every task all of whose kernels are in `fast_kernels` into its users and removes it, unless it is
/// in `wanted`, has no user, or one of other annotations. Literals and aliases that `constants` inlines stay
/// in the graph. 0.05 µs a task where tasks share bodies, 0.4 µs where each has its own.
Graph inline_functions(const Graph& graph, std::span<const TaskId> wanted,
                       std::span<const std::string> fast_kernels, Constants constants = Constants::keep);

/// Puts in place of references what is only a name for something: `inline_tasks` for no keys. The wanted keys
/// stay, as does what nobody refers to any more, until `cull`.
Graph inline_constants(const Graph& graph, std::span<const TaskId> wanted);

/// Which tasks `fuse` joins by what is said of them.
enum class FuseAnnotations : std::uint8_t {
  equal,    ///< Tasks that say the same.
  strongest ///< All: a task gets the most retries and the highest priority of its parts. (Dask's way.)
};

/// How far `fuse` goes.
struct FuseBounds {
  static constexpr std::size_t unlimited = std::numeric_limits<std::uint32_t>::max();

  /// How many branches, which could run at once, a fused task may run one after the other. A chain is one. A
  /// task that takes up several inputs has as many branches as they have together, and one more if it needs
  /// something that they do not need already.
  ///
  ///     fuse({a, b1: f(a), b2: g(a), c: add(b1, b2)}, {c}, {.max_width = 2})  ->  {a, c: add(f(a), g(a))}
  std::size_t max_width = 1;
  /// How many tasks of the given graph may follow each other in a fused task; longer chains are cut, from
  /// their inputs on.
  std::size_t max_depth = unlimited;
  FuseAnnotations annotations = FuseAnnotations::equal;
};

/// Joins linear chains into one task under the chain's last key. A wanted key keeps its own place, as does a
/// task that is used in more places than one: by several users, or twice by one, as x in add(x, x). A task with
/// several inputs takes up one of them only if that one is alone in being used nowhere else and needs all of the
/// others itself; with a `max_width` above 1 all of them that are used nowhere else, if the width allows it. Tasks
/// of kinds other than compute are left alone. Nothing runs twice. 0.05 µs a task where tasks share bodies, 0.4 µs
/// where each has its own.
///
/// \throws CycleError for a ring that nothing leads to; ValueError for a bound of 0.
Graph fuse(const Graph& graph, std::span<const TaskId> wanted);
Graph fuse(const Graph& graph, std::span<const TaskId> wanted, const FuseBounds& bounds);

/// Lets tasks of equal digest that wait for the same be one: users of the later are turned to the first, which gets the most retries
/// and the highest priority of them. Wanted keys stay, as aliases with their own annotations.
Graph merge_equal(const Graph& graph, std::span<const TaskId> wanted);

inline constexpr std::uint32_t unranked = 0xffffffff;

/// Static depth-first ranks, 0 … n-1 over the tasks that `wanted` needs and `unranked` for the others, inputs
/// first, chosen so that few results are alive at a time. The wanted tasks' order and structure decide, not
/// key text or the order of adding. O(tasks + edges), no recursion; 20–50 ns a task, 150 where results are
/// shared at random.
///
/// Where tasks have priorities, these decide first: what is urgent comes with all that it needs before the
/// others, what is not with all that waits for it after them. A task that says nothing has the highest
/// priority of its users.
///
/// \throws CycleError, KeyError as `toposort`, looking only at what is needed.
std::vector<std::uint32_t> order(const Graph& graph, std::span<const TaskId> wanted);

/// A rewrite of a graph that keeps the wanted tasks' keys.
using PassFunction = Graph(const Graph& graph, std::span<const TaskId> wanted);

/// One pass that has a name and can be timed, skipped and verified. Where a pass is asked for, its name in
/// the table `passes()` does as well, or its function, or both for one that is not there:
///
///     {cull, "merge_equal", {"fuse wide", [](const Graph& graph, std::span<const TaskId> wanted) {
///        return fuse(graph, wanted, {.max_width = 4});
///      }}}
struct Pass {
  // NOLINTBEGIN(google-explicit-constructor): so that the line above can be written
  /// \throws KeyError for a name that is not in the table, listing those that are.
  Pass(std::string_view pass_name);
  Pass(const std::string& pass_name) : Pass(std::string_view(pass_name)) {}
  Pass(const char* pass_name) : Pass(std::string_view(pass_name)) {}
  /// A function that is not in the table is called "unnamed pass".
  Pass(PassFunction* function);
  // NOLINTEND(google-explicit-constructor)
  Pass(std::string pass_name, std::function<PassFunction> function);

  std::string name;
  std::function<PassFunction> run;
  /// The wanted tasks have the same digests afterwards, which `verify` then checks too. True for those of the
  /// table; a pass of one's own may put other kernels in their place.
  bool keeps_digests = false;
};

/// Every pass that needs no argument but the wanted keys: cull, merge_equal, inline_constants, fuse.
std::span<const Pass> passes();

/// What one pass did.
struct PassTime {
  std::string name;
  double seconds = 0;
  std::size_t tasks_before = 0;
  std::size_t tasks_after = 0;
};

/// A pass that threw, or whose graph is not what it should be. What it threw is nested in it.
struct PassError : Error {
  PassError(std::string pass_name, const std::string& reason)
      : Error("optimize: the pass \"" + pass_name + "\" " + reason), pass(std::move(pass_name)) {}
  std::string pass;
};

struct OptimizeOptions {
  std::vector<std::string> skip = {};     ///< Names of passes that are left out.
  std::vector<PassTime>* times = nullptr; ///< Where to add a line for each pass that ran.
  /// Checks each pass's graph: keys have their tasks, unless they had none before, bodies fit their inputs, no
  /// wanted task waits for itself, a task that stays has no fewer retries and no lower priority, and, of a pass
  /// that says that it `keeps_digests`, the wanted tasks have the digests that they had, where digests can be
  /// had. So a pass of one's own that does not say it may lose an input, or compute something else, unnoticed.
  /// Takes a few times as long as the passes.
  bool verify = false;
};

/// Runs the passes in the given order.
///
///     optimize(graph, {"z"}, {cull, fuse}, {.skip = {"fuse"}, .times = &times, .verify = true})
///
/// \throws KeyError for a wanted key that has no task, or a name to skip that no pass has; PassError naming the
/// pass that threw, lost a wanted key or, with `verify`, made a wrong graph; CycleError with `verify`, if what is
/// wanted needs tasks that wait for each other.
Graph optimize(const Graph& graph, const std::vector<std::string>& wanted_keys,
               const std::vector<Pass>& passes, const OptimizeOptions& options = {});

/// The same for the keys that no task uses.
///
/// \throws CycleError for any tasks that wait for each other; as the other.
Graph optimize(const Graph& graph, const std::vector<Pass>& passes, const OptimizeOptions& options = {});

} // namespace troupe
