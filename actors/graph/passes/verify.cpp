#include "graph/passes/verify.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <troupe/error.hpp>

#include "graph/graph_storage.hpp"

namespace troupe {

namespace {

/// Why the body cannot be that of a task of so many inputs; nothing if it can.
std::optional<std::string> misfit(const Body& body, std::size_t input_count) {
  if (body.promised >= 0)
    return input_count == 1 ? std::nullopt : std::optional("is a promise that has not one input");
  if (body.plain) {
    if (body.steps.size() != 1 || body.steps[0].kernel == nullptr || !body.steps[0].operands.empty())
      return "is a plain body that is not one call";
    try {
      require_argument_count(*body.steps[0].kernel, input_count);
    } catch (const ValueError& error) {
      return std::string("cannot be called: ") + error.what();
    }
    return std::nullopt;
  }
  const auto is_there = [&](const Operand& operand, std::size_t step) {
    switch (operand.kind) {
    case Operand::Kind::input: return operand.index < input_count;
    case Operand::Kind::step: return operand.index < step;
    case Operand::Kind::literal: break;
    }
    return operand.index < body.literals.size();
  };
  for (std::size_t step = 0; step < body.steps.size(); ++step)
    for (const Operand& operand : body.steps[step].operands)
      if (!is_there(operand, step))
        return "uses in step " + std::to_string(step) + " what is not there";
  if (!is_there(body.result, body.steps.size()))
    return "yields what is not there";
  return std::nullopt;
}

class Verifier {
public:
  Verifier(const Pass& pass, const WantedGraph& before, const WantedGraph& after)
      : pass_(pass), before_(before), after_(after) {}

  void run() const {
    for (const TaskId task : after_.wanted)
      require_task(task);
    const GraphStorage& storage = GraphAccess::storage(after_.graph);
    for (TaskId task = 0; task < storage.size(); ++task) {
      if (storage.body_of(task) == no_body) {
        require_task(task);
        continue;
      }
      require_inputs(task, storage.inputs_of(task));
      if (const auto reason = misfit(after_.graph.body(task), storage.inputs_of(task).size()))
        refuse(task, *reason);
    }
    if (!is_acyclic(after_.graph, after_.wanted))
      throw PassError(pass_.name, "made tasks wait for each other");
    if (GraphAccess::storage(before_.graph).is_annotated)
      require_annotations();
    if (pass_.keeps_digests)
      require_digests();
  }

private:
  [[noreturn]] void refuse(TaskId task, const std::string& reason) const {
    throw PassError(pass_.name, "made a wrong task \"" + after_.graph.key(task) + "\": it " + reason);
  }

  /// A key that is only referred to was so before.
  void require_task(TaskId task) const {
    if (after_.graph.is_defined(task))
      return;
    const auto earlier = before_.graph.find(after_.graph.key(task));
    if (!earlier || before_.graph.is_defined(*earlier))
      throw PassError(pass_.name, "left the key \"" + after_.graph.key(task) + "\" without its task");
  }

  void require_inputs(TaskId task, std::span<const TaskId> inputs) const {
    if (std::ranges::any_of(inputs, [&](TaskId input) { return input >= after_.graph.size(); }))
      refuse(task, "has an input that is not in the graph");
  }

  /// What a task said it still says, or something stronger.
  void require_annotations() const {
    for (TaskId task = 0; task < before_.graph.size(); ++task) {
      if (!before_.graph.is_defined(task))
        continue;
      const Annotations said = annotations_of(before_.graph.body(task));
      if (said == Annotations{})
        continue;
      const auto kept = after_.graph.find(before_.graph.key(task));
      if (!kept || !after_.graph.is_defined(*kept))
        continue;
      const Annotations says = annotations_of(after_.graph.body(*kept));
      if (says.retries < said.retries || says.priority < said.priority)
        refuse(*kept, "has " + std::to_string(says.retries) + " retries and priority "
                          + std::to_string(says.priority) + ", not " + std::to_string(said.retries) + " and "
                          + std::to_string(said.priority));
    }
  }

  void require_digests() const {
    const auto earlier = wanted_digests(before_);
    if (!earlier)
      return;
    const auto later = wanted_digests(after_);
    for (std::size_t i = 0; i < earlier->size(); ++i)
      if (!later || (*later)[i] != (*earlier)[i])
        refuse(after_.wanted[i], "computes something else");
  }

  /// Nothing where digests cannot be had, as for a literal of a type without a codec.
  static std::optional<std::vector<Digest>> wanted_digests(const WantedGraph& from) {
    try {
      const Graph needed = cull(from.graph, from.wanted);
      const std::vector<Digest> all = digests(needed);
      std::vector<Digest> wanted;
      for (const TaskId task : from.wanted)
        wanted.push_back(all[needed.get(from.graph.key(task))]);
      return wanted;
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  const Pass& pass_;
  const WantedGraph& before_;
  const WantedGraph& after_;
};

} // namespace

void verify(const Pass& pass, const WantedGraph& before, const WantedGraph& after) {
  Verifier(pass, before, after).run();
}

} // namespace troupe
