// `troupe inspect`: what a graph file does and would cost, without running it.

#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <troupe/built_in_kernels.hpp>
#include <troupe/byte_size.hpp>
#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/graph_summary.hpp>
#include <troupe/json.hpp>
#include <troupe/names.hpp>
#include <troupe/plugin.hpp>
#include <troupe/prediction.hpp>
#include <troupe/session.hpp>
#include <troupe/visualize.hpp>

#include "columns.hpp"
#include "command.hpp"
#include "options.hpp"
#include "task_list.hpp"

namespace troupe::tool {

namespace {

struct Arguments {
  std::string file;
  std::vector<std::string> plugins;
  int threads = 0;
  bool json = false;
  bool tasks = false;
  std::string dot, svg;
  std::string colour = "kernel";
  std::size_t max_tasks = DrawingOptions{}.max_tasks;
  std::size_t most = 20;
};

/// All that is told.
struct Inspection {
  SavedGraph saved;
  std::vector<TaskId> wanted;
  GraphSummary summary;
  MemoryPrediction memory;
  std::vector<std::string> missing; ///< Kernels that what is wanted needs.
  int threads = 0;
  std::uintmax_t file_bytes = 0;
};

Inspection inspect(const Arguments& arguments) {
  register_built_in_kernels();
  for (const std::string& plugin : arguments.plugins)
    load_plugin(plugin);
  Inspection result;
  result.saved = load(arguments.file, {.unknown = Unknown::keep});
  result.file_bytes = std::filesystem::file_size(arguments.file);
  result.wanted = result.saved.wanted();
  result.threads =
      arguments.threads > 0 ? arguments.threads : static_cast<int>(std::thread::hardware_concurrency());
  result.summary = summarise(result.saved.graph, result.wanted);
  result.missing = missing_kernels(result.saved, result.wanted);
  result.memory = predict_memory(result.saved.graph, result.wanted, result.threads);
  return result;
}

std::string size_text(std::uint64_t bytes) { return to_string(ByteSize(bytes)); }

std::string result_text(const SavedResult& result, const Graph& graph) {
  if (result.grid)
    return shown_name(result.name) + ": an array of " + count_text(result.tasks.size(), "block") + ", grid "
           + to_string(*result.grid);
  if (result.tasks.size() == 1)
    return shown_name(result.name.empty() ? graph.key(result.tasks[0]) : result.name) + ": a value";
  return std::to_string(result.tasks.size()) + " values";
}

/// Tasks that do not say how large their result is.
std::uint64_t unknown_tasks(const GraphSummary& summary) {
  std::uint64_t tasks = 0;
  for (const GraphSummary::Row& row : summary.rows)
    tasks += row.unknown;
  return tasks;
}

std::string peak_text(const Inspection& inspection) {
  const std::uint64_t unknown = unknown_tasks(inspection.summary);
  const bool is_known = unknown == 0 || inspection.memory.peak_bytes > 0;
  return (is_known ? size_text(inspection.memory.peak_bytes) : "?") + " on "
         + count_text(static_cast<std::uint64_t>(inspection.threads), "thread")
         + (unknown > 0 ? "; " + count_text(unknown, "task") + " of unknown size" : "");
}

void print_table(const Inspection& inspection, std::size_t most) {
  Columns columns({"kernels", "tasks", "bytes in", "bytes out"},
                  {Align::left, Align::right, Align::right, Align::right});
  const auto& rows = inspection.summary.rows;
  for (std::size_t i = 0; i < std::min(rows.size(), most); ++i)
    columns.add({shown_name(rows[i].kernels), std::to_string(rows[i].tasks), size_text(rows[i].bytes_in),
                 rows[i].unknown == rows[i].tasks
                     ? "?"
                     : (rows[i].unknown > 0 ? "> " : "") + size_text(rows[i].bytes_out)});
  std::cout << '\n';
  columns.print(std::cout);
  if (rows.size() > most)
    std::cout << "… " << rows.size() - most << " more\n";
}

void print_path(const Inspection& inspection, std::size_t most) {
  const auto& path = inspection.summary.critical_path;
  const std::size_t shown = std::min(path.size(), most);
  std::cout << "\nthe longest chain" << (shown < path.size() ? ", its end" : "") << '\n';
  for (std::size_t i = path.size() - shown; i < path.size(); ++i)
    std::cout << "  " << shown_name(inspection.saved.graph.key(path[i])) << '\n';
}

template <class Line>
void print_note(const std::string& note, std::size_t most, const Line& line) {
  std::istringstream lines(note);
  std::size_t count = 0;
  for (std::string each; std::getline(lines, each); ++count)
    if (count < most)
      line(count == 0 ? "note" : "", shown_name(each));
  if (count > most)
    line("", "… " + count_text(count - most, "line") + " more");
}

int print(const Inspection& inspection, const Arguments& arguments) {
  const GraphSummary& summary = inspection.summary;
  const auto line = [](const std::string& head, const std::string& text) {
    std::cout << head << std::string(16 - head.size(), ' ') << text << '\n';
  };
  line("file", arguments.file + ", " + size_text(inspection.file_bytes));
  print_note(inspection.saved.note, arguments.most, line);
  for (const SavedResult& result : inspection.saved.results)
    line("wanted", result_text(result, inspection.saved.graph));
  line("tasks",
       std::to_string(summary.tasks)
           + (summary.unneeded > 0 ? ", and " + std::to_string(summary.unneeded) + " that are not needed"
                                   : ""));
  line("edges", std::to_string(summary.edges));
  line("constants", size_text(summary.constant_bytes));
  line("critical path", count_text(summary.critical_path.size(), "task"));
  line("widest level", count_text(summary.widest_level, "task"));
  line("predicted peak", peak_text(inspection));
  if (!inspection.memory.largest_task.empty())
    line("largest task",
         size_text(inspection.memory.largest_task_bytes) + ", " + shown_name(inspection.memory.largest_task));
  for (const std::string& kernel : inspection.missing)
    line("missing kernel", shown_name(kernel));
  if (const std::size_t others = inspection.saved.missing.size() - inspection.missing.size(); others > 0)
    line("not needed", count_text(others, "missing kernel"));
  print_table(inspection, arguments.most);
  print_path(inspection, arguments.most);
  if (arguments.tasks)
    print_tasks(inspection.saved.graph, arguments.most);
  return 0;
}

Value number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

int print_json(const Inspection& inspection, const Arguments& arguments) {
  const GraphSummary& summary = inspection.summary;
  std::vector<Value> rows, path, missing, results;
  for (const GraphSummary::Row& row : summary.rows)
    rows.push_back(Value::map({{"kernels", row.kernels},
                               {"tasks", number(row.tasks)},
                               {"bytes_in", number(row.bytes_in)},
                               {"bytes_out", number(row.bytes_out)},
                               {"unknown", number(row.unknown)}}));
  for (const TaskId task : summary.critical_path)
    path.emplace_back(inspection.saved.graph.key(task));
  missing.assign(inspection.missing.begin(), inspection.missing.end());
  for (const SavedResult& result : inspection.saved.results) {
    std::vector<Value> keys;
    for (const TaskId task : result.tasks)
      keys.emplace_back(inspection.saved.graph.key(task));
    results.push_back(
        Value::map({{"name", result.name},
                    {"grid", result.grid ? Value::list({result.grid->begin(), result.grid->end()}) : Value()},
                    {"keys", Value::list(std::move(keys))}}));
  }
  std::vector<std::pair<std::string, Value>> facts{
      {"file_bytes", number(inspection.file_bytes)},
      {"tasks", number(summary.tasks)},
      {"unneeded", number(summary.unneeded)},
      {"edges", number(summary.edges)},
      {"constant_bytes", number(summary.constant_bytes)},
      {"widest_level", number(summary.widest_level)},
      {"threads", inspection.threads},
      {"predicted_peak_bytes", number(inspection.memory.peak_bytes)},
      {"unknown_size", number(unknown_tasks(summary))},
      {"largest_task", inspection.memory.largest_task},
      {"largest_task_bytes", number(inspection.memory.largest_task_bytes)},
      {"missing_kernels", Value::list(std::move(missing))},
      {"by_kernel", Value::list(std::move(rows))},
      {"critical_path", Value::list(std::move(path))},
      {"results", Value::list(std::move(results))},
      {"note", inspection.saved.note}};
  if (arguments.tasks)
    facts.emplace_back("by_task", tasks_as_value(inspection.saved.graph));
  std::cout << to_json(Value::map(std::move(facts))) << '\n';
  return 0;
}

int run(const Arguments& arguments) {
  const DrawingOptions drawing{colouring_from_name(arguments.colour), arguments.max_tasks};
  const Inspection inspection = inspect(arguments);
  if (!arguments.dot.empty())
    visualize(inspection.saved.graph, inspection.wanted, arguments.dot, drawing);
  if (!arguments.svg.empty())
    visualize(inspection.saved.graph, inspection.wanted, arguments.svg, drawing);
  return arguments.json ? print_json(inspection, arguments) : print(inspection, arguments);
}

} // namespace

void add_inspect_command(CLI::App& program, Action& action) {
  CLI::App* inspect =
      program.add_subcommand("inspect", "Tells what a graph file does and would cost; runs nothing");
  const auto arguments = std::make_shared<Arguments>();
  inspect->add_option("FILE", arguments->file, "The graph file")->required();
  inspect->add_option("--load", arguments->plugins, "A plugin with kernels or types")->check(not_empty());
  inspect->add_option("--threads", arguments->threads, "For the prediction; 0: one a core")
      ->check(whole_number(std::uint64_t{most_threads}));
  inspect->add_flag("--json", arguments->json, "All of it as JSON");
  inspect->add_flag("--tasks", arguments->tasks, "Lists the tasks: keys, kernels, bytes");
  inspect->add_option("--dot", arguments->dot, "Draws the graph as a .dot file")->check(ends_in(".dot"));
  inspect->add_option("--svg", arguments->svg, "Draws the graph as a picture, by graphviz")
      ->check(ends_in(".svg"));
  inspect->add_option("--colour", arguments->colour, "none, kernel, order or bytes");
  inspect->add_option("--max-tasks", arguments->max_tasks, "A larger graph is not drawn")
      ->check(whole_number());
  inspect->add_option("--most", arguments->most, "Lines of each table")->check(whole_number());
  inspect->callback([&action, arguments] { action = [arguments] { return run(*arguments); }; });
}

} // namespace troupe::tool
