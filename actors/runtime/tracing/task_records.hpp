#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

class TraceSpool;

/// One entry of a participant's record. Times are those of `TraceClock`.
///
///     bits 0 to 2                 3 to 31          32 to 63
///     finished, yielded, failed   ticks it took    task        began when the entry before ended
///     untimed                     0                task        shares the ticks of the next that has some
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
    untimed, ///< A finished task without detail, of the network and the body of the next that is timed.
  };
  static constexpr std::size_t most_untimed = 7; ///< In a row.
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

/// Turns records, one after the other, into spans.
class SpanReader {
public:
  /// The spans that have become whole, in the order in which the tasks ran; until the next call.
  std::span<const TaskSpan> read(const TaskRecord& record) noexcept;
  /// Those that are left when there are no more records.
  std::span<const TaskSpan> end() noexcept { return share_time(0); }

private:
  std::span<const TaskSpan> share_time(std::size_t timed) noexcept;

  TaskSpan next_{};
  std::array<TaskSpan, TaskRecord::most_untimed + 1> spans_{};
  std::size_t untimed_ = 0; ///< The first spans, which have no times yet.
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
    SpanReader reader;
    for (std::size_t number = 0; number < blocks_.size(); ++number)
      for (const TaskRecord& record : block(number))
        for (const TaskSpan& span : reader.read(record))
          take(span);
    for (const TaskSpan& span : reader.end())
      take(span);
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

} // namespace troupe
