#include <troupe/graph.hpp>

namespace troupe {

std::vector<Step>& BodySteps::own() {
  if (shared_ == nullptr)
    shared_ = std::make_shared<std::vector<Step>>();
  else if (shared_.use_count() > 1)
    shared_ = std::make_shared<std::vector<Step>>(*shared_);
  return *shared_;
}

Body Body::call(const Kernel& kernel, Parameters parameters, SourceLine line) {
  Body body;
  Step& step = body.steps.emplace_back();
  step.kernel = &kernel;
  step.parameters = std::move(parameters);
  body.result = {Operand::Kind::step, 0};
  body.plain = true;
  body.line = line;
  return body;
}

Body Body::constant(Value value) {
  Body body;
  body.literals.push_back(std::move(value));
  body.result = {Operand::Kind::literal, 0};
  return body;
}

Body Body::alias() { return {}; }

} // namespace troupe
