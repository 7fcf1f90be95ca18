// `troupe diff`: how two graph files differ.

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <troupe/built_in_kernels.hpp>
#include <troupe/graph_difference.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/names.hpp>

#include "columns.hpp"
#include "command.hpp"
#include "options.hpp"

namespace troupe::tool {

namespace {

struct Arguments {
  std::string before, after;
  std::size_t most = 50;
};

/// A paragraph of at most so many lines.
template <class Item, class Line>
void print(const char* head, std::span<const Item> items, std::size_t most, const Line& line) {
  if (items.empty())
    return;
  std::cout << head << ": " << items.size() << '\n';
  for (const Item& item : items.first(std::min(items.size(), most)))
    std::cout << "  " << line(item) << '\n';
  if (items.size() > most)
    std::cout << "  … " << items.size() - most << " more\n";
}

std::string text(const std::string& key) { return quoted_name(key); }

/// How the results of two files differ, by their names and their tasks' keys. Where each stands in its file does not count.
class ResultComparison {
public:
  ResultComparison(const SavedGraph& before, const SavedGraph& after, const GraphDifference& difference)
      : before_(before), after_(after) {
    for (const GraphDifference::Renamed& renamed : difference.renamed)
      key_now_.emplace(renamed.before, renamed.after);
    std::multimap<std::string_view, const SavedResult*> left;
    for (const SavedResult& result : before.results)
      left.emplace(result.name, &result);
    for (const SavedResult& result : after.results) {
      const auto then = left.find(result.name); // of equal names the first
      if (then == left.end()) {
        added_.push_back(result.name);
        continue;
      }
      look_at(*then->second, result);
      left.erase(then);
    }
    for (const auto& [name, result] : left)
      removed_.emplace_back(name);
  }

  bool empty() const noexcept { return removed_.empty() && added_.empty() && changed_.empty(); }

  void print(std::size_t most) const {
    tool::print<std::string>("results that are gone", removed_, most, name_text);
    tool::print<std::string>("results that are new", added_, most, name_text);
    tool::print<std::string>("results that differ", changed_, most,
                             [](const std::string& line) { return line; });
  }

private:
  void look_at(const SavedResult& then, const SavedResult& now) {
    const std::string name = name_text(now.name);
    if (then.grid != now.grid) {
      changed_.push_back(name + ": " + grid_text(now) + ", was " + grid_text(then));
    } else if (then.tasks.size() != now.tasks.size()) {
      changed_.push_back(name + ": " + count_text(now.tasks.size(), "task") + ", was "
                         + std::to_string(then.tasks.size()));
    } else {
      for (std::size_t i = 0; i < now.tasks.size(); ++i)
        if (const std::string key = after_.graph.key(now.tasks[i]), old = key_of(then.tasks[i]); key != old) {
          changed_.push_back(name + ": task " + text(key) + ", was " + text(old));
          return;
        }
    }
  }

  static std::string name_text(const std::string& name) {
    return name.empty() ? "without a name" : text(name);
  }

  static std::string grid_text(const SavedResult& result) {
    return result.grid ? "an array of grid " + to_string(*result.grid) : "no array";
  }

  /// What the key of a task of the graph before is in the one after.
  std::string key_of(TaskId task) const {
    std::string key = before_.graph.key(task);
    const auto renamed = key_now_.find(key);
    return renamed == key_now_.end() ? key : renamed->second;
  }

  const SavedGraph& before_;
  const SavedGraph& after_;
  std::unordered_map<std::string, std::string> key_now_;
  std::vector<std::string> removed_, added_, changed_;
};

int differ(const Arguments& arguments) {
  register_built_in_kernels();
  const SavedGraph before = load(arguments.before, {.unknown = Unknown::keep});
  const SavedGraph after = load(arguments.after, {.unknown = Unknown::keep});
  const GraphDifference difference = compare(before.graph, after.graph);
  using Difference = GraphDifference;
  const std::size_t most = arguments.most;
  print<std::string>("tasks that are gone", difference.removed, most, text);
  print<std::string>("tasks that are new", difference.added, most, text);
  print<Difference::Renamed>("tasks under another key", difference.renamed, most, [](const auto& renamed) {
    return text(renamed.before) + " -> " + text(renamed.after);
  });
  print<Difference::Change>("tasks that differ", difference.changed, most, [](const auto& change) {
    return text(change.key) + ": " + shown_name(change.what);
  });
  if (difference.affected > 0)
    std::cout << "tasks that do the same with what these yield: " << difference.affected << '\n';
  const ResultComparison results(before, after, difference);
  results.print(most);
  const bool are_equal = difference.empty() && results.empty();
  if (are_equal)
    std::cout << "the graphs do the same\n";
  return are_equal ? 0 : 1;
}

} // namespace

void add_diff_command(CLI::App& program, Action& action) {
  CLI::App* diff = program.add_subcommand(
      "diff", "Tells how two graph files differ, in tasks and results; exit code 1 if they do");
  const auto arguments = std::make_shared<Arguments>();
  diff->add_option("BEFORE", arguments->before, "A graph file")->required();
  diff->add_option("AFTER", arguments->after, "Another one")->required();
  diff->add_option("--most", arguments->most, "Lines of each kind")->check(whole_number());
  diff->callback([&action, arguments] { action = [arguments] { return differ(*arguments); }; });
}

} // namespace troupe::tool
