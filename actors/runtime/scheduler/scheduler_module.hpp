#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <caf/scheduler/abstract_coordinator.hpp>

#include <troupe/session.hpp>

#include "runtime/run/run.hpp"
#include "runtime/scheduler/clock.hpp"
#include "runtime/scheduler/io_pool.hpp"
#include "runtime/scheduler/parking.hpp"
#include "runtime/scheduler/worker.hpp"

namespace troupe {

class SessionMemory;

/// Our scheduler, as a module of CAF's actor system: workers that take part in the runs there are, and
/// between their tasks run what stock actors have to do, first come, first served.
///
/// The synchronous scheduler is the same with one worker and no thread: whoever computes is the worker.
class SchedulerModule final : public caf::scheduler::abstract_coordinator {
public:
  SchedulerModule(caf::actor_system& system, Session& session, const SessionOptions& options);
  ~SchedulerModule() override;

  // -- CAF's side

  void start() override;
  void stop() override;
  void enqueue(caf::resumable* job) override;
  bool detaches_utility_actors() const override { return false; }
  caf::actor_clock& clock() noexcept override { return clock_; }

  // -- computing

  /// Runs `run` to its end. The calling thread helps if it is a worker of this module, or if there is no
  /// other, and calls `progress` now and then; otherwise it waits and calls it when the run says so
  /// (`Run::notify`).
  ///
  /// \param pending   whether there is something for `progress` to do
  struct Watcher {
    std::function<bool()> pending;
    std::function<void()> progress;
    std::optional<std::chrono::milliseconds> interval =
        std::nullopt;      ///< `pending` may become true by itself.
    bool is_timed = false; ///< It becomes true by time alone, so whoever helps need not ask after every task.
  };
  void execute(const std::shared_ptr<Run>& run, const Watcher* watcher);

  /// The run has ended.
  void remove(const Run& run) noexcept;

  // -- for workers and runs

  std::size_t worker_count() const noexcept { return workers_.size(); }
  std::size_t participant_count() const noexcept { return workers_.size() + io_.size(); }
  bool has_stock_jobs() const noexcept { return stock_job_count_.load(std::memory_order_relaxed) > 0; }
  Session& session() const noexcept { return session_; }
  /// Changes whenever a run begins or ends.
  std::uint64_t runs_version() const noexcept { return runs_version_.load(std::memory_order_relaxed); }
  IoPool& io() noexcept { return io_; }
  /// nullptr where memory has no limit.
  SessionMemory* memory() const noexcept { return memory_.get(); }
  void wake_one() noexcept { parking_.wake_one(); }
  void wake_all() noexcept { parking_.wake_all(); }

private:
  using Runs = std::vector<std::shared_ptr<Run>>;

  void work(Worker& worker);
  void help(Worker& worker, const std::shared_ptr<Run>& run, const Watcher* watcher);
  void add(const std::shared_ptr<Run>& run);
  bool run_stock_job(Worker& worker);
  Runs runs();

  Session& session_;
  const SessionOptions options_;
  Clock clock_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  std::shared_ptr<SessionMemory> memory_;
  IoPool io_;
  Parking parking_;
  std::mutex turn_; ///< Whose turn it is to be the synchronous worker.

  std::mutex mutex_;
  Runs runs_;
  std::deque<caf::resumable*> stock_jobs_;
  std::atomic<std::uint64_t> runs_version_{0};
  std::atomic<std::size_t> stock_job_count_{0};
  std::atomic<bool> is_stopping_{false};
};

} // namespace troupe
