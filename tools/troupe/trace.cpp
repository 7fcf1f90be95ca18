// `troupe trace`: what a session's trace comes to.

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <troupe/byte_size.hpp>
#include <troupe/duration_text.hpp>
#include <troupe/json.hpp>
#include <troupe/names.hpp>

#include "columns.hpp"
#include "command.hpp"
#include "options.hpp"
#include "trace_events.hpp"
#include "trace_summary.hpp"

namespace troupe::tool {

namespace {

struct Arguments {
  std::string file;
  bool json = false;
  std::size_t most = 20;
};

std::string time_text(std::int64_t ns) { return duration_text(static_cast<double>(ns) / 1e9); }

std::string share_text(std::int64_t part, std::int64_t whole) {
  if (whole <= 0)
    return "-";
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%",
                100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text.data();
}

std::string size_text(std::uint64_t bytes) { return to_string(ByteSize(bytes)); }

void print_line(const std::string& head, const std::string& text) {
  std::cout << head << std::string(20 - head.size(), ' ') << text << '\n';
}

void print_more(std::size_t rows, std::size_t most) {
  if (rows > most)
    std::cout << "… " << rows - most << " more\n";
}

void print_facts(const TraceEvents& events, const TraceSummary& summary, const std::string& file) {
  print_line("file", file);
  print_line("threads",
             std::to_string(events.threads)
                 + (events.io_threads > 0 ? " and " + std::to_string(events.io_threads) + " for I/O" : "")
                 + (events.scheduler.empty() ? "" : ", scheduler " + shown_name(events.scheduler)));
  if (events.memory_limit_bytes)
    print_line("memory limit", size_text(*events.memory_limit_bytes));
  print_line("span", time_text(summary.span_ns));
  print_line("computing", time_text(summary.computing_ns) + ", " + count_text(events.runs.size(), "compute"));
  print_line("tasks", std::to_string(summary.tasks)
                          + (summary.failed_attempts > 0
                                 ? ", and " + count_text(summary.failed_attempts, "failed attempt")
                                 : ""));
}

void print_memory(const TraceEvents& events, const TraceSummary& summary) {
  print_line("waiting for memory", events.waits.empty()
                                       ? "none"
                                       : count_text(events.waits.size(), "task") + ", "
                                             + time_text(summary.wait_ns) + " all together, the longest "
                                             + time_text(summary.longest_wait_ns));
  constexpr std::array<std::pair<const char*, const char*>, 4> moves{
      {{"spill", "spilled"}, {"reload", "reloaded"}, {"reread", "read again"}, {"drop", "dropped"}}};
  for (const auto& [name, head] : moves)
    if (const auto found = events.moves.find(name); found != events.moves.end())
      print_line(head, size_text(found->second.bytes) + ", " + count_text(found->second.count, "value")
                           + (found->second.time_ns > 0 ? ", " + time_text(found->second.time_ns) : ""));
  if (events.peak_memory_bytes > 0)
    print_line("peak of values",
               size_text(events.peak_memory_bytes) + " with workspace, as far as was sampled");
}

void print_threads(const TraceSummary& summary) {
  Columns columns({"thread", "tasks", "busy", "", "idle"},
                  {Align::left, Align::right, Align::right, Align::right, Align::right});
  for (const TraceSummary::Thread& thread : summary.threads)
    columns.add({shown_name(thread.name), std::to_string(thread.tasks), time_text(thread.busy_ns),
                 share_text(thread.busy_ns, summary.computing_ns),
                 time_text(std::max<std::int64_t>(0, summary.computing_ns - thread.busy_ns))});
  std::cout << '\n';
  columns.print(std::cout);
}

void print_kernels(const TraceSummary& summary, std::size_t most) {
  Columns columns({"kernels", "tasks", "time", "", "mean", "longest"},
                  {Align::left, Align::right, Align::right, Align::right, Align::right, Align::right});
  for (std::size_t i = 0; i < std::min(summary.kernels.size(), most); ++i) {
    const TraceSummary::Kernels& row = summary.kernels[i];
    columns.add({shown_name(row.names), std::to_string(row.tasks), time_text(row.total_ns),
                 share_text(row.total_ns, summary.busy_ns),
                 time_text(row.total_ns / std::max<std::int64_t>(1, static_cast<std::int64_t>(row.attempts))),
                 time_text(row.longest_ns)});
  }
  std::cout << '\n';
  columns.print(std::cout);
  print_more(summary.kernels.size(), most);
}

/// "the critical path: 4.20 ms, 3 tasks, 71.0 % of the computing", and of several computes which one it is of.
void print_path_head(const TraceEvents& events, const TraceSummary& summary) {
  const bool is_of_one = summary.critical_run > 0 && events.runs.size() > 1;
  std::cout << "\nthe critical path";
  if (is_of_one)
    std::cout << ", of compute " << summary.critical_run << " of " << events.runs.size()
              << ", which began after " << time_text(summary.critical_run_span.begin_ns);
  std::cout << ": " << time_text(summary.critical_ns) << ", "
            << count_text(summary.critical_path.size(), "task") << ", "
            << share_text(summary.critical_ns,
                          is_of_one ? summary.critical_run_span.length_ns() : summary.computing_ns)
            << (is_of_one ? " of that compute\n" : " of the computing\n");
}

/// The tasks of the critical path that took most.
void print_path(const TraceEvents& events, const TraceSummary& summary, std::size_t most) {
  print_path_head(events, summary);
  std::vector<std::size_t> path = summary.critical_path;
  std::ranges::stable_sort(path, std::ranges::greater(),
                           [&](std::size_t place) { return events.tasks[place].length_ns; });
  Columns columns({"task", "kernels", "time", ""}, {Align::left, Align::left, Align::right, Align::right});
  for (std::size_t i = 0; i < std::min(path.size(), most); ++i) {
    const TraceEvents::Task& task = events.tasks[path[i]];
    columns.add({shown_name(events.key(task)), shown_name(events.names[task.kernels]),
                 time_text(task.length_ns), share_text(task.length_ns, summary.critical_ns)});
  }
  columns.print(std::cout);
  print_more(path.size(), most);
}

Value number(std::uint64_t value) { return static_cast<std::int64_t>(value); }
Value seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

void print_json(const TraceEvents& events, const TraceSummary& summary) {
  std::vector<Value> threads, kernels, path;
  for (const TraceSummary::Thread& thread : summary.threads)
    threads.push_back(Value::map(
        {{"name", thread.name}, {"tasks", number(thread.tasks)}, {"busy_s", seconds(thread.busy_ns)}}));
  for (const TraceSummary::Kernels& row : summary.kernels)
    kernels.push_back(Value::map({{"kernels", row.names},
                                  {"tasks", number(row.tasks)},
                                  {"attempts", number(row.attempts)},
                                  {"total_s", seconds(row.total_ns)},
                                  {"longest_s", seconds(row.longest_ns)}}));
  for (const std::size_t place : summary.critical_path)
    path.push_back(Value::map({{"key", std::string(events.key(events.tasks[place]))},
                               {"kernels", events.names[events.tasks[place].kernels]},
                               {"time_s", seconds(events.tasks[place].length_ns)}}));
  std::vector<std::pair<std::string, Value>> moves;
  for (const auto& [name, move] : events.moves)
    moves.emplace_back(name, Value::map({{"values", number(move.count)},
                                         {"bytes", number(move.bytes)},
                                         {"time_s", seconds(move.time_ns)}}));
  std::cout << to_json(Value::map({{"span_s", seconds(summary.span_ns)},
                                   {"computing_s", seconds(summary.computing_ns)},
                                   {"computes", number(events.runs.size())},
                                   {"tasks", number(summary.tasks)},
                                   {"failed_attempts", number(summary.failed_attempts)},
                                   {"busy_s", seconds(summary.busy_ns)},
                                   {"waits_for_memory", number(events.waits.size())},
                                   {"waiting_s", seconds(summary.wait_ns)},
                                   {"moves", Value::map(std::move(moves))},
                                   {"peak_memory_bytes", number(events.peak_memory_bytes)},
                                   {"threads", Value::list(std::move(threads))},
                                   {"by_kernel", Value::list(std::move(kernels))},
                                   {"critical_s", seconds(summary.critical_ns)},
                                   {"critical_compute", number(summary.critical_run)},
                                   {"critical_path", Value::list(std::move(path))}}))
            << '\n';
}

int run(const Arguments& arguments) {
  const TraceEvents events = read_trace(arguments.file);
  const TraceSummary summary = summarise(events);
  if (arguments.json) {
    print_json(events, summary);
    return 0;
  }
  print_facts(events, summary, arguments.file);
  print_memory(events, summary);
  if (events.tasks.empty())
    return 0;
  print_threads(summary);
  print_kernels(summary, arguments.most);
  print_path(events, summary, arguments.most);
  return 0;
}

} // namespace

void add_trace_command(CLI::App& program, Action& action) {
  CLI::App* trace = program.add_subcommand("trace", "Tells where the time of a traced session went");
  const auto arguments = std::make_shared<Arguments>();
  trace->add_option("FILE", arguments->file, "What Session::trace wrote")->required();
  trace->add_flag("--json", arguments->json, "All of it as JSON");
  trace->add_option("--most", arguments->most, "Lines of each table")->check(whole_number());
  trace->callback([&action, arguments] { action = [arguments] { return run(*arguments); }; });
}

} // namespace troupe::tool
