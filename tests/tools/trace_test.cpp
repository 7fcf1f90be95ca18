// `troupe trace`: traces on the command line.

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <troupe/array.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "running.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using test::contains;
using test::ProgramResult;

namespace {

struct Place {
  test::TemporaryDirectory temporary;
  std::string file = temporary.path() / "run.json";

  ProgramResult run(const std::vector<std::string>& more = {}) const {
    return test::run_troupe({"trace", file}, more);
  }
  void write(const std::string& text) const { std::ofstream(file) << text; }
};

constexpr const char* head =
    R"({"displayTimeUnit":"ms","otherData":{"program":"troupe","format":1,"threads":2},
"traceEvents":[
{"ph":"M","pid":1,"tid":1,"name":"thread_name","args":{"name":"worker 0"}},
{"ph":"M","pid":1,"tid":2,"name":"thread_name","args":{"name":"worker 1"}},
{"ph":"b","pid":1,"tid":0,"cat":"run","name":"compute","ts":0.000,"id":1,"args":{"run":1}},
{"ph":"e","pid":1,"tid":0,"cat":"run","name":"compute","ts":100.000,"id":1})";

std::string task(const std::string& key, int thread, double begin_us, double length_us, int id,
                 const std::string& more, const std::string& kernel = "add") {
  return ",\n{\"ph\":\"X\",\"pid\":1,\"tid\":" + std::to_string(thread) + ",\"cat\":\"task\",\"name\":\""
         + kernel + "\",\"ts\":" + std::to_string(begin_us) + ",\"dur\":" + std::to_string(length_us)
         + ",\"args\":{\"key\":\"" + key + "\",\"run\":1,\"id\":" + std::to_string(id) + ",\"bytes\":0,"
         + more + "}}";
}

nlohmann::json summary_of(const Place& place) {
  const ProgramResult result = place.run({"--json"});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  return nlohmann::json::parse(result.output);
}

std::vector<std::string> path_of(const nlohmann::json& summary) {
  std::vector<std::string> keys;
  for (const auto& task : summary["critical_path"])
    keys.push_back(task["key"]);
  return keys;
}

} // namespace

BOOST_AUTO_TEST_SUITE(troupe_trace)

BOOST_AUTO_TEST_CASE(a_sessions_trace_is_summarised) {
  const Place place;
  {
    Session session({.threads = 2, .memory_limit = "64MiB"});
    session.trace(place.file);
    const Array x = arange(1000, {.dtype = DType::float64, .chunks = 100});
    session.compute(sum(sin(x)));
  }

  const ProgramResult result = place.run();

  BOOST_TEST(result.errors == "");
  BOOST_TEST(result.exit_code == 0);
  for (const char* part : {"2 and 4 for I/O, scheduler threads", "memory limit        64.0 MiB", "1 compute",
                           "worker 0", "worker 1", "the critical path: ", "waiting for memory  none"})
    BOOST_TEST(contains(result.output, part), part << " is not in " << result.output);
}

BOOST_AUTO_TEST_CASE(the_critical_path_is_the_chain_that_took_longest, *boost::unit_test::tolerance(1e-9)) {
  const Place place;
  place.write(head + task("a", 1, 0, 10, 1, R"("inputs":[])") + task("b", 1, 10, 30, 2, R"("inputs":[1])")
              + task("c", 2, 10, 50, 3, R"("inputs":[1])", "multiply")
              + task("d", 1, 60, 20, 4, R"("inputs":[2,3])") + "\n]}\n");

  const nlohmann::json summary = summary_of(place);

  BOOST_TEST(path_of(summary) == (std::vector<std::string>{"a", "c", "d"}), boost::test_tools::per_element());
  BOOST_TEST(summary["critical_s"].get<double>() == 80e-6);
  BOOST_TEST(summary["span_s"].get<double>() == 100e-6);
  BOOST_TEST(summary["busy_s"].get<double>() == 110e-6);
  BOOST_TEST(summary["threads"][0]["busy_s"].get<double>() == 60e-6);
  BOOST_TEST(summary["by_kernel"][0]["kernels"] == "add");
  BOOST_TEST(summary["by_kernel"][0]["tasks"] == 3);
  BOOST_TEST(summary["by_kernel"][0]["longest_s"].get<double>() == 30e-6);
}

BOOST_AUTO_TEST_CASE(the_critical_path_goes_through_yielded_graphs) {
  const Place place;
  place.write(head + task("outer", 1, 0, 5, 1, R"("inputs":[],"yields":[11])")
              + task("inner", 1, 5, 40, 10, R"("inputs":[],"within":1)")
              + task("last", 1, 45, 10, 11, R"("inputs":[10],"within":1)")
              + task("after", 1, 55, 5, 2, R"("inputs":[1])") + "\n]}\n");

  BOOST_TEST(path_of(summary_of(place)) == (std::vector<std::string>{"outer", "inner", "last", "after"}),
             boost::test_tools::per_element());
}

// r yields n, n yields the leaf, and so z waits for the leaf.
BOOST_AUTO_TEST_CASE(the_critical_path_goes_through_graphs_that_yielded_ones_yield,
                     *boost::unit_test::tolerance(1e-9)) {
  const Place place;
  place.write(head + task("r", 1, 0, 1, 1, R"("inputs":[],"yields":[10])")
              + task("n", 1, 1, 1, 10, R"("inputs":[],"within":1,"yields":[20])")
              + task("leaf", 1, 2, 30, 20, R"("inputs":[],"within":10)")
              + task("z", 1, 32, 30, 2, R"("inputs":[1])") + "\n]}\n");

  const nlohmann::json summary = summary_of(place);

  BOOST_TEST(path_of(summary) == (std::vector<std::string>{"r", "n", "leaf", "z"}),
             boost::test_tools::per_element());
  BOOST_TEST(summary["critical_s"].get<double>() == 62e-6);
}

BOOST_AUTO_TEST_CASE(rings_and_ids_of_no_task_end_the_critical_path) {
  const Place place;
  place.write(head + task("a", 1, 0, 5, 1, R"("inputs":[2],"within":2,"yields":[2,1,99])")
              + task("b", 1, 5, 5, 2, R"("inputs":[1,77],"within":1,"yields":[1,18446744073709551615])")
              + task("c", 1, 10, 5, 3, R"("inputs":[2,1])") + "\n]}\n");

  BOOST_TEST(path_of(summary_of(place)) == (std::vector<std::string>{"a", "b", "c"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_kernels_mean_is_of_attempts) {
  const Place place;
  std::string failed = task("a", 1, 0, 10, 1, R"("inputs":[])");
  failed.replace(failed.find("\"task\""), 6, "\"failed\"");
  place.write(head + failed + task("a", 1, 10, 20, 1, R"("inputs":[])") + "\n]}\n");

  BOOST_TEST(summary_of(place)["by_kernel"][0]["attempts"] == 2);
  BOOST_TEST(contains(place.run().output, "add          1  30.0 µs  100.0 %  15.0 µs  20.0 µs\n"),
             place.run().output);
}

BOOST_AUTO_TEST_CASE(of_several_computes_the_one_with_the_critical_path_is_told) {
  const Place place;
  std::string later = task("b", 1, 250, 40, 2, R"("inputs":[])");
  later.replace(later.find("\"run\":1"), 7, "\"run\":4");
  place.write(head + std::string(R"(,
{"ph":"b","pid":1,"tid":0,"cat":"run","name":"compute","ts":200.000,"id":9,"args":{"run":4}},
{"ph":"e","pid":1,"tid":0,"cat":"run","name":"compute","ts":300.000,"id":9})")
              + task("a", 1, 0, 10, 1, R"("inputs":[])") + later + "\n]}\n");

  BOOST_TEST(summary_of(place)["critical_compute"] == 2);
  BOOST_TEST(contains(place.run().output, "the critical path, of compute 2 of 2, which began after 200 µs: "
                                          "40.0 µs, 1 task, 40.0 % of that compute\n"),
             place.run().output);
}

BOOST_AUTO_TEST_CASE(a_task_that_computes_counts_without_what_it_computes,
                     *boost::unit_test::tolerance(1e-9)) {
  const Place place;
  place.write(head + task("inner", 1, 20, 30, 2, R"("inputs":[])")
              + task("outer", 1, 10, 50, 1, R"("inputs":[])", "compute") + "\n]}\n");

  const nlohmann::json summary = summary_of(place);

  BOOST_TEST(summary["busy_s"].get<double>() == 50e-6);
  BOOST_TEST(summary["by_kernel"][1]["kernels"] == "compute");
  BOOST_TEST(summary["by_kernel"][1]["total_s"].get<double>() == 20e-6);
}

BOOST_AUTO_TEST_CASE(waits_and_moves_are_added_up, *boost::unit_test::tolerance(1e-9)) {
  const Place place;
  place.write(std::string(head) + R"(,
{"ph":"b","pid":1,"tid":0,"cat":"wait","name":"waits for memory","ts":10.000,"id":7,"args":{"key":"x"}},
{"ph":"e","pid":1,"tid":0,"cat":"wait","name":"waits for memory","ts":25.000,"id":7},
{"ph":"X","pid":1,"tid":3,"cat":"memory","name":"spill","ts":10.000,"dur":4.000,"args":{"bytes":1048576}},
{"ph":"i","pid":1,"tid":0,"cat":"memory","s":"t","name":"drop","ts":10.000,"args":{"bytes":2097152}},
{"ph":"C","pid":1,"tid":0,"name":"memory","ts":1.0,"args":{"values":300,"workspace":50,"promised":10}}
]})");

  const nlohmann::json summary = summary_of(place);

  BOOST_TEST(summary["waiting_s"].get<double>() == 15e-6);
  BOOST_TEST(summary["moves"]["spill"]["bytes"] == 1048576);
  BOOST_TEST(summary["moves"]["spill"]["time_s"].get<double>() == 4e-6);
  BOOST_TEST(summary["peak_memory_bytes"] == 350);
  const ProgramResult text = place.run();
  BOOST_TEST(contains(text.output, "spilled             1.0 MiB, 1 value, 4.00 µs"), text.output);
  BOOST_TEST(contains(text.output, "dropped             2.0 MiB, 1 value\n"), text.output);
}

BOOST_AUTO_TEST_CASE(keys_that_terminals_would_obey_are_quoted) {
  const Place place;
  place.write(head + task(R"(\u001b[31mred)", 1, 0, 10, 1, R"("inputs":[])") + "\n]}\n");

  const ProgramResult result = place.run();

  BOOST_TEST(!contains(result.output, "\x1b"), result.output);
  BOOST_TEST(contains(result.output, "\"\\u001b[31mred\"  add"), result.output);
}

BOOST_AUTO_TEST_CASE(what_is_no_trace_is_refused) {
  const Place place;
  const auto refused = [&](const std::string& text, const std::string& why) {
    place.write(text);
    const ProgramResult result = place.run();
    BOOST_TEST(result.exit_code == 2);
    BOOST_TEST(contains(result.errors, why), result.errors);
  };
  refused("", "cut off, or no JSON");
  refused("hello", "no JSON");
  refused("[1, 2]", "it is a list");
  refused("{\"a\": 1}", "there are no events in it");
  refused("{\"traceEvents\": []}", "it does not say so before its events");
  refused(R"({"otherData":{"program":"another"},"traceEvents":[]})", "it does not say so before its events");
  refused(R"({"otherData":{"program":"troupe","format":2},"traceEvents":[]})", "a later version");
  refused(R"({"otherData":{"program":"troupe","format":"2"},"traceEvents":[]})",
          "it does not say so before its events");
  refused("hello", "is no trace of Troupe's: no JSON from byte 1 on");
  refused(head + task("a", 1, 0, -10, 1, R"("inputs":[])") + "]}",
          "is no trace of Troupe's: an event at 0.0");
  for (const char* length : {"1e308", "-1e308", "1e14"})
    refused(std::string(head) + R"(,{"ph":"X","cat":"task","name":"a","ts":0,"dur":)" + length + "}]}",
            "no trace of Troupe's");
  refused(std::string(head) + R"(,{"ph":"C","ts":1e308}]})", "no trace of Troupe's");
  refused(std::string(head) + R"(,{"ph":"b","ts":5,"id":2},{"ph":"e","ts":4,"id":2}]})",
          "end before they begin");
  refused(head, "cut off");
  refused(head + task("a", 1, 0, 10, 1, R"("inputs":[)"), "no JSON");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_told) {
  const Place place;
  BOOST_TEST(place.run().exit_code == 2);
  BOOST_TEST(contains(place.run().errors, "No such file"));
  BOOST_TEST(test::run_troupe({"trace", place.temporary.path()}).exit_code == 2);
}

BOOST_AUTO_TEST_SUITE_END()
