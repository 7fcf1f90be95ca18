#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include <caf/actor_config.hpp>
#include <caf/execution_unit.hpp>
#include <caf/node_id.hpp>

#include "runtime/run/run.hpp"
#include "runtime/scheduler/ready_queue.hpp"

namespace troupe {

class SchedulerModule;
struct Admission;

/// A thread's way of taking part in runs: CAF's execution unit, with a share in each run it enters. Worker
/// threads have one each, so do the threads of the I/O pool, and the synchronous scheduler has one that
/// callers use in turn.
class Worker final : public caf::execution_unit {
public:
  enum class Role : std::uint8_t { compute, io };

  Worker(SchedulerModule& module, std::size_t number, Role role);

  /// Makes the worker the one of the calling thread. Scopes nest where a kernel computes on another session.
  class Scope {
  public:
    explicit Scope(Worker& worker) noexcept : worker_(worker), outer_(std::exchange(innermost_, this)) {}
    ~Scope() { innermost_ = outer_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

  private:
    friend class Worker;
    Worker& worker_;
    const Scope* outer_;
  };

  /// The worker of the calling thread, of whatever session, or nullptr.
  static Worker* current() noexcept { return innermost_ != nullptr ? &innermost_->worker_ : nullptr; }
  /// The worker of `module` that the calling thread is, be it while it computes on other sessions, or nullptr.
  static Worker* current_of(const SchedulerModule& module) noexcept;

  /// CAF's way to make a job ready. Jobs of the run in hand go to its queue, jobs of stock actors to the
  /// module.
  void exec_later(caf::resumable* job) override;

  /// How long a worker stays with a run although there is more to do.
  struct Turn {
    std::size_t most_jobs = 0;
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
    std::optional<std::uint64_t> runs_version =
        std::nullopt; ///< Until other runs begin or end than those there were then.
  };
  /// Takes part in a run until nothing is left to do for it, or the turn is over. Returns how many jobs it
  /// did.
  std::size_t visit(const std::shared_ptr<Run>& run, const Turn& turn);
  /// Runs one job on the I/O pool; somebody inside the run has let this worker in.
  void run_admitted(const std::shared_ptr<Run>& run, RankedJob* job);

  SchedulerModule& module() const noexcept { return module_; }
  /// Among the participants of its module: I/O threads come after the workers.
  std::size_t number() const noexcept { return number_; }
  Role role() const noexcept { return role_; }
  /// The run whose task this worker runs, or nullptr.
  Run* run() const noexcept { return run_; }
  /// While one exists, this is what the task in hand has been admitted with, or nullptr.
  class AdmissionScope {
  public:
    AdmissionScope(Worker& worker, const Admission* admission) noexcept
        : worker_(worker), outer_(std::exchange(worker.admission_, admission)) {}
    ~AdmissionScope() { worker_.admission_ = outer_; }
    AdmissionScope(const AdmissionScope&) = delete;
    AdmissionScope& operator=(const AdmissionScope&) = delete;

  private:
    Worker& worker_;
    const Admission* outer_;
  };
  const Admission* admission() const noexcept { return admission_; }
  /// What this worker owns of the run in hand.
  RunSlot& slot() noexcept { return *slot_; }
  /// Its counts in that run.
  Tally& tally() noexcept { return slot_->tally; }

  // What new actors need. Their numbers and node are a worker's own: shared counters would be the costliest
  // part of an actor.
  caf::actor_id next_actor_id() noexcept { return next_actor_id_++; }
  const caf::node_id& node() const noexcept { return node_; }
  caf::actor_config& actor_config() noexcept { return actor_config_; }

private:
  class Visit;

  bool is_over(const Turn& turn) const;
  RankedJob* take();
  RankedJob* take_source(RankKey before);
  bool comes_before(std::uint32_t source, RankKey key) const;
  RankedJob* take_own();
  RankedJob* take_shared();
  RankedJob* steal();
  void perform(RankedJob* job);
  void put_aside(RankKey key, RankedJob* job);

  static constinit thread_local const Scope* innermost_;

  SchedulerModule& module_;
  const std::size_t number_;
  const Role role_;
  caf::node_id node_;
  caf::actor_id next_actor_id_;
  caf::actor_config actor_config_;
  Run* run_ = nullptr;
  const Admission* admission_ = nullptr;
  RunSlot* slot_ = nullptr;
};

} // namespace troupe
