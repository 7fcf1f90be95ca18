#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include <troupe/graph.hpp>

namespace troupe {

/// What a participant of a run did, as bytes: entries one after the other. The lowest three bits tell of which form one is.
///
///     0 to 4  a task: it has finished, unless a number behind it says otherwise. So many bytes follow the first; above the
///             three bits, the task's id less that of the task before, modulo 2^32, as zigzag. Neighbours take one byte.
///     5       a look at the clock, four bytes: above the three bits, the ticks since the last. The tasks since then share them.
///     6       a number: one byte, which above the three bits tells of what (`Number`), and eight.
struct TaskEntry {
  static constexpr unsigned form_bits = 3;
  static constexpr unsigned look_form = 5;
  static constexpr unsigned number_form = 6;

  enum class Number : std::uint8_t {
    time,    ///< The participant is at work from then on. It was elsewhere.
    ticks,   ///< A look after more ticks than the four bytes hold.
    network, ///< What follows is of the network of that number; at first it is 0, the run's own.
    detail,  ///< Of the task before: its result's bytes. None: 0.
    yielded, ///< The task before yielded a graph: the number of that splice.
    failed,  ///< That was an attempt of the task before, and it failed. The number is 0.
  };

  static constexpr std::size_t most_untimed = 7; ///< Tasks that share a look with one behind them.
  static constexpr std::size_t most_bytes = 64;  ///< Of what is written for one task, and touched behind it.
  static constexpr std::uint64_t most_ticks = (std::uint64_t{1} << 29) - 1; ///< Of a look.
};

static_assert(std::endian::native == std::endian::little, "entries are parts of words");

/// Writes entries into memory that is large enough.
class TaskEntryWriter {
public:
  std::byte* next() const noexcept { return next_; }
  void continue_at(std::byte* next) noexcept { next_ = next; }

  void add_task(TaskId task) noexcept {
    const auto distance = static_cast<std::int32_t>(task - last_task_);
    const std::uint32_t zigzag =
        static_cast<std::uint32_t>(distance) << 1 ^ static_cast<std::uint32_t>(distance >> 31);
    const unsigned following = (static_cast<unsigned>(std::bit_width(zigzag)) + TaskEntry::form_bits - 1) / 8;
    write(std::uint64_t{zigzag} << TaskEntry::form_bits | following, following + 1);
    last_task_ = task;
  }
  void add_look(std::uint64_t ticks) noexcept {
    if (ticks > TaskEntry::most_ticks) [[unlikely]]
      add_number(TaskEntry::Number::ticks, ticks);
    else
      write(ticks << TaskEntry::form_bits | TaskEntry::look_form, sizeof(std::uint32_t));
  }
  void add_number(TaskEntry::Number kind, std::uint64_t number) noexcept {
    write(static_cast<std::uint64_t>(kind) << TaskEntry::form_bits | TaskEntry::number_form, 1);
    write(number, sizeof number);
  }

private:
  /// Writing eight bytes at once and then going on after the first of them needs no branch.
  void write(std::uint64_t bits, std::size_t size) noexcept {
    std::memcpy(next_, &bits, sizeof bits);
    next_ += size;
  }

  std::byte* next_ = nullptr;
  TaskId last_task_ = 0;
};

/// What a participant did with a task.
struct TaskSpan {
  enum class Kind : std::uint8_t { finished, yielded, failed };

  Kind kind;
  TaskId task;
  std::uint32_t network;
  std::uint64_t detail; ///< Bytes of a result, or the number of a splice.
  std::uint64_t begin;  ///< Stamps of `TraceClock`.
  std::uint64_t end;
};

/// Turns a participant's entries into spans.
class TaskEntryReader {
public:
  /// Reads an entry and goes behind it. Returns the spans that have become whole, in the order in which the tasks ran; good
  /// until the next call.
  std::span<const TaskSpan> read(const std::byte*& place) noexcept;
  /// Those that are left when there are no more entries.
  std::span<const TaskSpan> end() noexcept { return share(0); }

private:
  std::span<const TaskSpan> read_number(TaskEntry::Number kind, std::uint64_t number) noexcept;
  std::span<const TaskSpan> share(std::uint64_t ticks) noexcept;

  std::uint64_t now_ = 0;
  std::uint32_t network_ = 0;
  TaskId last_task_ = 0;
  std::array<TaskSpan, TaskEntry::most_untimed + 1> spans_{};
  std::size_t untimed_ = 0; ///< The first so many spans have no times yet.
};

} // namespace troupe
