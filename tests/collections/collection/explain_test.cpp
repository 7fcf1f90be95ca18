#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/delayed.hpp>

#include "support/array_values.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

const auto half = delayed([](int x) { return x / 2.0; }, {.name = "half"});
const auto total = delayed(
    [](const std::vector<double>& numbers) { return std::accumulate(numbers.begin(), numbers.end(), 0.0); },
    {.name = "total"});
const auto filled = delayed(
    [](double value) {
      return Chunk::generate<double>({3}, [&](std::span<double> out) { std::ranges::fill(out, value); });
    },
    {.name = "filled"});

} // namespace

BOOST_AUTO_TEST_SUITE(explain_)

BOOST_AUTO_TEST_CASE(operations_that_were_joined_stand_together) {
  const Array x = zeros({1000, 1000}, {.chunks = 500}), y = ones({1000, 1000}, {.chunks = 500});

  const Explanation explanation = explain(sum(x * 2 + y));

  BOOST_TEST(explanation.steps.size() == 3U);
  BOOST_TEST(explanation.steps.back().operation == "sum of {multiply, add}");
  BOOST_TEST(explanation.steps.front().tasks == 4U);
  BOOST_TEST(explanation.steps.front().task_bytes == 2'000'000);
  BOOST_TEST(explanation.tasks == 13U); // four of each, and one that merges
}

// Whatever reads its input through a program says so.
BOOST_AUTO_TEST_CASE(every_operation_tells_what_it_took_in) {
  const Array x = zeros({2000}, {.chunks = 1000});
  const auto last = [](const Array& array) { return explain(array).steps.back().operation; };

  BOOST_TEST(last(getitem(x, {x * 2 > 1})) == "getitem of {multiply, greater}");
  BOOST_TEST(last(argwhere(x > 1)) == "argwhere of greater");
  BOOST_TEST(last(quantile(sqrt(x), 0.5)) == "quantile of sqrt");
  BOOST_TEST(last(topk(x + 1, 3)) == "topk of add");
  BOOST_TEST(last(sum(x + 1)) == "sum of add");
  BOOST_TEST(last(sum(x)) == "sum");
}

BOOST_AUTO_TEST_CASE(what_waits_for_lengths_is_told) {
  const Array x = zeros({2000}, {.chunks = 1000});

  BOOST_TEST(explain(sort(getitem(x, {x > 1}))).steps.back().operation == "sort, planned as it runs");
}

BOOST_AUTO_TEST_CASE(a_reader_tells_what_it_reads) {
  const test::TemporaryDirectory temporary;
  to_npy(synchronous_session(), zeros({100, 5000}), temporary.path() / "x.npy");

  const Explanation explanation = explain(getitem(open_npy(temporary.path() / "x.npy"), {Slice{}, 3}));

  BOOST_TEST(explanation.steps.front().operation == "open_npy, a part of it");
  BOOST_TEST(explanation.bytes_read == 800);
}

BOOST_AUTO_TEST_CASE(the_peak_is_that_of_a_run) {
  const Array x = ones({4, 1'000'000}, {.chunks = {1, -1}});

  const Explanation explanation = explain(x * x, 1);

  BOOST_TEST(explanation.peak_bytes >= 32'000'000U);
  BOOST_TEST(explanation.peak_bytes < 42'000'000U);
  BOOST_TEST(explanation.largest_task_bytes >= 16'000'000U);
}

BOOST_AUTO_TEST_CASE(a_table_has_a_row_for_each_step) {
  const Array x = arange(10, {.chunks = 4});

  const std::string text = to_string(explain(getitem(x, {x > 3}) + 1));

  BOOST_TEST(text.find("(?,)") != std::string::npos);
  BOOST_TEST(text.find("  add ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(several_arrays_are_planned_together) {
  const Array x = exp(ones({10}));

  const Explanation explanation = explain({x + 1, x + 2});

  BOOST_TEST(explanation.results.size() == 2U);
  BOOST_TEST(explanation.tasks == 4U); // ones, exp, and two additions
}

BOOST_AUTO_TEST_CASE(what_is_not_read_has_no_column) {
  const test::TemporaryDirectory temporary;
  to_npy(synchronous_session(), zeros({100}), temporary.path() / "x.npy");

  const std::string text = to_string(explain(zeros({100}) + 1));
  BOOST_TEST(text.find(" reads") == std::string::npos, text);
  BOOST_TEST(to_string(explain(open_npy(temporary.path() / "x.npy"))).find(" reads") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_session_tells_what_becomes_of_its_limit) {
  const Array x = ones({16, 500'000}, {.chunks = {1, -1}}), y = x - mean(x);
  const auto told = [&](const char* limit) {
    const Session session({.threads = 1, .memory_limit = limit});
    return to_string(explain(session, y));
  };

  BOOST_TEST(told("1GiB").find("memory limit    1.0 GiB: fits\n") != std::string::npos);
  BOOST_TEST(told("32MiB").find("32.0 MiB: values are spilled, or read again\n") != std::string::npos);
  BOOST_TEST(told("4MiB").find("4.0 MiB: refused, the largest task does not fit\n") != std::string::npos);
  BOOST_TEST(to_string(explain(synchronous_session(), y)).find("memory limit") == std::string::npos);
  BOOST_TEST(explain(synchronous_session(), y).threads == 1);
}

BOOST_AUTO_TEST_CASE(steps_and_names_are_the_users) {
  const Array x = arange(100, {.chunks = 10});

  BOOST_TEST(unique(x).name().starts_with("unique-"));
  BOOST_TEST(compute_extents(synchronous_session(), x[x > 3]).name().starts_with("compute_extents-"));
  BOOST_TEST(stddev(x).name().starts_with("stddev-"));
  for (const Explanation::Step& step : explain(unique(x)).steps)
    BOOST_TEST((step.operation == "arange" || step.operation == "unique"), step.operation);
}

BOOST_AUTO_TEST_CASE(a_run_stands_beside_its_prediction) {
  const test::TemporaryDirectory directory;
  const Array x = ones({4, 250'000}, {.chunks = {1, -1}});
  for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads}) {
    Session session({.scheduler = scheduler, .memory_limit = "64MiB", .store = directory.path()});

    const Explanation explanation = explain_analyze(session, sqrt(x));

    BOOST_TEST(explanation.report->tasks == explanation.tasks);
    BOOST_TEST(explanation.report->memory.peak_live_bytes >= 8'000'000U);
    BOOST_TEST(explanation.report->memory.peak_live_bytes <= explanation.peak_bytes + 8'000'000);
    for (const Explanation::Step& step : explanation.steps) {
      BOOST_TEST(step.actual->tasks == step.tasks);
      BOOST_TEST(step.actual->task_bytes == 2'000'000U);
      BOOST_TEST(step.actual->output_bytes == 8'000'000U);
      BOOST_TEST(step.actual->seconds > 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(yielded_tasks_count_with_the_one_that_yields) {
  Session session({.threads = 2});
  const Array x = Random(1).uniform({40'000}, 0, 1, {.chunks = 5'000});

  const Explanation explanation = explain_analyze(session, sort(getitem(x, {x > 0.5})));

  std::uint64_t ran = 0;
  for (const Explanation::Step& step : explanation.steps)
    ran += step.actual->tasks;
  BOOST_TEST(ran == explanation.report->tasks);
  BOOST_TEST(ran > explanation.tasks);
  BOOST_TEST(explanation.steps.back().actual->tasks > explanation.steps.back().tasks);
}

BOOST_AUTO_TEST_CASE(the_table_of_a_run_has_more_columns) {
  Session session({.threads = 2});
  const Array x = arange(10, {.chunks = 4});

  const std::string before = to_string(explain(session, x + 1)),
                    after = to_string(explain_analyze(session, x + 1));

  BOOST_TEST(before.find("  ran ") == std::string::npos, before);
  BOOST_TEST(after.find("  ran             6 tasks in ") != std::string::npos, after);
  BOOST_TEST(after.find("tasks  ran    a task       was ") != std::string::npos, after);
  BOOST_TEST(after.find("3    3  32 bytes  32 bytes ") != std::string::npos, after);
}

BOOST_AUTO_TEST_CASE(calls_of_a_delayed_function_are_one_step) {
  Session session({.threads = 2});
  std::vector<Delayed<double>> halves;
  for (int i = 0; i < 5; ++i)
    halves.push_back(half(i));
  const Delayed<double> sum = total(halves);

  const Explanation explanation = explain_analyze(session, sum);

  BOOST_TEST(explanation.results.front().name == sum.key());
  BOOST_TEST(!explanation.results.front().array.has_value());
  BOOST_REQUIRE(explanation.steps.size() == 2U);
  BOOST_TEST(explanation.steps.front().operation == "half");
  BOOST_TEST(explanation.steps.front().tasks == 5U);
  BOOST_TEST(explanation.steps.front().actual->tasks == 5U);
  BOOST_TEST(explanation.steps.back().operation == "total");
  BOOST_TEST(explanation.tasks == 6U);
  const std::string text = to_string(explain(sum));
  BOOST_TEST(text.find(sum.key() + "  a delayed value\n") == 0U, text);
  BOOST_TEST(text.find("  step   tasks  a task\n  half       5       ?\n") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(functions_without_a_name_are_told_by_their_lines) {
  const auto increase = delayed([](int x) { return x + 1; });
  const auto decrease = delayed([](int x) { return x - 1; });
  const int line = __LINE__ + 1;
  const Delayed<int> up = increase(1);
  const Delayed<int> down = decrease(up);

  const Explanation explanation = explain({up, down});

  BOOST_REQUIRE(explanation.steps.size() == 2U);
  BOOST_TEST(explanation.steps[0].operation == "delayed of explain_test.cpp:" + std::to_string(line));
  BOOST_TEST(explanation.steps[1].operation == "delayed of explain_test.cpp:" + std::to_string(line + 1));
}

BOOST_AUTO_TEST_CASE(functions_with_state_are_told_apart_by_their_lines) {
  const auto plus = [](int n) { return delayed([n](int x) { return x + n; }); };
  const auto one = plus(1), two = plus(2);
  std::vector<Delayed<int>> sums;
  for (int i = 0; i < 3; ++i)
    sums.push_back(one(i));
  sums.push_back(two(3));

  const Explanation explanation = explain(sums);

  BOOST_REQUIRE(explanation.steps.size() == 2U);
  BOOST_TEST(explanation.steps[0].tasks == 3U);
  BOOST_TEST(explanation.steps[1].tasks == 1U);
}

// What waits has its value in common with what does not.
BOOST_AUTO_TEST_CASE(ways_to_wait_are_tasks_of_their_own) {
  const auto load = delayed([](int x) { return x; }, {.pure = true, .name = "load"});
  const auto plus = delayed([](int x, int y) { return x + y; }, {.pure = true, .name = "plus"});
  const Delayed<int> x = plus(load(1), 1), y = load(2);
  const std::vector<Delayed<int>> all{x, x, std::get<0>(wait_on(x, y)), start_after(x, {x, y})};

  const Explanation explanation = explain(all);

  BOOST_TEST(explanation.tasks == 6U); // two loads, a sum, one that passes it on, and later a load and a sum
  Session session({.threads = 2});
  BOOST_TEST(explain_analyze(session, all).report->tasks == 6U);
}

BOOST_AUTO_TEST_CASE(long_names_and_names_that_terminals_obey_keep_the_table_whole) {
  const std::string name(100, 'n');
  const auto long_one = delayed([](int x) { return x; }, {.name = name});
  const auto red = delayed([](int x) { return x; }, {.name = "\x1b[31m"});

  const std::string text = to_string(explain({long_one(1), red(1)}));

  BOOST_TEST(text.find("  " + name + "  ") != std::string::npos, text);
  BOOST_TEST(text.find("  \"\\u001b[31m\"  ") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(a_block_has_the_key_of_its_task) {
  const Array x = arange(10, {.chunks = 5});

  const Explanation explanation = explain(to_delayed(x)[1]);

  BOOST_TEST(explanation.results.front().name == x.name() + "/1");
  BOOST_TEST(explanation.results.front().bytes == 40);
  BOOST_TEST(explain(std::vector<Array>()).tasks == 0U);
}

BOOST_AUTO_TEST_CASE(arrays_and_delayed_values_are_planned_together) {
  const Array x = arange(10, {.chunks = 4}) + 1.0;
  const Delayed<double> sum = total(x);
  const Array back = from_delayed(filled(sum), {3}, DType::float64);

  const Explanation explanation = explain({x, sum, back});

  std::vector<std::string> steps;
  for (const Explanation::Step& step : explanation.steps)
    steps.push_back(step.operation + " " + std::to_string(step.tasks));
  // What an array is made of counts with the array.
  const std::vector<std::string> expected{"arange 3", "add 3", "from_delayed 4"};
  BOOST_TEST(steps == expected, boost::test_tools::per_element());
  BOOST_TEST(explanation.results.size() == 3U);
  BOOST_TEST(explain({x, sum}).steps.back().operation == "total");
  const std::string text = to_string(explain(sum)); // a call has no dtype, no shape
  BOOST_TEST(text.find("  whole array                              1  80 bytes\n") != std::string::npos,
             text);
}

BOOST_AUTO_TEST_CASE(fewer_than_no_threads_are_refused) {
  BOOST_CHECK_EXCEPTION(explain(ones({3}), -1), ValueError, [](const ValueError& error) {
    return error.what() == std::string("explain: -1 threads");
  });
}

BOOST_AUTO_TEST_SUITE_END()
