#include "graph/outline/kernel_names.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <troupe/names.hpp>

namespace troupe {

namespace {

bool is_call(const Step& step) { return step.kind == Step::Kind::call; }

/// The name of a lambda is the program's build and its place there. The place tells it from others; the line that calls it
/// says more, where that is the only call.
std::string name_of(const Kernel& kernel, const Body& body) {
  if (!kernel.name.starts_with("lambda/"))
    return kernel.name;
  const std::string place = "lambda " + kernel.name.substr(kernel.name.rfind('/') + 1);
  if (body.line.file == nullptr || std::ranges::count_if(body.steps, is_call) > 1)
    return place;
  return place + " of " + line_name(body.line.file, body.line.line);
}

} // namespace

std::string kernel_names(const Body& body) {
  if (body.promised >= 0)
    return "result " + std::to_string(body.promised);
  std::vector<const Kernel*> called;
  for (const Step& step : body.steps)
    if (is_call(step))
      called.push_back(step.kernel);
  if (!called.empty())
    return joined_in_short(called, most_named_kernels,
                           [&](const Kernel* kernel) { return name_of(*kernel, body); });
  if (!body.steps.empty())
    return body.steps.back().kind == Step::Kind::list ? "list" : "map";
  return body.result.kind == Operand::Kind::input ? "alias" : "literal";
}

} // namespace troupe
