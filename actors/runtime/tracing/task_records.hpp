#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <troupe/graph.hpp>

#include "runtime/tracing/trace_clock.hpp"

namespace troupe {

class TraceSpool;

/// One entry of a participant's record.
struct TaskRecord {
  enum class Kind : std::uint8_t {
    pause,    ///< nothing, or nothing of this run, until then
    finished, ///< a task, which had a result; `detail`: its bytes, or `large`
    yielded,  ///< a task, which yielded a graph; `detail`: the number of the splice
    failed,   ///< an attempt of a task
    network,  ///< what follows is of the network number `detail`; at first it is 0, the run's own
    size,     ///< the bytes of the result that comes next: in place of a time
  };
  static constexpr std::uint32_t large = 0xffffffff;

  /// When it ended, by `TraceClock`; it began when the entry before ended. In the low bits, which are noise, the kind.
  std::uint64_t time_and_kind;
  TaskId task;
  std::uint32_t detail;

  Kind kind() const noexcept { return static_cast<Kind>(time_and_kind & kinds); }
  std::uint64_t stamp() const noexcept { return time_and_kind & ~kinds; }
  std::uint64_t size_bytes() const noexcept { return time_and_kind >> kind_bits; }

  static TaskRecord at(std::uint64_t stamp, Kind kind, TaskId task, std::uint32_t detail) noexcept {
    return {(stamp & ~kinds) | static_cast<std::uint8_t>(kind), task, detail};
  }
  static TaskRecord of_size(std::uint64_t bytes) noexcept {
    return {bytes << kind_bits | static_cast<std::uint8_t>(Kind::size), no_task, 0};
  }

private:
  static constexpr unsigned kind_bits = 3;
  static constexpr std::uint64_t kinds = (1U << kind_bits) - 1;
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

  /// Calls `take` with each record, but those of kind `network`, and the number of its network. \throws FileError if what
  /// is in the spool cannot be read.
  template <class Take>
  void for_each(const Take& take) {
    std::uint32_t network = 0;
    for (std::size_t number = 0; number < blocks_.size(); ++number)
      for (const TaskRecord& record : block(number))
        if (record.kind() == TaskRecord::Kind::network)
          network = record.detail;
        else
          take(record, network);
  }

private:
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
    begin_ = TraceClock::now();
    is_fresh_ = true;
  }

  void record(TaskRecord::Kind kind, TaskId task, std::uint32_t network, std::uint32_t detail,
              TaskRecords& records) {
    if (end_ - next_ < most_at_once) [[unlikely]]
      refill(records);
    if (is_fresh_) {
      *next_++ = TaskRecord::at(begin_, TaskRecord::Kind::pause, no_task, 0);
      is_fresh_ = false;
    }
    if (network != network_) {
      *next_++ = TaskRecord::at(0, TaskRecord::Kind::network, no_task, network);
      network_ = network;
    }
    *next_++ = TaskRecord::at(TraceClock::now(), kind, task, detail);
  }

  void record_result(TaskId task, std::uint32_t network, std::uint64_t bytes, TaskRecords& records) {
    if (bytes < TaskRecord::large) [[likely]] {
      record(TaskRecord::Kind::finished, task, network, static_cast<std::uint32_t>(bytes), records);
      return;
    }
    if (end_ - next_ < most_at_once)
      refill(records);
    *next_++ = TaskRecord::of_size(bytes);
    record(TaskRecord::Kind::finished, task, network, TaskRecord::large, records);
  }

  const TaskRecord* next() const noexcept { return next_; }

private:
  void refill(TaskRecords& records);

  static constexpr std::ptrdiff_t most_at_once = 4;

  TaskRecord* next_ = nullptr;
  TaskRecord* end_ = nullptr;
  std::uint64_t begin_ = 0;
  std::uint32_t network_ = 0;
  bool is_fresh_ = false;
};

} // namespace troupe
