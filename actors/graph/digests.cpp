#include "graph/digests.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "graph/graph_storage.hpp"
#include "graph/needed_tasks.hpp"

namespace troupe {

namespace {

// What is hashed, for a task as for each call inside it:
//
//     a call          "call", the kernel's name and version, the parameters' bytes;
//                     the number of arguments, their digests
//     a list, a map   "list" or "map", a map's names; the number of items, their digests
//     a literal       "literal", the value's digest
//     a promise       "promise", which result, the digest of the task that yields it
//     an alias        nothing of its own: it is the other task's digest
//     waits           where they count, of a task with inputs or steps that its value is not made of:
//                     "after", the value's digest, those of the inputs and of the steps
//
// So a nested call has the digest of the same call written as a task of its own.

/// The part of a body's digest that does not depend on its inputs.
struct FixedPart {
  bool is_known = false;
  std::vector<Digest> steps;
  std::vector<Digest> literals;
  std::vector<bool> needed_inputs, needed_steps;   ///< For the result. Inputs behind them are not.
  std::optional<std::size_t> inputs_without_waits; ///< A task of the body with so many waits for nothing.
};

/// What the result is made of: the rest of the steps and of the inputs is run and waited for all the same.
void find_needed(const Body& body, FixedPart& fixed) {
  fixed.needed_steps.assign(body.steps.size(), false);
  const auto need = [&](const Operand& operand) {
    if (operand.kind == Operand::Kind::step)
      fixed.needed_steps[operand.index] = true;
    if (operand.kind != Operand::Kind::input)
      return;
    fixed.needed_inputs.resize(std::max<std::size_t>(fixed.needed_inputs.size(), operand.index + 1), false);
    fixed.needed_inputs[operand.index] = true;
  };
  need(body.result);
  for (std::size_t step = body.steps.size(); step-- > 0;)
    if (fixed.needed_steps[step])
      std::ranges::for_each(body.steps[step].operands, need);
  const auto has_all = [](const std::vector<bool>& needed) { return std::ranges::count(needed, false) == 0; };
  if (has_all(fixed.needed_steps) && has_all(fixed.needed_inputs))
    fixed.inputs_without_waits = fixed.needed_inputs.size();
}

Digest fixed_digest(const Step& step) {
  Hasher hasher;
  switch (step.kind) {
  case Step::Kind::call:
    hasher.add(std::string_view("call"));
    hasher.add(std::string_view(step.kernel->name));
    hasher.add(static_cast<std::uint64_t>(step.kernel->version));
    hasher.add(std::string_view(step.parameters.encode()));
    break;
  case Step::Kind::list: hasher.add(std::string_view("list")); break;
  case Step::Kind::map:
    hasher.add(std::string_view("map"));
    hasher.add(static_cast<std::uint64_t>(step.names.size()));
    for (const std::string& name : step.names)
      hasher.add(std::string_view(name));
    break;
  }
  return hasher.finish();
}

/// Computes the digests of tasks whose inputs' digests are known.
class DigestFinder {
public:
  DigestFinder(const GraphStorage& storage, Waits waits)
      : storage_(storage), waits_(waits), digests_(storage.size()), fixed_(storage.bodies.size()) {}

  void find(TaskId task) {
    const Body& body = *storage_.bodies[storage_.body_of(task)];
    const auto inputs = storage_.inputs_of(task);
    if (body.promised >= 0) {
      Hasher hasher;
      hasher.add(std::string_view("promise"));
      hasher.add(static_cast<std::uint64_t>(body.promised));
      hasher.add(digests_[inputs[0]]);
      digests_[task] = hasher.finish();
      return;
    }
    const FixedPart& fixed = fixed_part(task, body);
    if (body.plain) {
      Hasher hasher = begin(fixed.steps[0], inputs.size());
      for (const TaskId input : inputs)
        hasher.add(digests_[input]);
      digests_[task] = hasher.finish();
      return;
    }
    steps_.clear();
    const auto value = [&](const Operand& operand) {
      switch (operand.kind) {
      case Operand::Kind::input: return digests_[inputs[operand.index]];
      case Operand::Kind::step: return steps_[operand.index];
      case Operand::Kind::literal: break;
      }
      return fixed.literals[operand.index];
    };
    for (std::size_t i = 0; i < body.steps.size(); ++i) {
      Hasher hasher = begin(fixed.steps[i], body.steps[i].operands.size());
      for (const Operand& operand : body.steps[i].operands)
        hasher.add(value(operand));
      steps_.push_back(hasher.finish());
    }
    digests_[task] = value(body.result);
    if (waits_ == Waits::counted)
      add_waits(fixed, inputs, digests_[task]);
  }

  std::vector<Digest> take() { return std::move(digests_); }

private:
  static Hasher begin(const Digest& fixed, std::size_t count) {
    Hasher hasher;
    hasher.add(fixed);
    hasher.add(static_cast<std::uint64_t>(count));
    return hasher;
  }

  /// Adds what the result is not made of, if there is anything.
  void add_waits(const FixedPart& fixed, std::span<const TaskId> inputs, Digest& result) const {
    if (inputs.size() == fixed.inputs_without_waits)
      return;
    Hasher hasher;
    hasher.add(std::string_view("after"));
    hasher.add(result);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (i >= fixed.needed_inputs.size() || !fixed.needed_inputs[i])
        hasher.add(digests_[inputs[i]]);
    for (std::size_t i = 0; i < steps_.size(); ++i)
      if (!fixed.needed_steps[i])
        hasher.add(steps_[i]);
    result = hasher.finish();
  }

  const FixedPart& fixed_part(TaskId task, const Body& body) {
    FixedPart& fixed = fixed_[storage_.body_of(task)];
    if (fixed.is_known)
      return fixed;
    fixed.is_known = true;
    if (waits_ == Waits::counted)
      find_needed(body, fixed);
    for (const Step& step : body.steps)
      fixed.steps.push_back(fixed_digest(step));
    for (const Value& literal : body.literals) {
      Hasher hasher;
      hasher.add(std::string_view("literal"));
      hasher.add(digest(literal));
      fixed.literals.push_back(hasher.finish());
    }
    return fixed;
  }

  const GraphStorage& storage_;
  const Waits waits_;
  std::vector<Digest> digests_;
  std::vector<FixedPart> fixed_;
  std::vector<Digest> steps_; ///< of the task at hand
};

} // namespace

std::vector<Digest> digests(const Graph& graph) { return digests(graph, Waits::ignored); }

std::vector<Digest> digests(const Graph& graph, Waits waits) {
  DigestFinder finder(GraphAccess::storage(graph), waits);
  for (const TaskId task : needed_tasks(graph, "digests", Missing::refuse))
    finder.find(task);
  return finder.take();
}

} // namespace troupe
