#include <algorithm>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <troupe/built_in_kernels.hpp>
#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/names.hpp>
#include <troupe/plugin.hpp>
#include <troupe/replay.hpp>

#include "replay/arguments.hpp"
#include "replay/choice.hpp"
#include "replay/results.hpp"

namespace troupe {

namespace {

constexpr int graph_failed = 1, called_wrongly = 2, interrupted = 130; // 128 + SIGINT, as shells say it

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
      out << "input " << quoted_name(graph.key(inputs[i])) << ": " << to_string(values[i]) << '\n';
    given = alone(graph, task, values);
  }
  out << "running " << quoted_name(key) << std::endl;
  Session session({.scheduler = Scheduler::synchronous, .progress_bar = options.session.progress_bar});
  const SavedResult result{wanted.name, wanted.grid, {given.get(key)}};
  put(Results(session, given, std::span(&result, 1)), options, out);
}

/// The program whose words are read, for what it tells.
struct Caller {
  std::string name;    ///< "troupe"
  std::string command; ///< "troupe replay"
};

int read_and_run(const std::vector<std::string>& words, const Caller& caller, std::ostream& out,
                 std::ostream& errors) {
  if (std::ranges::find(words, "--help") != words.end() || std::ranges::find(words, "-h") != words.end()) {
    out << caller.command << ' ' << replay_usage;
    return 0;
  }
  const auto tell = [&](const std::exception& error, int code) {
    errors << caller.name << ": " << error.what() << '\n';
    return code;
  };
  try {
    replay(replay_options(words), out);
    return 0;
  } catch (const UsageError& error) {
    tell(error, called_wrongly);
    errors << "Run " << caller.command << " --help for more information.\n";
    return called_wrongly;
  } catch (const TaskError& error) {
    return tell(error, graph_failed);
  } catch (const CancelledError& error) {
    return tell(error, interrupted);
  } catch (const std::exception& error) {
    return tell(error, called_wrongly);
  }
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
  return read_and_run(words, {"troupe", "troupe replay"}, out, errors);
}

std::optional<int> replay_if_asked(int argc, const char* const* argv) {
  constexpr std::string_view option = "--replay";
  const std::string_view first = argc < 2 ? std::string_view() : argv[1];
  const bool has_file = first.starts_with(option) && first.substr(option.size()).starts_with('=');
  if (first != option && !has_file)
    return std::nullopt;
  std::vector<std::string> words(argv + 2, argv + argc);
  if (has_file)
    words.emplace(words.begin(), first.substr(option.size() + 1));
  const std::filesystem::path program(argv[0]);
  const Caller caller{program.filename().string(), program.string() + " --replay"};
  const int code = read_and_run(words, caller, std::cout, std::cerr);
  if (std::cout.flush()) // the disk may be full
    return code;
  std::cerr << caller.name << ": cannot write to the standard output\n";
  return called_wrongly;
}

} // namespace troupe
