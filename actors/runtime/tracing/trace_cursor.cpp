#include "runtime/tracing/trace_cursor.hpp"

#include <span>
#include <utility>

namespace troupe {

void TraceCursor::end_row(TaskRecords& records) {
  const TaskId last = (--next_)->task();
  record(TaskRecord::Kind::finished, last, network_, 0, records);
}

void TraceCursor::prepare(std::uint32_t network, std::uint64_t detail, std::uint64_t ticks,
                          TaskRecords& records) {
  if (end_ - next_ < most_at_once) {
    const std::span<TaskRecord> room = records.grow(next_);
    next_ = room.data();
    end_ = room.data() + room.size();
  }
  if (std::exchange(is_fresh_, false))
    *next_++ = TaskRecord::of_time(last_);
  if (std::exchange(network_, network) != network)
    *next_++ = TaskRecord::of_number(TaskRecord::Kind::network, network);
  if (ticks > TaskRecord::most_ticks)
    *next_++ = TaskRecord::of_number(TaskRecord::Kind::ticks, ticks & ~TaskRecord::most_ticks);
  if (detail != 0)
    *next_++ = TaskRecord::of_number(TaskRecord::Kind::detail, detail);
}

} // namespace troupe
