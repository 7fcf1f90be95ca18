#include <algorithm>
#include <string>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>
#include <troupe/pass.hpp>
#include <troupe/visualize.hpp>

#include "graph/needed_tasks.hpp"
#include "graph/outline/kernel_names.hpp"

namespace troupe {

namespace {

/// A text inside dot's double quotes.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char character : text) {
    if (character == '"' || character == '\\')
      result += '\\';
    if (character == '\n')
      result += "\\n";
    else if (static_cast<unsigned char>(character) < ' ')
      result += ' ';
    else
      result += character;
  }
  return result;
}

std::string describe(const Graph& graph, TaskId task) {
  return graph.is_defined(task) ? kernel_names(graph.body(task)) : "missing";
}

std::string_view shape_of(const Graph& graph, TaskId task) {
  if (!graph.is_defined(task))
    return "shape=box, style=dashed";
  return graph.body(task).steps.empty() ? "shape=box" : "shape=ellipse";
}

/// A colour by hue and saturation, 0 to 1 each.
std::string colour(double hue, double saturation) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.3f %.3f 1.000", hue, saturation);
  return text.data();
}

/// What tells a task's colour.
class Painter {
public:
  Painter(const Graph& graph, std::span<const TaskId> wanted, Colouring colouring)
      : graph_(graph), colouring_(colouring) {
    if (colouring == Colouring::order)
      ranks_ = order(graph, wanted);
    for (TaskId task = 0; colouring == Colouring::bytes && task < graph.size(); ++task)
      most_bytes_ = std::max(most_bytes_, bytes(task));
  }

  /// Of dot; empty for none.
  std::string colour_of(TaskId task) {
    if (!graph_.is_defined(task))
      return {};
    switch (colouring_) {
    case Colouring::none: return {};
    case Colouring::kernel: return by_kernel(kernel_names(graph_.body(task)));
    case Colouring::order: return by_order(task);
    case Colouring::bytes: return bytes(task) < 0 ? std::string() : colour(0.08, scaled(bytes(task)));
    }
    return {};
  }
  std::string label_of(TaskId task) const {
    return ranks_.empty() || ranks_[task] == unranked ? std::string() : "#" + std::to_string(ranks_[task]);
  }

private:
  std::string by_kernel(const std::string& kernels) {
    // Steps of the golden ratio around the circle of hues never come close to each other for long.
    const auto number = static_cast<double>(hues_.try_emplace(kernels, hues_.size()).first->second);
    return colour(std::fmod(0.55 + number * 0.618034, 1.0), 0.35);
  }
  std::string by_order(TaskId task) const {
    if (ranks_[task] == unranked)
      return {};
    const double place =
        static_cast<double>(ranks_[task]) / static_cast<double>(std::max<std::size_t>(ranks_.size() - 1, 1));
    return colour(0.66 * (1 - place), 0.5);
  }
  double bytes(TaskId task) const {
    return graph_.is_defined(task) ? static_cast<double>(graph_.body(task).output_bytes) : -1;
  }
  double scaled(double size) const {
    return 0.05 + 0.85 * std::log1p(size) / std::log1p(std::max(most_bytes_, 1.0));
  }

  const Graph& graph_;
  const Colouring colouring_;
  std::vector<std::uint32_t> ranks_;
  double most_bytes_ = 0;
  std::unordered_map<std::string, std::size_t> hues_;
};

void require_size(const Graph& graph, std::size_t max_tasks) {
  if (graph.size() > max_tasks)
    throw ValueError("to_dot: " + std::to_string(graph.size()) + " tasks are more than the limit of "
                     + std::to_string(max_tasks) + "; cull the graph to fewer keys, or raise the limit");
}

} // namespace

std::string to_dot(const Graph& graph, std::span<const TaskId> wanted, const DrawingOptions& options) {
  require_size(graph, options.max_tasks);
  require_wanted(graph, wanted, "to_dot");
  Painter painter(graph, wanted, options.colouring);
  std::string text = "digraph troupe {\n  rankdir=BT;\n";
  for (TaskId task = 0; task < graph.size(); ++task) {
    const std::string place = painter.label_of(task);
    text += "  " + std::to_string(task) + " [label=\"" + escaped(graph.key(task)) + "\\n"
            + escaped(describe(graph, task)) + (place.empty() ? "" : "\\n" + place) + "\", ";
    text += shape_of(graph, task);
    if (const std::string fill = painter.colour_of(task); !fill.empty())
      text += ", style=filled, fillcolor=\"" + fill + "\"";
    if (std::ranges::find(wanted, task) != wanted.end())
      text += ", penwidth=3";
    text += "];\n";
  }
  for (TaskId task = 0; task < graph.size(); ++task)
    for (const TaskId input : graph.inputs(task))
      text += "  " + std::to_string(input) + " -> " + std::to_string(task) + ";\n";
  return text + "}\n";
}

std::string to_dot(const Graph& graph, std::size_t max_tasks) {
  return to_dot(graph, {}, {.colouring = Colouring::none, .max_tasks = max_tasks});
}

Colouring colouring_from_name(const std::string& name) {
  constexpr std::array<std::string_view, 4> names{"none", "kernel", "order", "bytes"};
  const auto* const found = std::ranges::find(names, name);
  if (found == names.end())
    throw ValueError("no colouring \"" + name + "\"; there are none, kernel, order, bytes");
  return static_cast<Colouring>(found - names.begin());
}

} // namespace troupe
