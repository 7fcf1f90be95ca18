#include "case.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <string_view>

#include "array/array_case.hpp"
#include "graph/graph_case.hpp"

namespace troupe::conformance {

namespace {

Case case_from_json(const Json& line) {
  Case test;
  test.id = line.at("id");
  test.tags = line.at("tags").get<std::vector<std::string>>();
  test.inputs = line.at("inputs");
  test.program = line.at("program");
  test.expect = line.value("expect", Json::object());
  test.wants_error = line.value("error", false);
  test.error_key = line.value("error_key", "");
  test.tolerance = {line.value("rtol", 0.0), line.value("atol", 0.0)};
  return test;
}

/// Whether `name` stands in `message` as a word of its own.
bool names_word(std::string_view message, std::string_view name) {
  if (name.empty())
    return false;
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::size_t at = message.find(name); at != std::string_view::npos; at = message.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_part(message[at - 1])) && (end == message.size() || !is_part(message[end])))
      return true;
  }
  return false;
}

/// A refusal counts if it names the key the case asks for, or else what was being done.
Verdict judge_refusal(const Case& test, const std::string& message,
                      const std::vector<std::string>& subjects) {
  if (!test.wants_error)
    return {Outcome::failed, "refused: " + message};
  const std::vector<std::string> wanted =
      test.error_key.empty() ? subjects : std::vector<std::string>{test.error_key};
  if (std::ranges::any_of(wanted, [&](const std::string& name) { return names_word(message, name); }))
    return {Outcome::passed, message};
  return {Outcome::failed, "the error names neither operation nor key: " + message};
}

/// A suite's file is known by the first part of its cases' ids.
struct Suite {
  std::string_view name;
  bool (*knows)(const std::string& operation);
  void (*run)(const Case& test, Setting& setting, std::vector<std::string>& subjects);
};

constexpr Suite suites[] = {
    {"graph", knows_graph_operation, run_graph_case},
    {"array", knows_array_operation, run_array_case},
};

const Suite* find_suite(const Case& test) {
  const std::string name = test.id.substr(0, test.id.find('/'));
  const auto* found = std::ranges::find(suites, name, &Suite::name);
  return found == std::end(suites) ? nullptr : found;
}

} // namespace

std::vector<Case> read_cases(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream)
    throw Mismatch("cannot read " + file.string());
  std::vector<Case> cases;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    try {
      cases.push_back(case_from_json(Json::parse(line)));
    } catch (const Json::exception& error) {
      throw Mismatch(file.string() + ", line " + std::to_string(number) + ": " + error.what());
    }
  }
  return cases;
}

Setting::Setting(std::optional<Scheduler> scheduler, std::optional<std::uint64_t> rechunk_seed,
                 bool through_file)
    : scheduler_(scheduler), rechunk_seed_(rechunk_seed) {
  if (through_file)
    second_process_.emplace(scheduler);
}

Session& Setting::session(std::optional<Scheduler> wanted) {
  const Scheduler scheduler = scheduler_.value_or(wanted.value_or(Scheduler::threads));
  std::unique_ptr<Session>& session = scheduler == Scheduler::threads ? threads_ : synchronous_;
  if (!session) // four workers, however few cores there are: tasks are to overtake each other
    session = std::make_unique<Session>(SessionOptions{.scheduler = scheduler, .threads = 4});
  return *session;
}

std::vector<Chunk> Setting::compute(const std::vector<Array>& arrays) {
  return second_process_ ? second_process_->compute(arrays) : session().compute(arrays);
}

Value Setting::get(const Graph& graph, const Value& keys, std::optional<Scheduler> scheduler) {
  return second_process_ ? second_process_->get(graph, keys, scheduler) : session(scheduler).get(graph, keys);
}

Verdict run_case(const Case& test, Setting& setting) {
  const Suite* suite = find_suite(test);
  for (const Json& step : test.program)
    if (suite == nullptr || !suite->knows(step.at(1)))
      return {Outcome::unsupported, "no operation " + step.at(1).get<std::string>()};
  std::vector<std::string> subjects;
  try {
    suite->run(test, setting, subjects);
  } catch (const Error& error) {
    return judge_refusal(test, error.what(), subjects);
  } catch (const Mismatch& mismatch) {
    return {Outcome::failed, mismatch.what()};
  } catch (const std::exception& error) {
    return {Outcome::failed, std::string("not an error of Troupe: ") + error.what()};
  }
  if (test.wants_error)
    return {Outcome::failed, "no error was raised"};
  return {Outcome::passed, {}};
}

} // namespace troupe::conformance
