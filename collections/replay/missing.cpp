#include "replay/missing.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/kernel.hpp>
#include <troupe/replay.hpp>

namespace troupe {

namespace {

/// Calls `look` for the body of each task that `wanted` needs, once a body.
template <class Look>
void for_each_needed_body(const Graph& graph, std::span<const TaskId> wanted, const Look& look) {
  std::vector<bool> is_task_seen(graph.size()), is_body_seen(graph.body_count());
  std::vector<TaskId> left(wanted.begin(), wanted.end());
  while (!left.empty()) {
    const TaskId task = left.back();
    left.pop_back();
    if (is_task_seen[task] || !graph.is_defined(task))
      continue;
    is_task_seen[task] = true;
    const auto inputs = graph.inputs(task);
    left.insert(left.end(), inputs.begin(), inputs.end());
    if (const BodyId body = graph.body_id(task); !is_body_seen[body]) {
      is_body_seen[body] = true;
      look(graph.body_at(body));
    }
  }
}

/// What a step calls, and what is called within that.
std::vector<std::string> kernels_of(const Step& step) {
  if (step.kind != Step::Kind::call)
    return {};
  std::vector<std::string> names{to_string(KernelName{step.kernel->name, step.kernel->version})};
  const auto needed =
      step.kernel->needs != nullptr ? step.kernel->needs(step.parameters) : step.parameters.mentioned();
  for (const NamedVersion& kernel : needed)
    names.push_back(to_string(KernelName{kernel.name, kernel.version}));
  return names;
}

bool has_unknown_type(const Value& value) {
  std::vector<const Value*> left{&value};
  while (!left.empty()) {
    const Value& part = *left.back();
    left.pop_back();
    if (part.find<UnknownValue>() != nullptr)
      return true;
    if (part.kind() == ValueKind::list)
      for (const Value& item : part.as_list())
        left.push_back(&item);
    if (part.kind() == ValueKind::map)
      for (const auto& [name, entry] : part.as_map())
        left.push_back(&entry);
  }
  return false;
}

bool needs_unknown_type(const Graph& graph, std::span<const TaskId> wanted) {
  bool found = false;
  for_each_needed_body(graph, wanted, [&](const Body& body) {
    found = found || std::ranges::any_of(body.literals, has_unknown_type);
  });
  return found;
}

} // namespace

std::vector<std::string> missing_kernels(const SavedGraph& saved, std::span<const TaskId> wanted) {
  std::vector<std::string> needed;
  if (saved.missing.empty())
    return needed;
  for_each_needed_body(saved.graph, wanted, [&](const Body& body) {
    for (const Step& step : body.steps)
      std::ranges::move(kernels_of(step), std::back_inserter(needed));
  });
  std::ranges::sort(needed);
  std::vector<std::string> missing;
  std::ranges::copy_if(saved.missing, std::back_inserter(missing),
                       [&](const std::string& name) { return std::ranges::binary_search(needed, name); });
  return missing;
}

void require_parts(const SavedGraph& saved, std::span<const TaskId> wanted,
                   const std::filesystem::path& file) {
  if (!missing_kernels(saved, wanted).empty() || needs_unknown_type(saved.graph, wanted))
    static_cast<void>(load(file)); // which tells what is missing
}

} // namespace troupe
