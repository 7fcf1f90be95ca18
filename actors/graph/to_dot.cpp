#include <algorithm>
#include <string>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>

namespace troupe {

namespace {

constexpr std::size_t most_named_kernels = 4;

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
  if (!graph.is_defined(task))
    return "missing";
  const Body& body = graph.body(task);
  if (body.promised >= 0)
    return "result " + std::to_string(body.promised);
  std::string kernels;
  std::size_t call_count = 0;
  for (const Step& step : body.steps)
    if (step.kind == Step::Kind::call && ++call_count <= most_named_kernels)
      kernels += (kernels.empty() ? "" : ", ") + step.kernel->name;
  if (call_count > most_named_kernels)
    kernels += ", " + std::to_string(call_count - most_named_kernels) + " more";
  if (!kernels.empty())
    return kernels;
  if (!body.steps.empty())
    return body.steps.back().kind == Step::Kind::list ? "list" : "map";
  return body.result.kind == Operand::Kind::input ? "alias" : "literal";
}

std::string_view shape_of(const Graph& graph, TaskId task) {
  if (!graph.is_defined(task))
    return "dashed";
  return graph.body(task).steps.empty() ? "box" : "ellipse";
}

} // namespace

std::string to_dot(const Graph& graph, std::size_t max_tasks) {
  if (graph.size() > max_tasks)
    throw ValueError("to_dot: " + std::to_string(graph.size()) + " tasks are more than the limit of "
                     + std::to_string(max_tasks) + "; cull the graph to fewer keys, or raise the limit");
  std::string text = "digraph troupe {\n  rankdir=BT;\n";
  for (TaskId task = 0; task < graph.size(); ++task) {
    const std::string_view shape = shape_of(graph, task);
    text += "  " + std::to_string(task) + " [label=\"" + escaped(graph.key(task)) + "\\n"
            + escaped(describe(graph, task)) + "\", ";
    text += shape == "dashed" ? "shape=box, style=dashed];\n" : "shape=" + std::string(shape) + "];\n";
  }
  for (TaskId task = 0; task < graph.size(); ++task)
    for (const TaskId input : graph.inputs(task))
      text += "  " + std::to_string(input) + " -> " + std::to_string(task) + ";\n";
  return text + "}\n";
}

} // namespace troupe
