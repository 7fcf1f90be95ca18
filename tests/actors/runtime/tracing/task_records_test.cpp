#include <cstdint>
#include <filesystem>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "runtime/tracing/task_records.hpp"
#include "runtime/tracing/trace_spool.hpp"
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

void record_result(TraceCursor& cursor, TaskId task, std::uint32_t network, std::uint64_t bytes,
                   TaskRecords& records) {
  cursor.record(TaskRecord::Kind::finished, task, network, bytes, records);
}

} // namespace

BOOST_AUTO_TEST_SUITE(task_records)

BOOST_AUTO_TEST_CASE(records_come_back_with_their_networks) {
  const test::TemporaryDirectory directory;
  TraceSpool spool(directory.path(), 1 << 20);
  TaskRecords records;
  records.use(spool);
  TraceCursor cursor;

  cursor.begin();
  record_result(cursor, 7, 0, 100, records);
  cursor.record(TaskRecord::Kind::yielded, 8, 0, 1, records);
  record_result(cursor, 0, 1, 0, records);
  cursor.begin();
  record_result(cursor, 9, 0, 5, records);
  records.finish(cursor.next());

  BOOST_TEST((tasks_of(records) == std::vector<Seen>{{7, 0, 100}, {8, 0, 1}, {0, 1, 0}, {9, 0, 5}}));
}

BOOST_AUTO_TEST_CASE(sizes_and_times_beyond_what_fits_beside_a_task_are_kept) {
  const test::TemporaryDirectory directory;
  TraceSpool spool(directory.path(), 1 << 20);
  TaskRecords records;
  records.use(spool);
  TraceCursor cursor;
  const std::uint64_t large = (std::uint64_t{1} << 40) + 3;

  record_result(cursor, 1, 0, large, records); // it has never begun: since the clock's begin
  record_result(cursor, 0xfffffffe, 0, 0, records);
  records.finish(cursor.next());

  std::vector<TaskSpan> seen;
  records.for_each([&](const TaskSpan& span) { seen.push_back(span); });
  BOOST_REQUIRE(seen.size() == 2);
  BOOST_TEST(seen[0].detail == large);
  BOOST_TEST(seen[0].end > TaskRecord::most_ticks);
  BOOST_TEST(seen[1].task == 0xfffffffe);
  BOOST_TEST(seen[1].begin == seen[0].end);
}

BOOST_AUTO_TEST_CASE(what_is_too_much_for_memory_waits_in_a_file_and_comes_back) {
  const test::TemporaryDirectory directory;
  TraceSpool spool(directory.path(), 1 << 20); // a large block does not fit
  TaskRecords records;
  records.use(spool);
  TraceCursor cursor;
  constexpr std::uint32_t count = 500'000;

  cursor.begin();
  for (std::uint32_t task = 0; task < count; ++task)
    record_result(cursor, task, task % 1000 == 0 ? 1 : 0, task, records);
  records.finish(cursor.next());

  const std::vector<Seen> seen = tasks_of(records);
  BOOST_REQUIRE(seen.size() == count);
  for (std::uint32_t task = 0; task < count; ++task)
    BOOST_REQUIRE((seen[task] == Seen{task, task % 1000 == 0 ? 1U : 0U, task}));
  BOOST_TEST(std::filesystem::is_empty(directory.path())); // the file has no name
}

BOOST_AUTO_TEST_CASE(a_directory_where_nothing_can_be_kept_is_told_when_records_are_read) {
  TraceSpool spool("/no/such/directory", 1 << 20);
  TaskRecords records;
  records.use(spool);
  TraceCursor cursor;
  for (std::uint32_t task = 0; task < 100'000; ++task)
    record_result(cursor, task, 0, 0, records);
  records.finish(cursor.next());

  BOOST_CHECK_THROW(tasks_of(records), FileError);
}

BOOST_AUTO_TEST_SUITE_END()
