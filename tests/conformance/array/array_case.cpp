#include "array/array_case.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "array/array_call.hpp"
#include "array/array_value.hpp"

namespace troupe::conformance {

namespace {

constexpr std::span<const ArrayOperation> (*families[])() = {
    creation_operations,  elementwise_operations, choosing_operations,  reduction_operations,
    blockwise_operations, indexing_operations,    shape_operations,     joining_operations,
    metadata_operations,  diagonal_operations,    neighbour_operations, linalg_operations,
    order_operations,     sorting_operations,     random_operations,    function_operations};

const ArrayOperation* find_operation(const std::string& name) {
  for (const auto family : families) {
    const std::span<const ArrayOperation> operations = family();
    const auto found = std::ranges::find(operations, name, &ArrayOperation::name);
    if (found != operations.end())
      return &*found;
  }
  return nullptr;
}

/// The case's own chunks, or random ones where they cannot matter.
Chunking input_chunking(const Case& test, const std::string& name, const Json& input,
                        const Setting& setting) {
  const auto uses_chunks = [](const Json& step) {
    return step.at(1) == "blocks" || step.at(1) == "numblocks";
  };
  const bool chunks_matter = std::ranges::find(test.tags, "chunks") != test.tags.end()
                             || std::ranges::any_of(test.program, uses_chunks);
  if (!setting.rechunk_seed() || chunks_matter)
    return chunking_from_json(input.at("chunks"));
  return random_chunking(input.at("shape").get<Shape>(), test.id + name, *setting.rechunk_seed());
}

void bind_results(const Json& out, Results results, Names& names) {
  if (out.is_string()) {
    names.insert_or_assign(out.get<std::string>(), std::move(results.at(0)));
    return;
  }
  if (out.size() != results.size())
    throw Mismatch("there are " + std::to_string(results.size()) + " results for " + out.dump());
  for (std::size_t i = 0; i < results.size(); ++i)
    names.insert_or_assign(out[i].get<std::string>(), std::move(results[i]));
}

/// What an error of the step may call it.
std::vector<std::string> names_of(const Json& step) {
  const ArrayOperation& operation = *find_operation(step.at(1));
  std::vector<std::string> names{operation.name};
  if (operation.public_name != nullptr)
    names.push_back(operation.public_name);
  if (step.at(2).contains("dtype")) // a name is turned into a dtype by a public call of its own
    names.push_back("dtype");
  return names;
}

/// Builds everything. Only `shape` of an array whose length is not known yet may run tasks.
Names build(const Case& test, Setting& setting, std::vector<std::string>& subjects) {
  Session& session = setting.session();
  Names names;
  for (const auto& [name, input] : test.inputs.items())
    names.insert_or_assign(name,
                           from_chunk(chunk_from_json(input), input_chunking(test, name, input, setting)));
  for (const Json& step : test.program) {
    const ArrayOperation& operation = *find_operation(step.at(1));
    subjects = names_of(step);
    const std::uint64_t tasks_before = session.tasks_run();
    bind_results(step.at(0), operation.run(ArrayCall(step.at(2), names, session)), names);
    if (session.tasks_run() != tasks_before && step.at(1) != "shape")
      throw Mismatch("building " + step.at(1).dump() + " ran tasks");
  }
  return names;
}

/// The names whose values are asked for: the expected ones, or, where an error is, the last step's.
std::vector<std::string> wanted_names(const Case& test) {
  std::vector<std::string> wanted;
  if (test.wants_error) {
    const Json& out = test.program.back().at(0);
    for (const Json& name : out.is_string() ? Json::array({out}) : out)
      wanted.push_back(name);
  }
  for (const auto& [name, want] : test.expect.items())
    wanted.push_back(name);
  return wanted;
}

} // namespace

bool knows_array_operation(const std::string& operation) { return find_operation(operation) != nullptr; }

void run_array_case(const Case& test, Setting& setting, std::vector<std::string>& subjects) {
  const Names names = build(test, setting, subjects);
  for (const Json& step : test.program) // what fails while computing may be any step
    std::ranges::copy(names_of(step), std::back_inserter(subjects));
  std::vector<std::string> computed;
  std::vector<Array> arrays;
  for (const std::string& name : wanted_names(test)) {
    if (const Array* array = std::get_if<Array>(&names.at(name))) {
      computed.push_back(name);
      arrays.push_back(*array);
    }
  }
  const std::vector<Chunk> chunks = setting.compute(arrays);
  for (std::size_t i = 0; i < computed.size() && !test.wants_error; ++i)
    require_array(chunks[i], test.expect.at(computed[i]), test.tolerance, computed[i]);
  for (const auto& [name, want] : test.expect.items())
    if (const Json* got = std::get_if<Json>(&names.at(name)))
      require_equal(*got, want.at("json"), test.tolerance, name);
}

} // namespace troupe::conformance
