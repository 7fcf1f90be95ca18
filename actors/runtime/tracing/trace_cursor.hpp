#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <troupe/graph.hpp>

#include "runtime/tracing/task_records.hpp"
#include "runtime/tracing/trace_clock.hpp"

namespace troupe {

/// Where a participant of a run writes its records. Its thread alone touches it.
///
/// What a worker does between two tasks counts to the second one: one look at the clock a task. When it comes back from
/// elsewhere it says so (`begin`). A look costs as much as all else that a trace does for a task that does nothing; so where
/// many tasks of one body in a row were over within a microsecond or so, the next of that body share looks, eight tasks one.
class TraceCursor {
public:
  /// From now on the participant is at work on the run.
  void begin() noexcept {
    last_ = TraceClock::now();
    is_fresh_ = true;
    untimed_ = 0; // it was at none of those until now
    brisk_ = 0;
  }

  /// It goes elsewhere.
  void end(TaskRecords& records) {
    if (untimed_ != 0)
      end_row(records);
  }

  /// Before a task of perhaps another body than those that share a look.
  void task_starts(std::uint32_t network, BodyId body, TaskRecords& records) {
    if (untimed_ != 0 && (body != body_ || network != network_)) [[unlikely]]
      end_row(records);
  }

  /// A task has had its result, of so many bytes.
  void task_finishes(TaskId task, std::uint32_t network, BodyId body, std::uint64_t bytes,
                     TaskRecords& records) {
    if (brisk_ == enough_brisk && untimed_ < TaskRecord::most_untimed && body == body_ && network == network_
        && bytes == 0 && end_ - next_ >= most_at_once) [[likely]] {
      *next_++ = TaskRecord::of_task(TaskRecord::Kind::untimed, task, 0);
      ++untimed_;
      return;
    }
    const std::uint64_t tasks = std::uint64_t{untimed_} + 1;
    const std::uint64_t ticks = record(TaskRecord::Kind::finished, task, network, bytes, records);
    const bool goes_on = body == body_ && ticks <= most_brisk_ticks * tasks;
    brisk_ = goes_on ? std::min(brisk_ + 1, enough_brisk) : 0;
    body_ = body;
  }

  /// What it was at has ended. Returns the ticks since the last look.
  std::uint64_t record(TaskRecord::Kind kind, TaskId task, std::uint32_t network, std::uint64_t detail,
                       TaskRecords& records) {
    const std::uint64_t now =
        std::max(TraceClock::now(), last_); // counters of two sockets may differ a little
    const std::uint64_t ticks = now - last_;
    if (end_ - next_ < most_at_once || is_fresh_ || network != network_ || detail != 0
        || ticks > TaskRecord::most_ticks) [[unlikely]]
      prepare(network, detail, ticks, records);
    *next_++ = TaskRecord::of_task(kind, task, ticks & TaskRecord::most_ticks);
    last_ = now;
    untimed_ = 0;
    return ticks;
  }

  const TaskRecord* next() const noexcept { return next_; }

private:
  /// Gives the last of a row of untimed tasks the time of all. It finds room: there is no new block within a row.
  void end_row(TaskRecords& records);
  /// Writes what comes before a task, with room for the task.
  void prepare(std::uint32_t network, std::uint64_t detail, std::uint64_t ticks, TaskRecords& records);

  static constexpr std::ptrdiff_t most_at_once = 5;
  static constexpr unsigned enough_brisk = 16;
  static constexpr std::uint64_t most_brisk_ticks = 2048; ///< A microsecond of a counter of 2 GHz.

  TaskRecord* next_ = nullptr;
  TaskRecord* end_ = nullptr;
  std::uint64_t last_ = 0; ///< Until when all is recorded.
  std::uint32_t network_ = 0;
  BodyId body_ = 0;      ///< Of the last task that finished,
  unsigned brisk_ = 0;   ///< and of how many before it that were over soon.
  unsigned untimed_ = 0; ///< The last so many records.
  bool is_fresh_ = false;
};

} // namespace troupe
