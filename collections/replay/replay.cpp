#include <algorithm>
#include <iostream>
#include <span>
#include <string_view>
#include <utility>

#include <troupe/built_in_kernels.hpp>
#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/plugin.hpp>
#include <troupe/replay.hpp>

#include "replay/arguments.hpp"
#include "replay/results.hpp"

namespace troupe {

namespace {

constexpr int graph_failed = 1, called_wrongly = 2;

/// What one key stands for: a result's name, or a task's key.
///
/// \returns nothing if it is neither
std::optional<SavedResult> find_result(const SavedGraph& saved, std::string_view key) {
  const auto named = std::ranges::find(saved.results, key, &SavedResult::name);
  if (named != saved.results.end() && !key.empty())
    return *named;
  if (const std::optional<TaskId> task = saved.graph.find(key))
    return SavedResult{{}, std::nullopt, {*task}};
  return std::nullopt;
}

void add_results(const SavedGraph& saved, std::string_view key, std::vector<SavedResult>& results) {
  const auto add = [&](std::string_view each) {
    std::optional<SavedResult> found = find_result(saved, each);
    if (!found)
      throw KeyError("replay: the file has no result and no task \"" + std::string(each) + "\"");
    results.push_back(*std::move(found));
  };
  if (find_result(saved, key) || key.find(',') == std::string_view::npos)
    return add(key);
  for (std::size_t begin = 0; begin <= key.size();) {
    const std::size_t end = std::min(key.find(',', begin), key.size());
    add(key.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::vector<SavedResult> chosen_results(const SavedGraph& saved, const std::vector<std::string>& keys) {
  if (keys.empty())
    return saved.results;
  std::vector<SavedResult> results;
  for (const std::string& key : keys)
    add_results(saved, key, results);
  return results;
}

/// Runs one task of a graph, its inputs being made before.
void run_alone(const SavedGraph& saved, const ReplayOptions& options, std::ostream& out) {
  const Graph& graph = saved.graph;
  const TaskId task = graph.get(options.task);
  const auto inputs = graph.inputs(task);
  Graph given;
  {
    Session session(options.session);
    const std::vector<Value> values = session.compute(graph, inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      out << "input \"" << graph.key(inputs[i]) << "\": " << to_string(values[i]) << '\n';
    given = alone(graph, task, values);
  }
  out << "running \"" << options.task << "\"" << std::endl;
  Session session({.scheduler = Scheduler::synchronous, .progress_bar = options.session.progress_bar});
  const SavedResult result{{}, std::nullopt, {given.get(options.task)}};
  Results(session, given, std::span(&result, 1)).print(out);
}

int tell(const std::exception& error, int code, std::ostream& errors) {
  errors << "troupe: " << error.what() << '\n';
  return code;
}

} // namespace

void replay(const ReplayOptions& options, std::ostream& out) {
  register_built_in_kernels();
  for (const std::filesystem::path& plugin : options.plugins)
    load_plugin(plugin);
  const SavedGraph saved = load(options.file);
  if (!options.task.empty())
    return run_alone(saved, options, out);
  const std::vector<SavedResult> wanted = chosen_results(saved, options.keys);
  if (wanted.empty())
    throw KeyError("replay: the file wants nothing; say which tasks with --keys");
  Session session(options.session);
  Results results(session, saved.graph, wanted);
  if (options.out.empty())
    results.print(out);
  else
    results.store(options.out, out);
}

int replay_command(const std::vector<std::string>& words, std::ostream& out, std::ostream& errors) {
  if (std::ranges::find(words, "--help") != words.end() || std::ranges::find(words, "-h") != words.end()) {
    out << "replay " << replay_usage;
    return 0;
  }
  try {
    replay(replay_options(words), out);
    return 0;
  } catch (const UsageError& error) {
    tell(error, called_wrongly, errors);
    errors << "replay " << replay_usage;
    return called_wrongly;
  } catch (const TaskError& error) {
    return tell(error, graph_failed, errors);
  } catch (const std::exception& error) {
    return tell(error, called_wrongly, errors);
  }
}

std::optional<int> replay_if_asked(int argc, const char* const* argv) {
  if (argc < 2 || std::string_view(argv[1]) != "--replay")
    return std::nullopt;
  const int code = replay_command({argv + 2, argv + argc}, std::cout, std::cerr);
  if (std::cout.flush()) // the disk may be full
    return code;
  std::cerr << "troupe: cannot write to the standard output\n";
  return called_wrongly;
}

} // namespace troupe
