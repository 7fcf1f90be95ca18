#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "support/program.hpp"
#include "support/temporary_directory.hpp"

using troupe::test::ProgramResult;

namespace {

ProgramResult run_example(const std::string& name, const std::vector<std::string>& arguments = {}) {
  return troupe::test::run_program(std::filesystem::path(EXAMPLES_DIRECTORY) / name, arguments);
}

/// It says this, and nothing else.
void check_output(const ProgramResult& result, const std::string& output) {
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.errors == "");
  BOOST_TEST(result.output == output);
}

} // namespace

BOOST_AUTO_TEST_SUITE(hello)

BOOST_AUTO_TEST_CASE(a_graph_by_hand) {
  check_output(run_example("hello_graph"), "13\n"
                                           "[1, [2, 13]]\n"
                                           "3 tasks, 3 actors\n");
}

BOOST_AUTO_TEST_CASE(an_array_expression) {
  check_output(run_example("hello_array"), "3.14159265359\n"
                                           "[[-4. -4. -4. -4.]\n"
                                           " [ 0.  0.  0.  0.]\n"
                                           " [ 4.  4.  4.  4.]]\n"
                                           "add: shapes (3, 4) and (5,) do not broadcast\n");
}

BOOST_AUTO_TEST_CASE(an_array_larger_than_memory) {
  const troupe::test::TemporaryDirectory folder;
  const ProgramResult result = run_example("larger_than_memory", {folder.path().string()});

  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.errors == "");
  BOOST_TEST(result.output.find("Array float64 (16384, 8192)") != std::string::npos, result.output);
  BOOST_TEST(result.output.find("memory limit        256.0 MiB") != std::string::npos, result.output);
  // r is sqrt(k + 1/2), k < n = 2^27: mean 2/3 sqrt(n), standard deviation sqrt(n / 18), to six digits.
  BOOST_TEST(result.output.find("largest 1.41421, smallest -2.82817") != std::string::npos, result.output);
  BOOST_TEST(result.output.find("would fit") != std::string::npos, result.output);
}

BOOST_AUTO_TEST_CASE(functions_of_ones_own) {
  check_output(run_example("your_own_function"),
               "largest step 0.5, mean 0.375\n"
               "[0.   0.25 0.5  0.75]\n"
               "1500000 of 2000000 lie below 0.75\n"
               "map: argument 1 is complex128, the function takes float64; cast it with astype\n");
}

BOOST_AUTO_TEST_CASE(a_job_is_saved_and_run_again) {
  const troupe::test::TemporaryDirectory folder;
  const std::string file = folder.path() / "job.graph";

  const ProgramResult saved = run_example("replay", {file});
  const ProgramResult replayed = run_example("replay", {"--replay", file});

  check_output(saved, "18 tasks, 4 one after the other\n"
                      "largest 1\n"
                      "the same bits\n");
  check_output(replayed, "largest: float64 ()\n1.0\n"
                         "steps: int64 (4,)\n[133975 158918 207106 500001]\n");
}

BOOST_AUTO_TEST_CASE(a_program_that_replays_tells_its_own_name) {
  const troupe::test::TemporaryDirectory folder;
  const std::string file = folder.path() / "job.graph";
  run_example("replay", {file});

  const ProgramResult joined = run_example("replay", {"--replay=" + file, "--keys", "largest"});
  const ProgramResult wrong = run_example("replay", {"--replay", "-o", file});
  const ProgramResult help = run_example("replay", {"--replay", "--help"});

  check_output(joined, "largest: float64 ()\n1.0\n");
  BOOST_TEST(wrong.exit_code == 2);
  BOOST_TEST(wrong.errors.starts_with("replay: there is no option -o\nRun "), wrong.errors);
  BOOST_TEST(wrong.errors.ends_with("replay --replay --help for more information.\n"), wrong.errors);
  BOOST_TEST(help.output.find("/replay --replay FILE [options]\n") != std::string::npos, help.output);
}

BOOST_AUTO_TEST_CASE(a_graph_of_ones_own) {
  const troupe::test::TemporaryDirectory folder;

  const ProgramResult made = run_example("custom_graph", {folder.path().string()});
  const ProgramResult replayed =
      run_example("custom_graph", {"--replay", (folder.path() / "fit.graph").string()});

  check_output(made, "cull: 9 tasks, then 8\n"
                     "fuse: 8 tasks, then 7\n"
                     "[3.0, 2.0]\n"
                     "7 tasks, 1 tried again\n");
  check_output(replayed, "line: [3.0, 2.0]\n");
  BOOST_TEST(std::filesystem::file_size(folder.path() / "fit.svg") > 1000U);
  BOOST_TEST(!std::filesystem::exists(folder.path() / "failed.graph"));
}

BOOST_AUTO_TEST_CASE(functions_run_lazily) {
  check_output(run_example("delayed"), "41, 24, 7.5\n"
                                       "12 tasks\n"
                                       "read failed: there are no days\n");
}

BOOST_AUTO_TEST_SUITE_END()
