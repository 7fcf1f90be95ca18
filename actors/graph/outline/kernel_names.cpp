#include "graph/outline/kernel_names.hpp"

namespace troupe {

namespace {

constexpr std::size_t most_named_kernels = 4;

} // namespace

std::string kernel_names(const Body& body) {
  if (body.promised >= 0)
    return "result " + std::to_string(body.promised);
  std::string names;
  std::size_t call_count = 0;
  for (const Step& step : body.steps)
    if (step.kind == Step::Kind::call && ++call_count <= most_named_kernels)
      names += (names.empty() ? "" : ", ") + step.kernel->name;
  if (call_count > most_named_kernels)
    names += ", " + std::to_string(call_count - most_named_kernels) + " more";
  if (!names.empty())
    return names;
  if (!body.steps.empty())
    return body.steps.back().kind == Step::Kind::list ? "list" : "map";
  return body.result.kind == Operand::Kind::input ? "alias" : "literal";
}

} // namespace troupe
