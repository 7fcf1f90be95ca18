// `troupe diff`: how two graph files differ.

#include <algorithm>
#include <iostream>
#include <memory>
#include <span>
#include <string>

#include <troupe/built_in_kernels.hpp>
#include <troupe/graph_difference.hpp>
#include <troupe/graph_file.hpp>

#include "command.hpp"

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

std::string text(const std::string& key) { return "\"" + key + "\""; }

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
  print<Difference::Change>("tasks that differ", difference.changed, most,
                            [](const auto& change) { return text(change.key) + ": " + change.what; });
  if (difference.affected > 0)
    std::cout << "tasks that do the same with what these yield: " << difference.affected << '\n';
  if (difference.empty())
    std::cout << "the graphs do the same\n";
  return difference.empty() ? 0 : 1;
}

} // namespace

void add_diff_command(CLI::App& program, Action& action) {
  CLI::App* diff = program.add_subcommand("diff", "Tells how two graph files differ; exit code 1 if they do");
  const auto arguments = std::make_shared<Arguments>();
  diff->add_option("BEFORE", arguments->before, "A graph file")->required();
  diff->add_option("AFTER", arguments->after, "Another one")->required();
  diff->add_option("--most", arguments->most, "Lines of each kind");
  diff->callback([&action, arguments] { action = [arguments] { return differ(*arguments); }; });
}

} // namespace troupe::tool
