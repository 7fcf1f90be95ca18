// What Session::trace writes.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/ramp_kernels.hpp"
#include "support/small_session.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;
using nlohmann::json;

namespace {

json read_json(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return json::parse(stream);
}

std::vector<json> events_of(const json& trace, const std::string& category, const std::string& phase) {
  std::vector<json> found;
  for (const json& event : trace["traceEvents"])
    if (event["ph"] == phase && (category.empty() || (event.contains("cat") && event["cat"] == category)))
      found.push_back(event);
  return found;
}

std::map<std::string, json> tasks_by_key(const json& trace) {
  std::map<std::string, json> tasks;
  for (const json& event : events_of(trace, "task", "X"))
    tasks[event["args"]["key"]] = event;
  return tasks;
}

/// A file in a directory of its own.
struct Place {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "run.json";
};

Graph chain_and_pair() {
  Graph graph;
  graph.add("a", sum({literal(1)}));
  graph.add("b", sum({key("a"), literal(2)}));
  graph.add("c \"quoted\"", sum({key("a"), key("b")}));
  return graph;
}

Value yield_two(const KernelCall&) {
  Graph graph;
  const TaskId first = graph.add("first", sum({literal(1)}));
  const TaskId second = graph.add("second", sum({key("first")}));
  return yield(std::move(graph), {first, second});
}

Value compute_inside(const KernelCall& call) { return call.context.session().get(chain_and_pair(), "b"); }

} // namespace

BOOST_AUTO_TEST_SUITE(session_trace)

BOOST_AUTO_TEST_CASE(tasks_are_written_with_key_kernel_inputs_and_times) {
  for (const SessionOptions& options :
       {SessionOptions{.scheduler = Scheduler::synchronous}, SessionOptions{.threads = 2}}) {
    const Place place;
    Session session(options);
    session.trace(place.file);
    session.get(chain_and_pair(), "c \"quoted\"");
    BOOST_TEST(!std::filesystem::exists(place.file)); // not before the end
    session.end_trace();

    const json trace = read_json(place.file);
    auto tasks = tasks_by_key(trace);
    BOOST_TEST(tasks.size() == 3);
    BOOST_TEST(trace["otherData"]["program"] == "troupe");
    BOOST_TEST(trace["otherData"]["threads"] == session.options().threads);
    BOOST_TEST(tasks["b"]["name"] == "test.sum");
    BOOST_TEST(tasks["b"]["args"]["inputs"] == json::array({tasks["a"]["args"]["id"]}));
    BOOST_TEST(tasks["c \"quoted\""]["args"]["inputs"]
               == json::array({tasks["a"]["args"]["id"], tasks["b"]["args"]["id"]}));
    const double end_of_a = tasks["a"]["ts"].get<double>() + tasks["a"]["dur"].get<double>();
    const double end_of_b = tasks["b"]["ts"].get<double>() + tasks["b"]["dur"].get<double>();
    BOOST_TEST(end_of_a <= end_of_b);
    BOOST_TEST(events_of(trace, "run", "b").size() == 1);
    BOOST_TEST(events_of(trace, "run", "e").size() == 1);
  }
}

BOOST_AUTO_TEST_CASE(several_runs_are_told_apart) {
  const Place place;
  Session session({.threads = 2});
  session.trace(place.file);
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i)
    callers.emplace_back([&] { session.get(chain_and_pair(), "b"); });
  for (std::thread& caller : callers)
    caller.join();
  session.end_trace();

  const json trace = read_json(place.file);
  std::set<int> runs;
  std::set<int> ids;
  for (const json& task : events_of(trace, "task", "X")) {
    runs.insert(task["args"]["run"].get<int>());
    ids.insert(task["args"]["id"].get<int>());
  }
  BOOST_TEST(runs.size() == 4);
  BOOST_TEST(ids.size() == 8);
}

BOOST_AUTO_TEST_CASE(of_a_large_graph_only_what_ran_is_kept) {
  const Place place;
  Graph graph;
  graph.add("first", sum({literal(1)}));
  for (int i = 0; i < 1000; ++i)
    graph.add("other" + std::to_string(i), sum({key("first"), literal(i)}));
  Session session({.scheduler = Scheduler::synchronous});
  session.trace(place.file);
  session.get(graph, "other500");
  session.end_trace();

  auto tasks = tasks_by_key(read_json(place.file));

  BOOST_TEST(tasks.size() == 2);
  BOOST_TEST(tasks["other500"]["args"]["inputs"] == json::array({tasks["first"]["args"]["id"]}));
}

BOOST_AUTO_TEST_CASE(a_yielded_graph_stands_within_the_task_that_yielded_it) {
  const Place place;
  Graph graph;
  graph.add("outer", call_of("test.yield_two", yield_two, {}, KernelKind::planning));
  Session session({.threads = 2});
  session.trace(place.file);
  session.get(graph, "outer");
  session.end_trace();

  auto tasks = tasks_by_key(read_json(place.file));

  BOOST_TEST(tasks.size() == 3);
  BOOST_TEST(tasks["first"]["args"]["within"] == tasks["outer"]["args"]["id"]);
  BOOST_TEST(tasks["second"]["args"]["inputs"] == json::array({tasks["first"]["args"]["id"]}));
  BOOST_TEST(tasks["outer"]["args"]["yields"]
             == json::array({tasks["first"]["args"]["id"], tasks["second"]["args"]["id"]}));
}

BOOST_AUTO_TEST_CASE(a_nested_compute_lies_within_its_task) {
  const Place place;
  Graph graph;
  graph.add("outer", call_of("test.compute_inside", compute_inside));
  Session session({.threads = 1});
  session.trace(place.file);
  session.get(graph, "outer");
  session.end_trace();

  auto tasks = tasks_by_key(read_json(place.file));

  BOOST_TEST(tasks.size() == 3);
  BOOST_TEST(tasks["outer"]["tid"] == tasks["b"]["tid"]);
  BOOST_TEST(tasks["outer"]["ts"].get<double>() <= tasks["a"]["ts"].get<double>());
  BOOST_TEST(tasks["outer"]["ts"].get<double>() + tasks["outer"]["dur"].get<double>()
             >= tasks["b"]["ts"].get<double>() + tasks["b"]["dur"].get<double>());
}

BOOST_AUTO_TEST_CASE(failures_and_retries_are_written) {
  const Place place;
  Graph graph;
  graph.add("bad", failing());
  Session session({.threads = 1});
  session.trace(place.file);
  BOOST_CHECK_THROW(session.get(graph, "bad", {.retries = 1}), TaskError);
  session.end_trace();

  const json trace = read_json(place.file);
  const std::vector<json> failures = events_of(trace, "failure", "i");
  BOOST_TEST(events_of(trace, "failed", "X").size() == 2);
  BOOST_REQUIRE(failures.size() == 2);
  BOOST_TEST(failures[0]["name"] == "is tried again");
  BOOST_TEST(failures[1]["name"] == "fails");
  BOOST_TEST(failures[1]["args"]["reason"] == "no such luck");
  BOOST_TEST(events_of(trace, "run", "b")[0]["args"]["complete"] == false);
}

BOOST_AUTO_TEST_CASE(reads_are_those_of_io_threads) {
  const Place place;
  Graph graph;
  graph.add("read", call_of("test.read_ramp", make_ramp, {literal(1)}, KernelKind::io));
  Session session({.threads = 2, .io_threads = 1});
  session.trace(place.file);
  session.get(graph, "read");
  session.end_trace();

  auto tasks = tasks_by_key(read_json(place.file));

  BOOST_TEST(tasks["read"]["tid"] == 3);
  BOOST_TEST(tasks["read"]["args"]["bytes"] >= 1 << 20); // and what holds it
}

BOOST_AUTO_TEST_CASE(values_that_leave_memory_and_come_back_are_written) {
  const Place place;
  SmallSession small;
  Graph graph;
  add_ramps(graph, 6);
  std::vector<Node> sums;
  graph.add("wide", call_of("test.make_wide", make_wide, {literal(0.5)}));
  for (int i = 0; i < 6; ++i)
    sums.push_back(call_of("test.sum_of_chunk", sum_of_chunk, {key(name("r", i)), key("wide_sum")}));
  std::vector<Node> before;
  for (int i = 0; i < 6; ++i)
    before.push_back(call_of("test.sum_of_chunk", sum_of_chunk, {key(name("r", i))}));
  graph.add("before", call_of("test.mean_of_sums", mean_of_sums, before));
  graph.add("wide2", call_of("test.make_wide", make_wide, {key("before")}));
  graph.add("wide_sum", call_of("test.sum_of_chunk", sum_of_chunk, {key("wide2")}));
  graph.add("all", call_of("test.mean_of_sums", mean_of_sums, sums));
  small.session.trace(place.file);
  small.session.get(graph, "all");
  const RunReport report = small.session.report();
  small.session.end_trace();

  const json trace = read_json(place.file);
  std::uint64_t spilled = 0, reloaded = 0;
  for (const json& move : events_of(trace, "memory", "X"))
    (move["name"] == "spill" ? spilled : reloaded) += move["args"]["bytes"].get<std::uint64_t>();
  BOOST_TEST(report.memory.spilled_bytes > 0);
  BOOST_TEST(spilled == report.memory.spilled_bytes);
  BOOST_TEST(reloaded == report.memory.reloaded_bytes);
  BOOST_TEST(events_of(trace, "", "C").size() > 0);
  BOOST_TEST(events_of(trace, "wait", "b").size() == events_of(trace, "wait", "e").size());
  BOOST_TEST(events_of(trace, "wait", "b").size() > 0);
  BOOST_TEST(trace["otherData"]["memory_limit_bytes"] == 8 << 20);
}

BOOST_AUTO_TEST_CASE(the_sessions_end_writes_the_trace) {
  const Place place;
  {
    Session session({.threads = 1});
    session.trace(place.file);
    session.get(chain_and_pair(), "b");
  }
  BOOST_TEST(tasks_by_key(read_json(place.file)).size() == 2);
}

BOOST_AUTO_TEST_CASE(a_trace_may_follow_another_and_what_was_in_between_is_in_neither) {
  const Place first, second;
  Session session({.threads = 2});
  session.trace(first.file);
  session.get(chain_and_pair(), "a");
  session.end_trace();
  session.get(chain_and_pair(), "b");
  session.trace(second.file);
  session.get(chain_and_pair(), "c \"quoted\"");
  session.end_trace();

  BOOST_TEST(tasks_by_key(read_json(first.file)).size() == 1);
  BOOST_TEST(tasks_by_key(read_json(second.file)).size() == 3);
}

BOOST_AUTO_TEST_CASE(a_compute_that_still_runs_at_the_end_is_left_out) {
  const Place place;
  Session session({.scheduler = Scheduler::synchronous});
  session.trace(place.file);
  const RunCallbacks callbacks{.task_finishes = [&](const TaskEvent&) { session.end_trace(); }};

  BOOST_TEST(session.get(chain_and_pair(), "b", {.callbacks = &callbacks}).as_integer() == 3);

  BOOST_TEST(tasks_by_key(read_json(place.file)).size() == 0);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_made_is_told_at_once) {
  const Place place;
  Session session({.threads = 1});
  BOOST_CHECK_THROW(session.trace(place.directory.path() / "no" / "run.json"), FileError);
  BOOST_CHECK_THROW(session.trace(place.directory.path()), FileError);
  session.end_trace(); // there is none
}

BOOST_AUTO_TEST_CASE(one_trace_at_a_time) {
  const Place place;
  Session session({.threads = 1});
  session.trace(place.file);
  BOOST_CHECK_THROW(session.trace(place.directory.path() / "other.json"), ValueError);
  session.end_trace();
  BOOST_TEST(std::filesystem::exists(place.file));
  BOOST_TEST(!std::filesystem::exists(place.directory.path() / "other.json"));
}

BOOST_AUTO_TEST_SUITE_END()
