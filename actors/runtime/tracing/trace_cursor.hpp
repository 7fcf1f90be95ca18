#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <troupe/graph.hpp>

#include "runtime/tracing/task_records.hpp"
#include "runtime/tracing/trace_clock.hpp"

namespace troupe {

/// Bodies whose tasks are over at once, as far as one has seen: a few at a time.
class BriskBodies {
public:
  BriskBodies() noexcept { forget(); }
  bool contains(BodyId body) const noexcept { return known_[body % size] == body; }
  /// A task of that body, which is not among them, has been timed.
  void weigh(BodyId body, bool is_brisk) noexcept;
  void forget() noexcept;

private:
  static constexpr std::size_t size = 8;
  static constexpr BodyId none = 0xffffffff;
  static constexpr unsigned enough = 16; ///< Tasks in a row.
  struct Candidate {
    BodyId body;
    unsigned brisk_tasks; ///< The last so many.
  };

  std::array<BodyId, size> known_;
  std::array<Candidate, size> candidates_;
};

/// Where a participant of a run writes its entries. Its thread alone touches it.
///
/// What a worker does between two tasks counts to the second one: one look at the clock a task. When it comes back from
/// elsewhere it says so (`begin`). A look costs as much as all else that a trace does for a task that does nothing; so tasks
/// of bodies whose tasks were over within a microsecond or so, many in a row, share looks, eight tasks one. If a look shows
/// that one of them was slow, all bodies are timed task by task again.
class TraceCursor {
public:
  /// From now on the participant is at work on the run.
  void begin() noexcept {
    last_ = TraceClock::now();
    is_fresh_ = true;
    network_ = none;
    untimed_ = 0;
  }

  /// It goes elsewhere.
  void end() noexcept {
    if (untimed_ != 0)
      close_group();
  }

  /// Before a task that perhaps is not like those that share a look.
  void task_starts(std::uint32_t network, BodyId body) noexcept {
    if (untimed_ != 0 && (network != network_ || !brisk_.contains(body))) [[unlikely]]
      close_group();
  }

  /// A task has had its result, of so many bytes.
  void task_finishes(TaskId task, std::uint32_t network, BodyId body, std::uint64_t bytes,
                     TaskRecords& records) {
    prepare(network, records);
    entries_.add_task(task);
    if (bytes != 0)
      entries_.add_number(TaskEntry::Number::detail, bytes);
    ++untimed_;
    if (!brisk_.contains(body)) [[unlikely]]
      brisk_.weigh(body, look() <= most_brisk_ticks);
    else if (untimed_ > TaskEntry::most_untimed)
      close_group();
  }

  /// What it did with a task was something else. \param kind  `yielded` or `failed`, with its number
  void add(TaskEntry::Number kind, TaskId task, std::uint32_t network, std::uint64_t number,
           TaskRecords& records) {
    prepare(network, records);
    entries_.add_task(task);
    entries_.add_number(kind, number);
    ++untimed_;
    close_group();
  }

  const std::byte* next() const noexcept { return entries_.next(); }

private:
  /// Finds room for the entries of a task, and writes what comes before it. There always is room for a look.
  void prepare(std::uint32_t network, TaskRecords& records) {
    if (entries_.next() >= end_ || network != network_) [[unlikely]]
      begin_entries(network, records);
  }
  void begin_entries(std::uint32_t network, TaskRecords& records);
  /// Times the tasks since the last look. There is one at least.
  void close_group() noexcept {
    const std::uint64_t tasks = untimed_;
    if (look() > most_brisk_ticks * tasks) // nobody knows which of them was slow
      brisk_.forget();
  }
  /// Returns the ticks since the last look.
  std::uint64_t look() noexcept {
    const std::uint64_t now =
        std::max(TraceClock::now(), last_); // counters of two sockets may differ a little
    const std::uint64_t ticks = now - last_;
    entries_.add_look(ticks);
    last_ = now;
    untimed_ = 0;
    return ticks;
  }

  static constexpr std::uint64_t most_brisk_ticks =
      2048; ///< A microsecond of a counter of 2 GHz; two, where the clock tells nanoseconds.
  static constexpr std::uint32_t none = 0xffffffff;

  TaskEntryWriter entries_;
  std::byte* end_ = nullptr; ///< Before it there is room for a task's entries, and for a look behind them.
  std::uint64_t last_ = 0;   ///< Until when all is recorded.
  std::uint32_t network_ = none;      ///< Whose tasks may follow as they are.
  std::uint32_t written_network_ = 0; ///< Whose the last entries are.
  unsigned untimed_ = 0;              ///< Tasks since the last look.
  bool is_fresh_ = false;
  BriskBodies brisk_;
};

} // namespace troupe
