#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/report.hpp>

using namespace troupe;

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(what_did_not_happen_is_left_out) {
  RunReport run;
  run.scheduler = "threads";
  run.threads = 2;
  run.tasks = 3;
  run.run_s = 1.23456;

  std::ostringstream text;
  text << run;

  BOOST_TEST(text.str()
             == "scheduler           threads\n"
                "threads             2\n"
                "tasks               3\n"
                "planning            0.000 s\n"
                "running             1.235 s\n");
}

BOOST_AUTO_TEST_CASE(waits_are_told_for_each_start) {
  RunReport run;
  run.memory.limit_bytes = 1 << 20;
  run.memory.spilled_bytes = 2 << 20;
  run.memory.spilled_values = 1;
  run.memory.delayed_starts = 4;
  run.memory.delayed_s = 2;

  const std::string text = to_string(run);

  BOOST_TEST(text.find("memory limit        1.0 MiB\n") != std::string::npos, text);
  BOOST_TEST(text.find("spilled             2.0 MiB in 1 value\n") != std::string::npos, text);
  BOOST_TEST(text.find("delayed starts      4, on average by 0.500 s\n") != std::string::npos, text);
  BOOST_TEST(text.find("reloaded") == std::string::npos, text);
}

BOOST_AUTO_TEST_SUITE_END()
