#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include <troupe/callbacks.hpp>
#include <troupe/graph.hpp>

#include "runtime/tracing/run_record.hpp"
#include "runtime/tracing/task_records.hpp"
#include "runtime/tracing/trace_cursor.hpp"

namespace troupe {

class Network;
class Run;
class Tracer;
class Worker;

/// Whoever wants to know what a run does: callbacks, a trace, or both. A run that nobody observes has none.
class RunObserver {
public:
  /// Made before the run is planned: what is kept of it must not lie among what is not, or the heap could not be used
  /// again as a whole.
  ///
  /// \param callbacks  or nullptr
  /// \param tracer     or nullptr
  RunObserver(std::uint64_t number, const RunCallbacks* callbacks, std::shared_ptr<Tracer> tracer,
              std::size_t participant_count);
  ~RunObserver();
  RunObserver(const RunObserver&) = delete;
  RunObserver& operator=(const RunObserver&) = delete;

  /// A task of a network, in the hands of a worker.
  struct Place {
    const Network& network;
    TaskId task;
    Worker& worker;
  };

  /// Before anything runs.
  void observe(Run& run) noexcept { run_ = &run; }

  // -- in the threads that take part

  /// From now on the participant is at work on the run, and not elsewhere.
  void participant_begins(TraceCursor& cursor) const noexcept {
    if (record_ != nullptr)
      cursor.begin();
  }
  /// Until it begins again.
  void participant_ends(TraceCursor& cursor) const noexcept {
    if (record_ != nullptr)
      cursor.end();
  }
  bool wants_starts() const noexcept { return callbacks_ != nullptr && callbacks_->task_starts; }
  void task_starts(const Place& place) noexcept;
  bool wants_finishes() const noexcept { return callbacks_ != nullptr && callbacks_->task_finishes; }
  void task_finishes(const Place& place, std::uint64_t output_bytes, bool can_be_read_again) noexcept;
  /// The same for the trace. Inline, and told no more than they need: they must cost next to nothing.
  void record_start(TraceCursor& cursor, std::uint32_t network, BodyId body) const noexcept {
    if (record_ != nullptr)
      cursor.task_starts(network, body);
  }
  void record_result(TraceCursor& cursor, std::size_t participant, TaskId task, std::uint32_t network,
                     BodyId body, std::uint64_t bytes) {
    if (record_ != nullptr)
      cursor.task_finishes(task, network, body, bytes, record_->tasks[participant]);
  }
  /// Before the graph's tasks may start.
  void task_yields(const Place& place, Network& spliced) noexcept;
  void task_fails(const Place& place, int attempt, bool is_last, std::string_view reason) noexcept;
  /// A task that asked for memory then may go on.
  void task_waited(const Place& place, std::chrono::steady_clock::time_point since) noexcept;

  // -- in the thread that computes

  void run_starts(const Graph& graph, std::uint64_t tasks) noexcept;
  /// Hands the record to the tracer. The graph must be there still, and nobody may take part.
  void run_ends(const RunReport& report, bool is_complete);
  /// What the first callback threw that threw, or null. It is the caller's alone from then on: a worker that has yet to
  /// let go of the run must not be the one to destroy it.
  std::exception_ptr take_error() noexcept { return std::exchange(error_, nullptr); }

private:
  TaskEvent event_of(const Place& place) const;
  void record(const Place& place, TaskEntry::Number kind, std::uint64_t number);
  template <class Callback, class Event>
  void call(const Callback& callback, const Event& event) noexcept;
  void hand_over(const RunReport& report, bool is_complete) noexcept;
  void finish_record(const RunReport& report, bool is_complete);

  Run* run_ = nullptr;
  const std::uint64_t number_;
  const RunCallbacks* const callbacks_;
  std::shared_ptr<Tracer> tracer_;    ///< Until the run is handed over.
  std::unique_ptr<RunRecord> record_; ///< Null without a tracer.
  std::mutex mutex_;                  ///< Of all in the record but the tasks, and of the error.
  std::exception_ptr error_;
};

} // namespace troupe
