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

/// The `check` of one workload on two threads, after two repetitions: a number, or several.
nlohmann::json check_json(const std::string& family, const std::string& workload, const std::string& size) {
  const ProgramResult result = troupe_bench({family, workload, size, "2", "2"});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  BOOST_REQUIRE(result.output.starts_with("@@CELL {"));
  const auto cell = nlohmann::json::parse(result.output.substr(7));
  BOOST_TEST(cell["workload"] == workload);
  BOOST_TEST(cell["times"].size() == 2);
  return cell["check"];
}

double check_of(const std::string& family, const std::string& workload, const std::string& size) {
  return check_json(family, workload, size);
}
std::vector<double> checks_of(const std::string& family, const std::string& workload,
                              const std::string& size) {
  return check_json(family, workload, size);
}

} // namespace

BOOST_AUTO_TEST_SUITE(troupe_bench_)

// The numbers are those of NumPy and SciPy on the same u(k), computed as the peers' arrays.py does.
BOOST_AUTO_TEST_CASE(arrays_check_as_the_peers_do, *boost::unit_test::tolerance(1e-12)) {
  BOOST_TEST(check_of("array", "ew_poly", "100000") == 283557.09834546276);
  BOOST_TEST(check_of("array", "std_axis0", "300") == 86.46902130756938);
  BOOST_TEST(check_of("array", "stencil3", "300") == 45141.13478917861);
  BOOST_TEST(check_of("array", "rechunk", "1000") == 500303.2728806378);
  BOOST_TEST(check_of("array", "ew_trig", "100000") == 100000);
  BOOST_TEST(check_of("array", "xT_mean", "300") == 300.94089859452407);
  BOOST_TEST(check_of("array", "var_small_chunks", "300000") == 0.08331518084295751);
  BOOST_TEST(check_of("array", "mask_count", "100000") == 49947);
  BOOST_TEST(check_of("array", "mask_select", "100000") == 9588.95866625919);
  BOOST_TEST(check_of("array", "nonzero", "100000") == 506374679);
  BOOST_TEST(check_of("array", "argwhere2d", "300") == 2716535);
  BOOST_TEST(check_of("array", "cumsum", "100000") == 50134.259007277666);
  BOOST_TEST(check_of("array", "transpose_copy", "300") == 165.849019178655);
}

BOOST_AUTO_TEST_CASE(what_is_ordered_or_counted_checks_as_the_peers_do, *boost::unit_test::tolerance(1e-12)) {
  BOOST_TEST(check_of("array", "topk", "100000") == 9.999514651717618);
  BOOST_TEST(check_of("array", "histogram", "100000") == 5063454);
  BOOST_TEST((checks_of("array", "sort_int", "100000") == std::vector<double>{100000, 4951410}));
  BOOST_TEST((checks_of("array", "unique_int", "100000") == std::vector<double>{63343, 3185673}));
  BOOST_TEST((checks_of("array", "percentile", "100000")
              == std::vector{0.010042884, 0.251928247, 0.501696627, 0.752437499, 0.990112929}));
}

BOOST_AUTO_TEST_CASE(matrices_check_as_the_peers_do, *boost::unit_test::tolerance(1e-11)) {
  BOOST_TEST(check_of("array", "matmul", "300") == 6750368.748990355);
  BOOST_TEST(check_of("array", "einsum", "20") == 53523.33942475647);
  BOOST_TEST(check_of("array", "tensordot", "3") == 361117.31166316086);
  BOOST_TEST(check_of("array", "qr_ts", "1000") == 477.2444368891026);
  BOOST_TEST(check_of("array", "svd_ts", "1000") == 556.8105522988038);
}

// A tree of n leaves sums to 2n - 1 tasks, a chain to its length, independent tasks to their number.
BOOST_AUTO_TEST_CASE(graphs_check_as_the_peers_do) {
  BOOST_TEST(check_of("sched", "indep", "1000") == 1000);
  BOOST_TEST(check_of("sched", "chain", "1000") == 1000);
  BOOST_TEST(check_of("sched", "tree", "1024") == 2047);
}

// Of chains of four a pass leaves the last task, or all but the one that it puts in its user, or all.
BOOST_AUTO_TEST_CASE(passes_leave_the_tasks_they_should) {
  for (const std::string form : {"names", "texts"}) {
    BOOST_TEST(check_of("passes", form + "_fuse", "400") == 100);
    BOOST_TEST(check_of("passes", form + "_functions", "400") == 300);
    BOOST_TEST(check_of("passes", form + "_tasks", "400") == 400);
  }
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
