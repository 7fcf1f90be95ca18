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
#include "replay/choice.hpp"
#include "replay/missing.hpp"
#include "replay/results.hpp"

namespace troupe {

namespace {

constexpr int graph_failed = 1, called_wrongly = 2;

/// Prints the results, or stores them.
void put(Results results, const ReplayOptions& options, std::ostream& out) {
  if (options.out.empty())
    results.print(out);
  else
    results.store(options.out, out);
}

/// Runs one task of a graph, its inputs being made before.
void run_alone(const Graph& graph, const SavedResult& wanted, const ReplayOptions& options,
               std::ostream& out) {
  const TaskId task = wanted.tasks.front();
  const std::string key = graph.key(task);
  const auto inputs = graph.inputs(task);
  Graph given;
  {
    Session session(options.session);
    const std::vector<Value> values = session.compute(graph, inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      out << "input \"" << graph.key(inputs[i]) << "\": " << to_string(values[i]) << '\n';
    given = alone(graph, task, values);
  }
  out << "running \"" << key << "\"" << std::endl;
  Session session({.scheduler = Scheduler::synchronous, .progress_bar = options.session.progress_bar});
  const SavedResult result{wanted.name, wanted.grid, {given.get(key)}};
  put(Results(session, given, std::span(&result, 1)), options, out);
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
  const SavedGraph saved = load(options.file, {.unknown = Unknown::keep});
  const bool is_alone = !options.task.empty();
  const std::vector<SavedResult> wanted =
      is_alone ? std::vector{chosen_task(saved, options.task)} : chosen_results(saved, options.keys);
  require_parts(saved, tasks_of(wanted), options.file);
  if (is_alone)
    return run_alone(saved.graph, wanted.front(), options, out);
  Session session(options.session);
  put(Results(session, saved.graph, wanted), options, out);
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
