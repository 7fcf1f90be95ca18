#include "graph/passes/annotations.hpp"

#include <algorithm>

namespace troupe {

bool is_silent(const Body& body) {
  return body.promised < 0 && annotations_of(body) == Annotations{}
         && std::ranges::none_of(body.steps, [](const Step& step) { return step.kind == Step::Kind::call; });
}

Annotations strongest(const Annotations& left, const Annotations& right) {
  return {std::max(left.retries, right.retries), std::max(left.priority, right.priority)};
}

void annotate(Body& body, const Annotations& annotations) {
  body.retries = static_cast<std::uint16_t>(annotations.retries);
  body.priority = annotations.priority;
}

} // namespace troupe
