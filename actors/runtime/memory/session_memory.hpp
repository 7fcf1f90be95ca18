#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <troupe/block_pool.hpp>
#include <troupe/chunk_store.hpp>
#include <troupe/graph.hpp>
#include <troupe/memory_account.hpp>
#include <troupe/report.hpp>
#include <troupe/value.hpp>

#include "runtime/memory/admission.hpp"
#include "runtime/memory/eviction_order.hpp"
#include "runtime/memory/kernel_habits.hpp"
#include "runtime/memory/memory_meter.hpp"
#include "runtime/memory/spillable_value.hpp"

namespace troupe {

class Run;
class SchedulerModule;

/// The memory of a session with a limit: which tasks may start, and which values have to leave for it.
///
///     a task asks             enough is free ──> admitted; its inputs are pinned, its output and workspace promised
///                             an input is out ─> admitted, and loading until all inputs are there
///                             too little ──────> parked, by time of use; values leave
///     a task ends             its promise ends, its inputs are unpinned; who is parked is asked again, first come the
///                             tasks that come first in the static order
///     nothing runs or moves   the first that is parked is admitted whatever it takes, or fails if it can never fit
///
/// Workers that help with a compute within a task begin no tasks of others; so where there are such computes, a task that
/// was admitted and has not begun is no promise that anything will end, but for its own compute.
///
/// Values leave that are needed later than the task that waits, those needed last first. What need only be
/// read again (by a task from a file, or from the store, which has it still) goes before what must be written, unless that
/// is needed so much later that writing pays; where nothing else helps, always. All moving of bytes happens on the I/O
/// pool, or in place where there is none. One lock, never held while bytes move.
///
/// Values may outlive the session; they keep its memory, and so the store that some are in.
class SessionMemory : public std::enable_shared_from_this<SessionMemory> {
public:
  SessionMemory(SchedulerModule& module, std::size_t limit_bytes, ScratchOptions scratch);
  ~SessionMemory();
  SessionMemory(const SessionMemory&) = delete;
  SessionMemory& operator=(const SessionMemory&) = delete;

  /// The session ends: from now on values are read back in place.
  void detach() noexcept;

  std::size_t limit_bytes() const noexcept { return limit_bytes_; }
  MemoryAccount& account() noexcept { return *account_; }
  const std::shared_ptr<MemoryAccount>& shared_account() const noexcept { return account_; }
  KernelHabits& habits() noexcept { return habits_; }
  /// What a kernel that never ran is taken to need at least, so that not all of its tasks start at once.
  std::size_t first_guess_bytes() const noexcept { return first_guess_bytes_; }
  MemoryMeter& meter() noexcept { return meter_; }
  /// What nobody but those outside hold, while nothing runs: it cannot leave.
  std::size_t held_bytes() const noexcept {
    const std::size_t live = account_->live_bytes(), tracked = tracked_bytes_.load(std::memory_order_relaxed);
    return live - std::min(live, tracked);
  }

  // -- tasks

  enum class Entry : std::uint8_t { admitted, loading, parked };
  /// Asks for the start of a task. Unless it is admitted, its job is submitted to its run, with a reference that the
  /// caller has taken for it, as soon as it may go on.
  Entry enter(Admission& task);
  /// A task that was admitted begins to run.
  void begin(Admission& task) noexcept;
  /// The task has ended, or will never run. Lets go of its inputs.
  void leave(Admission& task) noexcept;
  /// Whether a task that needs next to nothing may start without asking.
  bool has_room() const noexcept { return account_->used_bytes() <= limit_bytes_; }
  /// Whether tasks are parked.
  bool is_crowded() const noexcept { return parked_count_.load(std::memory_order_seq_cst) > 0; }
  /// Forgets the parked tasks of a run that has stopped, and lets go of their references.
  void abandon(const Run& run) noexcept;

  /// A task waits for a compute of its own, or goes on. \param task  nullptr if it needs too little to be admitted
  void task_blocks(const Admission* task) noexcept;
  void task_goes_on(const Admission* task) noexcept;
  /// Results of a run wait for their receiver outside, who takes them by and by; or he has done with so many. Until then none
  /// of the run's tasks is admitted whatever it takes. Tasks of other runs may be: he may wait for one.
  void results_wait(Run& run, std::size_t count) noexcept;
  void results_taken(Run& run, std::size_t count) noexcept;

  // -- values

  /// A value that has just been made. \param recipe  how to read it again, or null
  SpillablePointer track(Value value, std::unique_ptr<const Body> recipe);
  /// When the value is going to be used: each time counts once, however often it is said. From now on it may leave in
  /// between.
  void add_uses(SpillableValue& value, std::span<const UseTime> times);
  /// A task has passed the value on. Admitted tasks end their uses as they leave.
  void end_use(SpillableValue& value, const UseTime& time);
  /// A task that was to have the value by reference is done with it: who else needs it, the graph it yielded tells.
  void end_reference(SpillableValue& value);
  /// There is a reference to the value, or one less. One that is only held is needed last.
  void add_holder(SpillableValue& value) noexcept;
  void remove_holder(SpillableValue& value) noexcept;
  /// The value itself, read back if need be. A chunk stays resident while the caller has it, other values from now on.
  ///
  /// \throws StoreError telling why it cannot be read back.
  Value take_out(SpillableValue& value);

  // -- the store

  /// The scratch store; opened when it is needed first. \throws StoreError
  ChunkStore& store();
  std::uint64_t quota_bytes();
  /// Forgets that the store failed: a new compute tries again.
  void forgive_store() noexcept;

private:
  friend class SpillableValue;

  /// A value that leaves memory or comes back.
  struct Move {
    enum class Direction : std::uint8_t { out, in };
    Direction direction;
    SpillablePointer value;
    MemoryAccount::Reservation reservation; ///< Of a value that comes in.
    bool in_place;                          ///< There is no I/O pool for those who wait.
    RankKey rank;
  };
  /// What is to be done once the lock is released.
  struct Outbox {
    std::vector<Admission*> ready;
    std::vector<Move> moves;
    std::vector<Value> garbage;
    std::vector<SpillablePointer> departed; ///< Kept until the lock is released: to let go of one needs it.
    std::size_t garbage_bytes = 0;
    bool is_clear = false; ///< A run has no parked tasks any more, so that its sources may be started again.
    bool is_empty() const noexcept { return ready.empty() && moves.empty() && garbage.empty() && !is_clear; }
  };
  struct Earlier {
    bool operator()(const Admission* left, const Admission* right) const noexcept {
      return left->time != right->time ? left->time < right->time : left < right;
    }
  };

  // All of these are called with the lock.
  std::size_t bytes_to_admit(const Admission& task) const noexcept;
  bool may_overtake(const Admission& task) const noexcept;
  bool fits(const Admission& task) const noexcept {
    return bytes_to_admit(task) + account_->used_bytes() <= limit_bytes_;
  }
  void admit(Admission& task, Outbox& outbox);
  void park(Admission& task);
  void unpark(Admission& task);
  void admit_parked(Outbox& outbox);
  Admission* stuck_task() const noexcept;
  bool settle(Admission& task, Outbox& outbox);
  bool is_moving() const noexcept { return leaving_bytes_ + freeing_bytes_ > 0 || arrivals_ > 0; }
  void make_room(const Admission& task, Outbox& outbox);
  bool make_any_room(const Admission& task, Outbox& outbox);
  SpillableValue* next_to_leave(const UseTime& time) const;
  void evict_after(const UseTime& time, const Admission& task, Outbox& outbox);
  void evict(SpillablePointer value, bool in_place, Outbox& outbox);
  void expect(SpillableValue& value, Admission& task, Outbox& outbox);
  void pin(SpillableValue& value);
  void unpin(SpillableValue& value);
  void enlist(SpillableValue& value);
  void delist(SpillableValue& value);
  void take_back_lent(std::size_t most);
  EvictionOrder& order_of(const SpillableValue& value) noexcept;
  void depart(SpillableValue& value, Residence to, Outbox& outbox);
  void arrive(Move& move, Value value, const std::string& failure, Outbox& outbox);

  // Without the lock.
  void dispatch(Outbox outbox);
  void ask_again() noexcept;
  void start(Move move);
  void perform(Move move);
  void write_out(Move& move);
  void read_in(Move& move);
  Value read(SpillableValue& value);
  void forget(SpillableValue& value) noexcept;

  const std::size_t limit_bytes_;
  const std::shared_ptr<MemoryAccount> account_ = std::make_shared<MemoryAccount>();
  const PoolLimit pool_limit_;
  const ScratchOptions scratch_;
  const std::size_t first_guess_bytes_;
  KernelHabits habits_;
  MemoryMeter meter_;

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::atomic<SchedulerModule*> module_;
  std::set<Admission*, Earlier> parked_;
  std::atomic<std::size_t> parked_count_{0};
  EvictionOrder free_to_leave_; ///< Values that need not be written.
  EvictionOrder to_be_written_;
  std::set<SpillableValue*> lent_;        ///< They could leave if nobody else had them.
  SpillableValue* last_asked_ = nullptr;  ///< Of those; it may be gone.
  std::size_t computing_ = 0;             ///< Tasks that wait for a compute of their own.
  std::atomic<std::size_t> executing_{0}; ///< Tasks that run and do not wait for a compute of their own.
  std::atomic<std::size_t> admitted_{0};  ///< Tasks that were admitted and have not begun.
  std::size_t arrivals_ = 0;
  std::size_t leaving_bytes_ = 0;
  std::size_t freeing_bytes_ = 0;
  std::string store_failure_;
  std::atomic<std::uint64_t> next_number_{0};
  std::atomic<std::size_t> tracked_bytes_{0}; ///< Of the values that are resident, whoever else holds them.

  std::mutex store_mutex_;
  std::shared_ptr<ChunkStore> store_;
};

} // namespace troupe
