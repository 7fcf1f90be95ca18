#include <chrono>
#include <cstdint>
#include <filesystem>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "runtime/tracing/task_records.hpp"
#include "runtime/tracing/trace_cursor.hpp"
#include "runtime/tracing/trace_spool.hpp"
#include "support/random_seed.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

struct Seen {
  TaskId task;
  std::uint32_t network;
  std::uint64_t detail;
  bool operator==(const Seen&) const = default;
};

/// What is in the records; times must go up.
std::vector<Seen> tasks_of(TaskRecords& records) {
  std::vector<Seen> seen;
  std::uint64_t last = 0;
  records.for_each([&](const TaskSpan& span) {
    BOOST_REQUIRE(span.begin >= last);
    BOOST_REQUIRE(span.end >= span.begin);
    last = span.end;
    seen.push_back({span.task, span.network, span.detail});
  });
  return seen;
}

/// A participant's records, whose spool has room for some blocks.
struct Recording {
  explicit Recording(std::uint64_t most_bytes = 1 << 20) : spool(directory.path(), most_bytes) {
    records.use(spool);
  }

  const test::TemporaryDirectory directory;
  TraceSpool spool;
  TaskRecords records;
  TraceCursor cursor;
};

void record_result(TraceCursor& cursor, TaskId task, std::uint32_t network, std::uint64_t bytes,
                   TaskRecords& records) {
  cursor.task_finishes(task, network, 0, bytes, records);
}

} // namespace

BOOST_AUTO_TEST_SUITE(task_records)

BOOST_FIXTURE_TEST_CASE(records_come_back_with_their_networks, Recording) {
  cursor.begin();
  record_result(cursor, 7, 0, 100, records);
  cursor.add(TaskEntry::Number::yielded, 8, 0, 1, records);
  record_result(cursor, 0, 1, 0, records);
  cursor.begin();
  record_result(cursor, 9, 0, 5, records);
  records.finish(cursor.next());

  BOOST_TEST((tasks_of(records) == std::vector<Seen>{{7, 0, 100}, {8, 0, 1}, {0, 1, 0}, {9, 0, 5}}));
}

BOOST_FIXTURE_TEST_CASE(sizes_and_times_beyond_what_fits_beside_a_task_are_kept, Recording) {
  const std::uint64_t large = (std::uint64_t{1} << 40) + 3;

  record_result(cursor, 1, 0, large, records); // it has never begun: since the clock's begin
  record_result(cursor, 0xfffffffe, 0, 0, records);
  records.finish(cursor.next());

  std::vector<TaskSpan> seen;
  records.for_each([&](const TaskSpan& span) { seen.push_back(span); });
  BOOST_REQUIRE(seen.size() == 2);
  BOOST_TEST(seen[0].detail == large);
  BOOST_TEST(seen[0].end > TaskEntry::most_ticks);
  BOOST_TEST(seen[1].task == 0xfffffffe);
  BOOST_TEST(seen[1].begin == seen[0].end);
}

BOOST_FIXTURE_TEST_CASE(tasks_that_are_over_at_once_share_looks_at_the_clock, Recording) {
  constexpr std::uint32_t short_ones = 1'003;
  constexpr BodyId short_body = 3, long_body = 4;
  const auto run = [&](TaskId task, BodyId body) {
    cursor.task_starts(0, body);
    cursor.task_finishes(task, 0, body, 0, records);
  };

  cursor.begin();
  for (TaskId task = 0; task < short_ones; ++task)
    run(task, short_body);
  cursor.task_starts(0, long_body);
  const std::uint64_t asleep = TraceClock::now();
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  const std::uint64_t awake = TraceClock::now();
  cursor.task_finishes(short_ones, 0, long_body, 0, records);
  for (TaskId task = short_ones + 1; task < 2 * short_ones; ++task)
    run(task, short_body);
  cursor.end();
  records.finish(cursor.next());

  std::vector<TaskSpan> seen;
  records.for_each([&](const TaskSpan& span) { seen.push_back(span); });
  BOOST_REQUIRE(seen.size() == 2 * short_ones);
  for (TaskId task = 0; task < seen.size(); ++task) {
    BOOST_REQUIRE(seen[task].task == task);
    BOOST_REQUIRE(seen[task].kind == TaskSpan::Kind::finished);
    BOOST_REQUIRE(seen[task].end >= seen[task].begin);
    BOOST_REQUIRE((task == 0 || seen[task].begin == seen[task - 1].end));
  }
  const TaskSpan& long_one = seen[short_ones];
  BOOST_TEST(long_one.begin <= asleep); // a row of short ones ended before it began
  BOOST_TEST(long_one.end >= awake);
}

BOOST_AUTO_TEST_CASE(bodies_are_brisk_after_many_short_tasks_in_a_row) {
  BriskBodies brisk;
  const auto weigh = [&](BodyId body, int tasks) {
    for (int i = 0; i < tasks; ++i)
      brisk.weigh(body, true);
  };

  weigh(0, 15);
  brisk.weigh(0, false);
  weigh(0, 15);
  BOOST_TEST(!brisk.contains(0));
  weigh(5, 16); // another body between them changes nothing
  weigh(0, 1);
  BOOST_TEST(brisk.contains(0));
  BOOST_TEST(brisk.contains(5));
  weigh(8, 15); // takes the place of a candidate, but not of one that is known
  BOOST_TEST(brisk.contains(0));
  weigh(8, 1);
  BOOST_TEST(brisk.contains(8));
  BOOST_TEST(!brisk.contains(0));
  brisk.forget();
  BOOST_TEST(!brisk.contains(5));
  weigh(5, 15);
  BOOST_TEST(!brisk.contains(5));
}

BOOST_FIXTURE_TEST_CASE(a_body_that_becomes_slow_is_timed_task_by_task_again, Recording) {
  constexpr TaskId slow_from = 1'000, slow_to = 1'020;
  std::vector<std::uint64_t> starts(slow_to);
  cursor.begin();
  for (TaskId task = 0; task < slow_to; ++task) {
    cursor.task_starts(0, 0);
    starts[task] = TraceClock::now();
    if (task >= slow_from && task % 3 == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    cursor.task_finishes(task, 0, 0, 0, records);
    if (task % 3 == 0) { // of a body that nobody knows yet: no group becomes full
      cursor.task_starts(0, 1 + task);
      cursor.task_finishes(slow_to + task, 0, 1 + task, 0, records);
    }
  }
  records.finish(cursor.next());

  std::size_t seen = 0;
  records.for_each([&](const TaskSpan& span) {
    if (span.task < slow_from + 8 || span.task >= slow_to)
      return;
    ++seen;
    BOOST_TEST(span.begin <= starts[span.task]);
    if (span.task + 1 < slow_to)
      BOOST_TEST(span.end <= starts[span.task + 1]);
  });
  BOOST_TEST(seen == slow_to - slow_from - 8);
}

BOOST_FIXTURE_TEST_CASE(short_tasks_come_back_in_the_order_in_which_they_ran, Recording) {
  std::mt19937 random(test::random_seed());
  std::vector<Seen> ran;
  TaskId task = 0;
  cursor.begin();
  for (int i = 0; i < 100'000; ++i) {
    task = random() % 3 != 0 ? task + 1 : static_cast<TaskId>(random()); // neighbours, and jumps
    const std::uint32_t network = random() % 100 == 0 ? 1 : 0;
    record_result(cursor, task, network, 0, records);
    ran.push_back({task, network, 0});
  }
  cursor.end();
  records.finish(cursor.next());

  BOOST_TEST((tasks_of(records) == ran));
}

BOOST_FIXTURE_TEST_CASE(tasks_after_which_nobody_looked_are_told, Recording) {
  constexpr TaskId count = 100;

  cursor.begin();
  for (TaskId task = 0; task < count; ++task) {
    if (task % 30 == 0)
      cursor.begin(); // the tasks before it may share a look that never came
    record_result(cursor, task, 0, 0, records);
  }
  records.finish(cursor.next());

  const std::vector<Seen> seen = tasks_of(records);
  BOOST_REQUIRE(seen.size() == count);
  for (TaskId task = 0; task < count; ++task)
    BOOST_TEST(seen[task].task == task);
}

BOOST_AUTO_TEST_CASE(what_is_too_much_for_memory_waits_in_a_file_and_comes_back) {
  constexpr std::uint32_t count = 500'000;

  for (const std::uint64_t most_bytes : {1 << 20, 64 << 10}) { // room for large blocks, and for none
    Recording recording(most_bytes);
    recording.cursor.begin();
    for (std::uint32_t task = 0; task < count; ++task)
      record_result(recording.cursor, task, task % 1000 == 0 ? 1 : 0, task, recording.records);
    recording.records.finish(recording.cursor.next());

    const std::vector<Seen> seen = tasks_of(recording.records);
    BOOST_REQUIRE(seen.size() == count);
    for (std::uint32_t task = 0; task < count; ++task)
      BOOST_REQUIRE((seen[task] == Seen{task, task % 1000 == 0 ? 1U : 0U, task}));
    BOOST_TEST(std::filesystem::is_empty(recording.directory.path())); // the file has no name
  }
}

BOOST_AUTO_TEST_CASE(a_directory_where_nothing_can_be_kept_is_told_when_records_are_read) {
  TraceSpool spool("/no/such/directory", 1 << 20);
  TaskRecords records;
  records.use(spool);
  TraceCursor cursor;
  for (std::uint32_t task = 0; task < 100'000; ++task)
    record_result(cursor, task, 0, task, records);
  records.finish(cursor.next());

  BOOST_CHECK_THROW(tasks_of(records), FileError);
}

BOOST_AUTO_TEST_SUITE_END()
