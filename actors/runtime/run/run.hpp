#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <caf/actor_control_block.hpp>

#include <troupe/graph.hpp>
#include <troupe/report.hpp>
#include <troupe/session.hpp>

#include "runtime/memory/use_time.hpp"
#include "runtime/run/door.hpp"
#include "runtime/run/network.hpp"
#include "runtime/run/run_counters.hpp"
#include "runtime/run/splice_list.hpp"
#include "runtime/scheduler/parking.hpp"
#include "runtime/scheduler/ready_queue.hpp"
#include "runtime/tracing/run_observer.hpp"

namespace troupe {

class SchedulerModule;
class SessionMemory;

/// Why a run stopped before its results were there.
enum class Stop : std::uint8_t { none, failed, cancelled, timed_out, interrupted, outer };

/// As long as any clock can hold; what is longer never comes.
inline constexpr std::chrono::hours longest_wait(24 * 365 * 100);

/// When a run has to stop, and how it treats failures.
struct RunTerms {
  int retries = 0;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  std::optional<CancellationToken> token;
  std::optional<std::uint32_t> interrupts; ///< How many there were at the start; none: Ctrl-C is not for us.
  const Run* outer = nullptr;              ///< The run of the task that computes this one.
  bool on_io_thread = false;               ///< An I/O thread waits for it, so it must not wait for one.
  std::shared_ptr<RunObserver> observer = nullptr; ///< If anybody wants to know what the run does.
};

/// What one participant of a run owns: a worker, or a thread of the I/O pool. The latter leaves what becomes
/// ready to all, and uses the rest only for computes within its task.
struct alignas(128) RunSlot {
  RankedJob* next = nullptr; ///< The best job of the last task, which nobody else sees.
  RankKey next_key = no_rank;
  Tally tally;
  TraceCursor trace;
  alignas(64) SourceRange range;
  ReadyQueue queue;
};

/// One compute: the network of its graph, what is ready, and how it ends.
///
/// Participants enter, run jobs until they find none, and leave. The one that leaves last, with nothing left
/// to start, closes the door behind it; then no actor can be made any more. If the run was stopped the actors
/// that still wait are destroyed, and when the last actor is gone, be it held by a stranger until then, the
/// run has ended.
class Run : public std::enable_shared_from_this<Run> {
public:
  Run(SchedulerModule& module, const Graph& graph, Plan plan, RunTerms terms, caf::strong_actor_ptr client);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // -- taking part

  bool enter() noexcept { return door_.enter(); }
  /// For a participant: lets another one in.
  void admit() noexcept { door_.admit(); }
  /// The caller must hold a shared pointer to this run.
  void leave();

  RunSlot& slot(std::size_t participant) noexcept { return slots_[participant]; }
  std::size_t slot_count() const noexcept { return slot_count_; }

  /// Whether a participant would find something to do, as things stand.
  bool has_work() const noexcept;
  /// Whether sources may be started: not when the run has stopped, and not when results would pile up before
  /// whoever takes them, or before the workers.
  bool is_open() const noexcept;
  /// Whether tasks that read go to the I/O pool. Not in a run that an I/O thread waits for: that thread may be
  /// the last one.
  bool has_io_pool() const noexcept { return has_io_pool_; }
  /// Whether any task of the run's own graph does.
  bool reads() const noexcept { return reads_; }
  /// How many reads may be under way, or done and not taken up.
  std::size_t most_read_ahead() const noexcept { return most_read_ahead_; }
  std::size_t source_count() const noexcept { return source_count_; }
  /// The number of the next source that nobody has claimed; beyond the last if there is none.
  std::uint32_t next_unclaimed() const noexcept { return cursor_.load(std::memory_order_relaxed); }
  /// Claims a chunk of sources: many of a large graph, few towards the end, so that all workers get some.
  SourceRange::Bounds claim() noexcept;
  RankKey source_key(std::uint32_t source) const noexcept {
    return root_.rank_key(root_.plan().sources()[source]);
  }
  bool source_reads(std::uint32_t source) const;
  TaskId source(std::uint32_t number) const noexcept { return root_.plan().sources()[number]; }
  /// Something became ready that others may take: wakes a thread that sleeps.
  void announce() noexcept;
  /// What became ready on the I/O pool, or in a thread that does not take part.
  ReadyQueue& shared_queue() noexcept { return shared_queue_; }
  /// A job that became ready in a thread that does not take part.
  void submit(RankedJob* job);
  /// A task goes to the I/O pool, or comes back from it.
  void io_begins() noexcept { io_tasks_.fetch_add(1, std::memory_order_relaxed); }
  void io_ends() noexcept;

  // -- stopping

  /// Whether no kernel may be started any more. Asked before every start.
  bool should_stop() noexcept {
    return stop_.load(std::memory_order_relaxed) != Stop::none || (is_watched_ && watch() != Stop::none);
  }
  /// The first reason counts.
  void stop(Stop reason) noexcept;
  /// True for the first task that asks.
  bool is_first_failure() noexcept { return !has_failed_.exchange(true, std::memory_order_relaxed); }
  /// Lets nobody start sources for a while, or lets them again.
  void hold(bool held);

  // -- the end

  bool is_finished() const noexcept { return finished_.load(std::memory_order_seq_cst); }
  /// Waits until `ready()`, which is asked again after each `notify`, or the end.
  template <class Ready>
  void wait(const Ready& ready) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_finished() || ready(); });
  }
  /// The same, but not longer than that.
  template <class Ready>
  void wait_for(std::chrono::milliseconds longest, const Ready& ready) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, longest, [&] { return is_finished() || ready(); });
  }
  void notify();
  Stop stop_reason() const noexcept { return stop_.load(std::memory_order_relaxed); }
  /// After the end: looks once more whether the run came too late.
  Stop verdict() noexcept;

  // -- parts

  SchedulerModule& module() const noexcept { return module_; }
  Network& root() noexcept { return root_; }
  SpliceList& splices() noexcept { return splices_; }
  RunCounters& counters() noexcept { return counters_; }
  /// nullptr if nobody wants to know what the run does.
  RunObserver* observer() const noexcept { return observer_; }
  /// A task has yielded a graph of so many tasks.
  void add_tasks(std::size_t count) noexcept { task_count_.fetch_add(count, std::memory_order_relaxed); }
  /// Counts while the run runs; without the time.
  Progress progress() const noexcept;
  /// About how many of the tasks that count as done are running.
  std::uint64_t running_tasks() const noexcept;
  /// Of the session; nullptr if it has no limit.
  SessionMemory* memory() const noexcept { return memory_; }
  UseTime use_time(RankKey rank) const noexcept { return {outermost_, shallowness_, rank}; }
  // For `SessionMemory`: tasks of this run that were admitted and have not begun, and that are parked; results whose
  // receiver outside has not done with them.
  std::atomic<std::size_t>& admitted_tasks() noexcept { return admitted_tasks_; }
  std::atomic<std::size_t>& parked_tasks() noexcept { return parked_tasks_; }
  std::atomic<std::size_t>& waiting_results() noexcept { return waiting_results_; }
  /// A task that waits outside of all queues, for memory or for its inputs to come back into it, or goes on: the run
  /// must not end before.
  void task_waits() noexcept { waiting_tasks_.fetch_add(1, std::memory_order_seq_cst); }
  void task_goes_on() noexcept { waiting_tasks_.fetch_sub(1, std::memory_order_seq_cst); }
  Parking& parking() noexcept { return parking_; }
  const RunTerms& terms() const noexcept { return terms_; }
  caf::abstract_actor& client() const noexcept { return *client_->get(); }
  /// An actor was destroyed.
  void actor_gone() noexcept;
  /// After the end: adds what the run counted.
  void fill(RunReport& report) const;
  /// After the end: frees what belongs to the graph. Workers may keep what is left of the run until they wake
  /// up.
  void release() noexcept;

private:
  bool is_drained() const noexcept;
  Stop watch() noexcept;
  Stop look() const noexcept;
  void finish();
  void conclude();

  SchedulerModule& module_;
  const RunTerms terms_;
  const bool is_watched_;
  RunObserver* const observer_;
  const caf::strong_actor_ptr client_;
  RunCounters counters_;
  SessionMemory* const memory_;
  const std::uint32_t outermost_;
  const std::uint32_t shallowness_;
  Network root_;
  SpliceList splices_;
  const std::size_t source_count_;
  const std::size_t slot_count_;
  const std::unique_ptr<RunSlot[]> slots_;
  const bool has_io_pool_;
  const bool reads_;
  const std::size_t most_read_ahead_;
  ReadyQueue shared_queue_;
  std::atomic<std::size_t> io_tasks_{0};
  std::atomic<std::size_t> task_count_;
  Parking parking_; ///< Threads that take part in this run only, and find nothing to do.

  alignas(64) std::atomic<std::uint32_t> cursor_{0};
  alignas(64) Door door_;
  std::atomic<Stop> stop_{Stop::none};
  std::atomic<bool> held_{false};
  std::atomic<bool> has_failed_{false};
  std::atomic<std::size_t> waiting_tasks_{0};
  std::atomic<std::size_t> admitted_tasks_{0};
  std::atomic<std::size_t> parked_tasks_{0};
  std::atomic<std::size_t> waiting_results_{0};
  std::atomic<bool> finished_{false};
  Tally totals_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

} // namespace troupe
