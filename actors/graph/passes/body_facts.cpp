#include "graph/passes/body_facts.hpp"

#include <algorithm>

namespace troupe {

bool is_alias(const Body& body) {
  return body.promised < 0 && !body.plain && body.result.kind == Operand::Kind::input;
}

bool is_constant(const Body& body) {
  return body.promised < 0 && !body.plain && body.result.kind == Operand::Kind::literal;
}

const Step* result_step(const Body& body) {
  if (body.promised >= 0)
    return nullptr;
  if (body.plain)
    return &body.steps.front();
  return body.result.kind == Operand::Kind::step ? &body.steps[body.result.index] : nullptr;
}

bool can_be_spliced(const Body& body) {
  return body.promised < 0 && std::ranges::all_of(body.steps, [](const Step& step) {
           return step.kind != Step::Kind::call || step.kernel->kind == KernelKind::compute;
         });
}

std::vector<std::uint8_t> use_counts(const Body& body, std::size_t input_count) {
  std::vector<std::uint8_t> inputs(input_count, 0);
  if (body.plain || body.promised >= 0)
    return std::vector<std::uint8_t>(input_count, 1);
  constexpr std::uint8_t many = 2;
  std::vector<std::uint8_t> steps(body.steps.size(), 0);
  const auto use = [&](const Operand& operand, std::uint8_t times) {
    if (operand.kind == Operand::Kind::literal)
      return;
    std::uint8_t& count = operand.kind == Operand::Kind::input ? inputs[operand.index] : steps[operand.index];
    count = static_cast<std::uint8_t>(std::min<int>(count + times, many));
  };
  use(body.result, 1);
  for (std::size_t step = body.steps.size(); step-- > 0;)
    for (const Operand& operand : body.steps[step].operands)
      use(operand, steps[step]);
  std::ranges::replace(inputs, std::uint8_t{0}, std::uint8_t{1});
  return inputs;
}

} // namespace troupe
