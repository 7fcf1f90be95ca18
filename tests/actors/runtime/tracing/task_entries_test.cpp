#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "runtime/tracing/task_entries.hpp"

using namespace troupe;

namespace {

/// Entries, and what is read from them.
struct Entries {
  Entries() { writer.continue_at(memory.data()); }

  std::size_t size() const { return static_cast<std::size_t>(writer.next() - memory.data()); }
  std::vector<TaskSpan> read() const {
    std::vector<TaskSpan> spans;
    TaskEntryReader reader;
    const auto take = [&](std::span<const TaskSpan> whole) {
      spans.insert(spans.end(), whole.begin(), whole.end());
    };
    for (const std::byte* place = memory.data(); place != writer.next();)
      take(reader.read(place));
    take(reader.end());
    return spans;
  }

  std::array<std::byte, 1024> memory{};
  TaskEntryWriter writer;
};

} // namespace

BOOST_AUTO_TEST_SUITE(task_entries)

BOOST_AUTO_TEST_CASE(the_distance_to_the_task_before_tells_the_length) {
  const std::array<std::pair<TaskId, std::size_t>, 9> lengths{{{15, 1},
                                                               {16, 2},
                                                               {4'095, 2},
                                                               {4'096, 3},
                                                               {(1U << 20) - 1, 3},
                                                               {1U << 20, 4},
                                                               {(1U << 28) - 1, 4},
                                                               {1U << 28, 5},
                                                               {0x80000000, 5}}};
  for (const auto& [distance, length] : lengths)
    for (const TaskId task : {distance, 0U - distance - 1}) {
      Entries entries;
      entries.writer.add_task(task);
      BOOST_TEST(entries.size() == length);
      entries.writer.add_look(1);
      BOOST_TEST(entries.read().at(0).task == task);
    }
}

BOOST_AUTO_TEST_CASE(looks_of_any_size_come_back) {
  Entries entries;
  for (const std::uint64_t ticks :
       {std::uint64_t{0}, TaskEntry::most_ticks, TaskEntry::most_ticks + 1, std::uint64_t{1} << 60}) {
    entries.writer.add_task(7);
    entries.writer.add_look(ticks);
    const TaskSpan last = entries.read().back();
    BOOST_TEST(last.end - last.begin == ticks);
  }
}

BOOST_AUTO_TEST_CASE(tasks_share_the_ticks_of_a_look_evenly) {
  Entries entries;
  entries.writer.add_number(TaskEntry::Number::time, 1'000);
  for (TaskId task = 0; task < TaskEntry::most_untimed + 1; ++task)
    entries.writer.add_task(task);
  entries.writer.add_number(TaskEntry::Number::failed, 0);
  entries.writer.add_look(80);

  const std::vector<TaskSpan> spans = entries.read();
  BOOST_REQUIRE(spans.size() == TaskEntry::most_untimed + 1);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    BOOST_TEST(spans[i].task == i);
    BOOST_TEST(spans[i].begin == 1'000 + 10 * i);
    BOOST_TEST(spans[i].end == 1'010 + 10 * i);
    BOOST_TEST((spans[i].kind == (i < 7 ? TaskSpan::Kind::finished : TaskSpan::Kind::failed)));
  }
}

BOOST_AUTO_TEST_CASE(numbers_belong_to_the_task_before_them) {
  Entries entries;
  entries.writer.add_task(3);
  entries.writer.add_number(TaskEntry::Number::detail, 800);
  entries.writer.add_task(4);
  entries.writer.add_look(2);
  entries.writer.add_number(TaskEntry::Number::network, 9);
  entries.writer.add_task(5);
  entries.writer.add_number(TaskEntry::Number::yielded, 10);

  const std::vector<TaskSpan> spans = entries.read();
  BOOST_REQUIRE(spans.size() == 3U);
  BOOST_TEST(spans[0].detail == 800U);
  BOOST_TEST(spans[1].detail == 0U);
  BOOST_TEST(spans[1].network == 0U);
  BOOST_TEST(spans[2].network == 9U);
  BOOST_TEST((spans[2].kind == TaskSpan::Kind::yielded));
  BOOST_TEST(spans[2].detail == 10U);
  BOOST_TEST(spans[2].begin == spans[2].end); // nobody looked
}

BOOST_AUTO_TEST_SUITE_END()
