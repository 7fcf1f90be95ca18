#include "through_file.hpp"

#include <string>

#include <troupe/collection.hpp>
#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/npy.hpp>

#include "json_value.hpp"
#include "support/program.hpp"
#include "support/temporary_directory.hpp"

namespace troupe::conformance {

namespace {

std::string result_name(std::size_t number) { return "result" + std::to_string(number); }

/// Adds a result for each key of a nested list.
void add_results(const Graph& graph, const Value& keys, std::vector<SavedResult>& results) {
  if (keys.kind() == ValueKind::list)
    for (const Value& key : keys.as_list())
      add_results(graph, key, results);
  else
    results.push_back({result_name(results.size()), std::nullopt, {graph.get(keys.as_text())}});
}

/// The values in the form of their keys.
Value values_like(const Value& keys, const std::filesystem::path& out, std::size_t& next) {
  if (keys.kind() != ValueKind::list)
    return value_from_json(Json::parse(test::read_bytes(out / (result_name(next++) + ".json"))));
  std::vector<Value> values;
  for (const Value& key : keys.as_list())
    values.push_back(values_like(key, out, next));
  return Value::list(std::move(values));
}

Chunk read_whole_npy(const std::filesystem::path& file) {
  const Shape shape = describe_npy(file).shape;
  return read_npy(file, Shape(shape.size(), 0), shape);
}

} // namespace

std::vector<Chunk> SecondProcess::compute(const std::vector<Array>& arrays) const {
  const test::TemporaryDirectory directory;
  const auto file = directory.path() / "graph", out = directory.path() / "out";
  std::vector<NamedCollection> named;
  for (const Array& array : arrays)
    named.push_back({result_name(named.size()), array});
  save(named, file);
  replay(file, named.size(), out, std::nullopt);
  std::vector<Chunk> chunks;
  for (std::size_t i = 0; i < named.size(); ++i)
    chunks.push_back(read_whole_npy(out / (result_name(i) + ".npy")));
  return chunks;
}

Value SecondProcess::get(const Graph& graph, const Value& keys, std::optional<Scheduler> scheduler) const {
  const test::TemporaryDirectory directory;
  const auto file = directory.path() / "graph", out = directory.path() / "out";
  SavedGraph saved{graph, {}, {}};
  add_results(graph, keys, saved.results);
  const std::size_t count = saved.results.size();
  save(saved, file);
  replay(file, count, out, scheduler);
  std::size_t next = 0;
  return values_like(keys, out, next);
}

void SecondProcess::replay(const std::filesystem::path& file, std::size_t results,
                           const std::filesystem::path& out, std::optional<Scheduler> scheduler) const {
  if (results == 0)
    return; // there is nothing to ask for
  const Scheduler chosen = scheduler_.value_or(scheduler.value_or(Scheduler::threads));
  std::vector<std::string> words{"--replay",    file.string(),
                                 "--out",       out.string(),
                                 "--scheduler", std::string(to_string(chosen)),
                                 "--threads",   "4"};
  for (std::size_t i = 0; i < results; ++i) {
    words.emplace_back("--keys");
    words.push_back(result_name(i));
  }
  const test::ProgramResult result = test::run_program("/proc/self/exe", words);
  if (result.exit_code >= 128)
    throw Mismatch("the second process ended by signal " + std::to_string(result.exit_code - 128));
  if (result.exit_code != 0)
    throw Error(result.errors);
}

} // namespace troupe::conformance
