#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <troupe/graph.hpp>

#include "runtime/tracing/trace_clock.hpp"

namespace troupe {

class TraceSpool;

/// One entry of a participant's record. Times are those of `TraceClock`.
///
///     bits 0 to 2                 3 to 31          32 to 63
///     finished, yielded, failed   ticks it took    task        began when the entry before ended
///     time                        a time, without its last three bits: the participant is at work from then on
///     ticks, detail               a number: more of what comes next
class TaskRecord {
public:
  enum class Kind : std::uint8_t {
    finished, ///< A task, which had a result. The detail before it is the result's bytes; none: 0.
    yielded,  ///< A task, which yielded a graph. The detail is the number of that splice.
    failed,   ///< An attempt of a task.
    time,
    ticks,   ///< So many more took the task that comes next.
    detail,  ///< Of the task that comes next.
    network, ///< What follows is of the network of that number; at first it is 0, the run's own.
  };
  static constexpr std::uint64_t most_ticks = (std::uint64_t{1} << 29) - 1;

  static TaskRecord of_task(Kind kind, TaskId task, std::uint64_t ticks) noexcept {
    return TaskRecord(std::uint64_t{task} << 32 | ticks << kind_bits | static_cast<std::uint8_t>(kind));
  }
  static TaskRecord of_number(Kind kind, std::uint64_t number) noexcept {
    return TaskRecord(number << kind_bits | static_cast<std::uint8_t>(kind));
  }
  static TaskRecord of_time(std::uint64_t stamp) noexcept {
    return of_number(Kind::time, stamp >> kind_bits);
  }

  Kind kind() const noexcept { return static_cast<Kind>(bits_ & ((1U << kind_bits) - 1)); }
  std::uint64_t ticks() const noexcept { return (bits_ >> kind_bits) & most_ticks; }
  TaskId task() const noexcept { return static_cast<TaskId>(bits_ >> 32); }
  std::uint64_t number() const noexcept { return bits_ >> kind_bits; }
  std::uint64_t time() const noexcept { return number() << kind_bits; }

private:
  static constexpr unsigned kind_bits = 3;
  explicit TaskRecord(std::uint64_t bits) noexcept : bits_(bits) {}

  std::uint64_t bits_;
};

/// What a participant did, as it is read from its records.
struct TaskSpan {
  TaskRecord::Kind kind; ///< `finished`, `yielded` or `failed`.
  TaskId task;
  std::uint32_t network;
  std::uint64_t detail; ///< See the kind.
  std::uint64_t begin;  ///< Stamps of `TraceClock`.
  std::uint64_t end;
};

/// Records in the order in which they were made: in memory, or, where those of all runs take too much, in the spool.
class TaskRecords {
public:
  TaskRecords() = default;
  /// Before anything is written.
  void use(TraceSpool& spool) noexcept { spool_ = &spool; }
  TaskRecords(const TaskRecords&) = delete;
  TaskRecords& operator=(const TaskRecords&) = delete;
  ~TaskRecords();

  /// Empty room behind what is written. \param filled_to  behind the last record there is
  std::span<TaskRecord> grow(const TaskRecord* filled_to);
  /// Nothing more is written. \param filled_to  as above
  void finish(const TaskRecord* filled_to) noexcept;

  /// Calls `take` with each `TaskSpan`. \throws FileError if what is in the spool cannot be read.
  template <class Take>
  void for_each(const Take& take) {
    TaskSpan next{};
    for (std::size_t number = 0; number < blocks_.size(); ++number)
      for (const TaskRecord& record : block(number))
        if (read(record, next)) {
          take(std::as_const(next));
          next.begin = next.end;
          next.detail = 0;
        }
  }

private:
  /// Whether the span is whole.
  static bool read(const TaskRecord& record, TaskSpan& next) noexcept;
  /// What is read back stays until the next call.
  std::span<const TaskRecord> block(std::size_t number);

  struct Return {
    TraceSpool* spool; ///< Of a large block, or null.
    void operator()(TaskRecord* memory) const noexcept;
  };
  using Memory = std::unique_ptr<TaskRecord[], Return>;
  Memory allocate(std::size_t size) const;

  struct Block {
    Memory records; ///< Null: they are in the spool.
    std::size_t size = 0;
    std::size_t filled = 0;
    std::uint64_t place = 0; ///< In the spool.
  };

  TraceSpool* spool_ = nullptr;
  std::vector<Block> blocks_;
  Memory read_back_;
};

/// Where a participant of a run writes its records. Its thread alone touches it.
///
/// What a worker does between two tasks counts to the second one: one look at the clock a task. When it comes back from
/// elsewhere it says so (`begin`).
class TraceCursor {
public:
  /// From now on the participant is at work on the run.
  void begin() noexcept {
    last_ = TraceClock::now();
    is_fresh_ = true;
  }

  /// What it was at has ended.
  void record(TaskRecord::Kind kind, TaskId task, std::uint32_t network, std::uint64_t detail,
              TaskRecords& records) {
    const std::uint64_t now =
        std::max(TraceClock::now(), last_); // counters of two sockets may differ a little
    const std::uint64_t ticks = now - last_;
    if (end_ - next_ < most_at_once || is_fresh_ || network != network_ || detail != 0
        || ticks > TaskRecord::most_ticks) [[unlikely]]
      prepare(network, detail, ticks, records);
    *next_++ = TaskRecord::of_task(kind, task, ticks & TaskRecord::most_ticks);
    last_ = now;
  }

  const TaskRecord* next() const noexcept { return next_; }

private:
  /// Writes what comes before a task, with room for the task.
  void prepare(std::uint32_t network, std::uint64_t detail, std::uint64_t ticks, TaskRecords& records);

  static constexpr std::ptrdiff_t most_at_once = 5;

  TaskRecord* next_ = nullptr;
  TaskRecord* end_ = nullptr;
  std::uint64_t last_ = 0; ///< Until when all is recorded.
  std::uint32_t network_ = 0;
  bool is_fresh_ = false;
};

} // namespace troupe
