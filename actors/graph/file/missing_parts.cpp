#include "graph/file/missing_parts.hpp"

#include <algorithm>
#include <span>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/kernel.hpp>
#include <troupe/names.hpp>

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

void add_kernels(const Step& step, std::vector<std::string>& names) {
  if (step.kind != Step::Kind::call)
    return;
  names.push_back(to_string(KernelName{step.kernel->name, step.kernel->version}));
  for (const NamedVersion& kernel : kernels_within(step))
    names.push_back(to_string(KernelName{kernel.name, kernel.version}));
}

/// The first user type in a value that this program has not; empty if there is none.
std::string unknown_type_in(const Value& value) {
  std::vector<const Value*> left{&value};
  while (!left.empty()) {
    const Value& part = *left.back();
    left.pop_back();
    if (const UnknownValue* const unknown = part.find<UnknownValue>())
      return std::string(unknown->type_name());
    if (part.kind() == ValueKind::list)
      for (const Value& item : part.as_list())
        left.push_back(&item);
    if (part.kind() == ValueKind::map)
      for (const auto& [name, entry] : part.as_map())
        left.push_back(&entry);
  }
  return {};
}

std::string unknown_type_needed(const Graph& graph, std::span<const TaskId> wanted) {
  std::string type;
  for_each_needed_body(graph, wanted, [&](const Body& body) {
    for (auto literal = body.literals.begin(); type.empty() && literal != body.literals.end(); ++literal)
      type = unknown_type_in(*literal);
  });
  return type;
}

} // namespace

std::vector<NamedVersion> kernels_within(const Step& step) {
  return step.kernel->needs != nullptr ? step.kernel->needs(step.parameters) : step.parameters.mentioned();
}

void require_no_missing(const std::vector<std::string>& kernels) {
  if (kernels.empty())
    return;
  const bool has_lambda =
      std::ranges::any_of(kernels, [](const std::string& name) { return name.starts_with("lambda/"); });
  throw KeyError(
      "this program has not the kernels " + joined(kernels)
      + (has_lambda
             ? "; a lambda is in the program or plugin that wrote the file, and in no other build of it"
             : "; they are in the programs that register them, and in plugins that do (load_plugin, "
               "--load)"));
}

void refuse_type(const std::filesystem::path& file, const std::string& type) {
  throw FileError(
      "load: " + file.string() + ": this program has no codec for the user type \"" + type
      + "\"; types are in the programs that register them (register_type), and in plugins that do "
        "(load_plugin, --load)");
}

std::vector<std::string> missing_kernels(const SavedGraph& saved, std::span<const TaskId> wanted) {
  std::vector<std::string> missing;
  if (saved.missing.empty())
    return missing;
  std::vector<std::string> needed;
  for_each_needed_body(saved.graph, wanted, [&](const Body& body) {
    for (const Step& step : body.steps)
      add_kernels(step, needed);
  });
  std::ranges::sort(needed);
  std::ranges::copy_if(saved.missing, std::back_inserter(missing),
                       [&](const std::string& name) { return std::ranges::binary_search(needed, name); });
  return missing;
}

void require_parts(const SavedGraph& saved, std::span<const TaskId> wanted,
                   const std::filesystem::path& file) {
  try {
    require_no_missing(missing_kernels(saved, wanted));
  } catch (const KeyError& error) {
    throw KeyError("load: " + file.string() + ": " + error.what());
  }
  if (const std::string type = unknown_type_needed(saved.graph, wanted); !type.empty())
    refuse_type(file, type);
}

} // namespace troupe
