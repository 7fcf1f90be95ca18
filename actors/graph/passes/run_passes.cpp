#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/names.hpp>
#include <troupe/pass.hpp>

#include "graph/needed_tasks.hpp"
#include "graph/passes/verify.hpp"

namespace troupe {

namespace {

struct Row {
  std::string_view name;
  PassFunction* run;
};
constexpr std::array<Row, 4> table{
    {{"cull", cull}, {"merge_equal", merge_equal}, {"inline_constants", inline_constants}, {"fuse", fuse}}};

const Row& get_row(std::string_view name) {
  const auto* row = std::ranges::find(table, name, &Row::name);
  if (row != table.end())
    return *row;
  throw KeyError("optimize: there is no pass \"" + std::string(name) + "\"; there are "
                 + joined(table, &Row::name));
}

void require_skippable(std::string_view name, const std::vector<Pass>& passes) {
  if (std::ranges::find(passes, name, &Pass::name) == passes.end())
    get_row(name);
}

/// Ids change from pass to pass, keys do not.
std::vector<TaskId> get_tasks(const Graph& graph, const std::vector<std::string>& keys) {
  std::vector<TaskId> tasks;
  tasks.reserve(keys.size());
  for (const std::string& key : keys) {
    const TaskId task = graph.get(key);
    if (!graph.is_defined(task))
      refuse_missing(graph, task, "optimize");
    tasks.push_back(task);
  }
  return tasks;
}

/// The same after a pass, which has to keep them.
std::vector<TaskId> find_tasks(const Pass& pass, const Graph& graph, const std::vector<std::string>& keys) {
  std::vector<TaskId> tasks;
  tasks.reserve(keys.size());
  for (const std::string& key : keys) {
    const auto task = graph.find(key);
    if (!task)
      throw PassError(pass.name, "lost the wanted key \"" + key + "\"");
    tasks.push_back(*task);
  }
  return tasks;
}

Graph run_pass(const Pass& pass, const Graph& graph, std::span<const TaskId> wanted) {
  try {
    return pass.run(graph, wanted);
  } catch (const std::exception& error) {
    std::throw_with_nested(PassError(pass.name, std::string("failed: ") + error.what()));
  } catch (...) {
    std::throw_with_nested(PassError(pass.name, "threw something that is not a std::exception"));
  }
}

} // namespace

Pass::Pass(std::string_view pass_name) : name(pass_name), run(get_row(pass_name).run), keeps_digests(true) {}

Pass::Pass(PassFunction* function) : name("unnamed pass"), run(function) {
  const auto* row = std::ranges::find(table, function, &Row::run);
  if (row == table.end())
    return;
  name = row->name;
  keeps_digests = true;
}

Pass::Pass(std::string pass_name, std::function<PassFunction> function)
    : name(std::move(pass_name)), run(std::move(function)) {}

std::span<const Pass> passes() {
  static const std::array<Pass, table.size()> all{Pass(table[0].run), Pass(table[1].run), Pass(table[2].run),
                                                  Pass(table[3].run)};
  return all;
}

Graph optimize(const Graph& graph, const std::vector<std::string>& wanted_keys,
               const std::vector<Pass>& passes, const OptimizeOptions& options) {
  for (const std::string& name : options.skip)
    require_skippable(name, passes);
  Graph result = graph;
  std::vector<TaskId> wanted = get_tasks(result, wanted_keys);
  // Or the first pass would be blamed for a cycle.
  if (options.verify)
    static_cast<void>(needed_tasks(result, wanted, "optimize", Missing::leave));
  for (const Pass& pass : passes) {
    if (std::ranges::find(options.skip, pass.name) != options.skip.end())
      continue;
    const auto begin = std::chrono::steady_clock::now();
    Graph next = run_pass(pass, result, wanted);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    if (options.times != nullptr)
      options.times->push_back({pass.name, taken.count(), result.size(), next.size()});
    std::vector<TaskId> next_wanted = find_tasks(pass, next, wanted_keys);
    if (options.verify)
      verify(pass, {result, wanted}, {next, next_wanted});
    result = std::move(next);
    wanted = std::move(next_wanted);
  }
  return result;
}

Graph optimize(const Graph& graph, const std::vector<Pass>& passes, const OptimizeOptions& options) {
  // A cycle that no final task needs would be lost without a word.
  static_cast<void>(needed_tasks(graph, "optimize", Missing::leave));
  std::vector<std::string> keys;
  for (const TaskId task : final_tasks(graph))
    keys.push_back(graph.key(task));
  return optimize(graph, keys, passes, options);
}

} // namespace troupe
