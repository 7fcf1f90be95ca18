#include "runtime/task/evaluate.hpp"

#include <algorithm>
#include <utility>

#include <troupe/error.hpp>

#include "runtime/task/value_reference.hpp"

namespace troupe {

namespace {

Value run_kernel(const Step& step, std::span<const Value> arguments, const TaskContext& context) {
  const Kernel& kernel = *step.kernel;
  if (kernel.kind != KernelKind::planning)
    return kernel.run({step.parameters, arguments, context});
  std::vector<Value> references;
  references.reserve(arguments.size());
  std::ranges::transform(arguments, std::back_inserter(references),
                         [](const Value& argument) { return refer_to(argument); });
  return dereference(kernel.run({step.parameters, references, context}));
}

void describe(const Step& step, std::span<const Value> arguments, FailedCall& failed) {
  failed.kernel = step.kernel->name;
  failed.arguments.clear();
  for (const Value& argument : arguments)
    failed.arguments.push_back(to_string(argument));
}

Value call_kernel(const Step& step, std::span<const Value> arguments, const BodyCall& call) {
  try {
    return run_kernel(step, arguments, call.context);
  } catch (...) {
    describe(step, arguments, call.failed);
    throw;
  }
}

/// For each step the last step that uses its value; the number of steps for the result, which is kept.
std::vector<std::uint32_t> last_uses(const Body& body) {
  const auto count = static_cast<std::uint32_t>(body.steps.size());
  std::vector<std::uint32_t> last(count, 0);
  for (std::uint32_t i = 0; i < count; ++i)
    for (const Operand& operand : body.steps[i].operands)
      if (operand.kind == Operand::Kind::step)
        last[operand.index] = i;
  if (body.result.kind == Operand::Kind::step)
    last[body.result.index] = count;
  return last;
}

/// A body of several steps in the course of its evaluation.
class Evaluation {
public:
  Evaluation(const Body& body, const BodyCall& call)
      : body_(body), call_(call), values_(body.steps.size()), last_uses_(last_uses(body)) {}

  Value run() {
    for (std::uint32_t i = 0; i < body_.steps.size(); ++i) {
      take_arguments(i);
      values_[i] = run_step(body_.steps[i]);
      require_value(i);
    }
    return operand(body_.result, false);
  }

private:
  Value operand(const Operand& operand, bool by_reference) const {
    switch (operand.kind) {
    case Operand::Kind::input: return call_.inputs[operand.index];
    case Operand::Kind::step: return values_[operand.index];
    case Operand::Kind::literal: break;
    }
    const Value& literal = body_.literals[operand.index];
    if (by_reference)
      return literal;
    return call_.may_hold_references ? dereference(literal) : referred(literal);
  }

  void take_arguments(std::uint32_t number) {
    const Step& step = body_.steps[number];
    const bool by_reference = step.kind == Step::Kind::call && step.kernel->kind == KernelKind::planning;
    arguments_.clear();
    for (const Operand& used : step.operands)
      arguments_.push_back(operand(used, by_reference));
    for (const Operand& used : step.operands)
      if (used.kind == Operand::Kind::step && last_uses_[used.index] == number)
        values_[used.index] = Value();
  }

  Value run_step(const Step& step) {
    switch (step.kind) {
    case Step::Kind::call: return call_kernel(step, arguments_, call_);
    case Step::Kind::list: return Value::list(arguments_);
    case Step::Kind::map: break;
    }
    std::vector<std::pair<std::string, Value>> entries;
    entries.reserve(arguments_.size());
    for (std::size_t i = 0; i < arguments_.size(); ++i)
      entries.emplace_back(step.names[i], arguments_[i]);
    return Value::map(std::move(entries));
  }

  void require_value(std::uint32_t number) {
    if (values_[number].kind() != ValueKind::user || values_[number].find<YieldedGraph>() == nullptr)
      return;
    const Operand result{Operand::Kind::step, number};
    if (body_.result == result && number + 1 == body_.steps.size())
      return;
    describe(body_.steps[number], arguments_, call_.failed);
    throw ValueError(
        body_.steps[number].kernel->name
        + ": yields a graph, which only the last step of a task may; passes leave its calls alone "
          "if it is of KernelKind::planning");
  }

  const Body& body_;
  const BodyCall& call_;
  std::vector<Value> values_;
  std::vector<std::uint32_t> last_uses_;
  std::vector<Value> arguments_;
};

/// The part of the promised result that a promise stands for, if its input is a plain value and not a yielded
/// result.
Value promised_part(const Value& value, std::int32_t number) {
  if (value.kind() == ValueKind::list && static_cast<std::size_t>(number) < value.as_list().size())
    return value.as_list()[static_cast<std::size_t>(number)];
  if (number == 0 && value.kind() != ValueKind::list)
    return value;
  throw ValueError("yield: result " + std::to_string(number) + " is promised, the task came to "
                   + to_string(value));
}

} // namespace

Value evaluate(const Body& body, const BodyCall& call) {
  if (body.plain)
    return call_kernel(body.steps.front(), call.inputs, call);
  if (body.promised >= 0)
    return promised_part(call.inputs.front(), body.promised);
  return Evaluation(body, call).run();
}

bool takes_references(const Body& body) noexcept {
  return body.plain && body.steps.front().kernel->kind == KernelKind::planning;
}

bool takes_reference(const Body& body, ValueKind input) noexcept {
  return input == ValueKind::chunk && takes_references(body);
}

std::vector<const Value*> literals_by_value(const Body& body) {
  std::vector<const Value*> used;
  const auto use = [&](const Operand& operand) {
    if (operand.kind == Operand::Kind::literal)
      used.push_back(&body.literals[operand.index]);
  };
  for (const Step& step : body.steps)
    if (step.kind != Step::Kind::call || step.kernel->kind != KernelKind::planning)
      std::ranges::for_each(step.operands, use);
  if (body.promised < 0)
    use(body.result);
  return used;
}

bool reads(const Body& body) noexcept {
  return std::ranges::any_of(body.steps, [](const Step& step) {
    return step.kind == Step::Kind::call && step.kernel->kind == KernelKind::io;
  });
}

} // namespace troupe
