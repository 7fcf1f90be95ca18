#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "support/program.hpp"

using troupe::test::ProgramResult;

namespace {

ProgramResult troupe_bench(const std::vector<std::string>& arguments) {
  return troupe::test::run_program(TROUPE_BENCH, arguments);
}

/// The `check` of one workload on two threads, after two repetitions.
double check_of(const std::string& family, const std::string& workload, const std::string& size) {
  const ProgramResult result = troupe_bench({family, workload, size, "2", "2"});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  BOOST_REQUIRE(result.output.starts_with("@@CELL {"));
  const auto cell = nlohmann::json::parse(result.output.substr(7));
  BOOST_TEST(cell["workload"] == workload);
  BOOST_TEST(cell["times"].size() == 2);
  return cell["check"];
}

} // namespace

BOOST_AUTO_TEST_SUITE(troupe_bench_)

// The numbers are those of NumPy and SciPy on the same u(k), computed as the peers' arrays.py does.
BOOST_AUTO_TEST_CASE(arrays_check_as_the_peers_do, *boost::unit_test::tolerance(1e-12)) {
  BOOST_TEST(check_of("array", "ew_poly", "100000") == 283557.09834546276);
  BOOST_TEST(check_of("array", "std_axis0", "300") == 86.46902130756938);
  BOOST_TEST(check_of("array", "stencil3", "300") == 45141.13478917861);
  BOOST_TEST(check_of("array", "rechunk", "1000") == 500303.2728806378);
}

// A tree of n leaves sums to 2n - 1 tasks, a chain to its length, independent tasks to their number.
BOOST_AUTO_TEST_CASE(graphs_check_as_the_peers_do) {
  BOOST_TEST(check_of("sched", "indep", "1000") == 1000);
  BOOST_TEST(check_of("sched", "chain", "1000") == 1000);
  BOOST_TEST(check_of("sched", "tree", "1024") == 2047);
}

BOOST_AUTO_TEST_CASE(additions_are_counted_fused_or_not) {
  BOOST_TEST(check_of("expression", "increments", "1000") == 1000);
}

BOOST_AUTO_TEST_CASE(the_store_holds_what_was_put) {
  for (const char* workload : {"spill", "durable", "read_warm", "read_cold"})
    BOOST_TEST(check_of("store", workload, "33554432") == 33554432);
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_exits_with_2) {
  BOOST_TEST(troupe_bench({"array", "teleport", "10", "1", "1"}).exit_code == 2);
  BOOST_TEST(troupe_bench({"animals", "cat", "10", "1", "1"}).exit_code == 2);
  BOOST_TEST(troupe_bench({"array"}).exit_code == 2);
  BOOST_TEST(troupe_bench({"array", "teleport", "10", "1", "1"}).errors.find("teleport")
             != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
