#include "runtime/memory/session_memory.hpp"

#include <algorithm>
#include <utility>

#include <troupe/byte_size.hpp>

#include "runtime/run/run.hpp"
#include "runtime/scheduler/scheduler_module.hpp"

// How tasks come in. Which values leave: eviction.cpp; how they move: moving_values.cpp.

namespace troupe {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// The size of chunks unless somebody asks for another.
constexpr std::size_t automatic_chunk_bytes = std::size_t{8} << 20;

/// Whether a value is in memory, or on its way into it with memory promised to it.
bool takes_memory(Residence residence) {
  return residence != Residence::stored && residence != Residence::absent;
}

} // namespace

SessionMemory::SessionMemory(SchedulerModule& module, std::size_t limit_bytes, ScratchOptions scratch)
    : limit_bytes_(limit_bytes), pool_limit_(limit_bytes), scratch_(std::move(scratch)),
      first_guess_bytes_(std::min(limit_bytes / 4, automatic_chunk_bytes)), module_(&module) {}

SessionMemory::~SessionMemory() = default;

void SessionMemory::detach() noexcept { module_.store(nullptr, std::memory_order_release); }

SessionMemory::Entry SessionMemory::enter(Admission& task) {
  Outbox outbox;
  Entry entry = Entry::parked;
  {
    const std::scoped_lock lock(mutex_);
    if ((parked_.empty() || may_overtake(task)) && fits(task)) {
      admit(task, outbox);
      entry = task.arriving == 0 ? Entry::admitted : Entry::loading;
    } else {
      park(task);
      admit_parked(outbox);
    }
  }
  dispatch(std::move(outbox));
  return entry;
}

void SessionMemory::leave(Admission& task) noexcept {
  {
    const std::scoped_lock lock(mutex_);
    if (!task.is_admitted) {
      unpark(task);
      return;
    }
    meter_.sample(*account_);
    for (const SpillablePointer& input : task.inputs) {
      std::erase_if(input->expecting_, [&](const Admission* other) { return other == &task; });
      input->end_use(task.time);
      unpin(*input);
    }
    account_->cancel(task.reservation);
    task.is_admitted = false;
    if (task.has_begun) {
      executing_.fetch_sub(1, std::memory_order_relaxed);
    } else {
      admitted_.fetch_sub(1, std::memory_order_relaxed);
      task.run.admitted_tasks().fetch_sub(1, std::memory_order_relaxed);
    }
  }
  task.inputs.clear(); // which may free their memory
  if (is_crowded())
    ask_again();
}

std::size_t SessionMemory::bytes_to_admit(const Admission& task) const noexcept {
  std::size_t bytes = task.own_bytes;
  for (const SpillablePointer& input : task.inputs)
    if (!takes_memory(input->residence_))
      bytes += input->arrival_bytes();
  return bytes;
}

/// A task passes those that are parked if its place is before theirs, or if it lets go of as much as it takes.
bool SessionMemory::may_overtake(const Admission& task) const noexcept {
  if (task.time < (*parked_.begin())->time)
    return true;
  std::size_t freed = 0;
  for (const SpillablePointer& input : task.inputs)
    if (input->uses_.size() == 1 && input->holders_ == 0 && takes_memory(input->residence_))
      freed += input->size_bytes();
  return freed >= bytes_to_admit(task);
}

void SessionMemory::admit(Admission& task, Outbox& outbox) {
  account_->reserve(task.reservation, task.own_bytes);
  task.is_admitted = true;
  admitted_.fetch_add(1, std::memory_order_relaxed);
  task.run.admitted_tasks().fetch_add(1, std::memory_order_relaxed);
  for (const SpillablePointer& input : task.inputs) {
    pin(*input);
    expect(*input, task, outbox);
  }
}

void SessionMemory::park(Admission& task) {
  task.parked_at = SteadyClock::now();
  parked_.insert(&task);
  parked_count_.fetch_add(1, std::memory_order_seq_cst);
  task.run.parked_tasks().fetch_add(1, std::memory_order_seq_cst);
}

void SessionMemory::unpark(Admission& task) {
  if (parked_.erase(&task) == 0)
    return;
  meter_.count_delay(SteadyClock::now() - task.parked_at);
  parked_count_.fetch_sub(1, std::memory_order_seq_cst);
  task.run.parked_tasks().fetch_sub(1, std::memory_order_seq_cst);
}

void SessionMemory::admit_parked(Outbox& outbox) {
  while (!parked_.empty()) {
    Admission& first = **parked_.begin();
    if (!fits(first)) {
      make_room(first, outbox);
      Admission* const stuck = stuck_task();
      if (stuck == nullptr || !settle(*stuck, outbox))
        return; // something will end, and ask again
      continue;
    }
    unpark(first);
    admit(first, outbox);
    if (first.arriving == 0)
      outbox.ready.push_back(&first);
    outbox.is_clear = outbox.is_clear || first.run.parked_tasks() == 0;
  }
}

void SessionMemory::begin(Admission& task) noexcept {
  executing_.fetch_add(1, std::memory_order_relaxed);
  admitted_.fetch_sub(1, std::memory_order_release);
  task.run.admitted_tasks().fetch_sub(1, std::memory_order_release);
  task.has_begun = true;
}

/// A task that nothing will help any more; nullptr if something will end by itself.
Admission* SessionMemory::stuck_task() const noexcept {
  const bool are_none_admitted = admitted_.load(std::memory_order_acquire) == 0;
  if (is_moving() || (!are_none_admitted && computing_ == 0))
    return nullptr;
  const auto stuck = std::ranges::find_if(parked_, [&](const Admission* task) {
    return task->run.waiting_results().load(std::memory_order_seq_cst) == 0
           && (are_none_admitted || task->run.admitted_tasks().load(std::memory_order_acquire) == 0);
  });
  // Asked last: `begin` takes no lock, and counts a task as executing before it stops counting it as admitted.
  return stuck == parked_.end() || executing_.load(std::memory_order_acquire) > 0 ? nullptr : *stuck;
}

/// The task is admitted whatever it takes, or fails if it takes more than there will ever be. False if it is too early to
/// say.
bool SessionMemory::settle(Admission& task, Outbox& outbox) {
  std::size_t inputs = 0;
  for (const SpillablePointer& input : task.inputs)
    inputs += input->size_bytes();
  const std::size_t least = inputs + (task.is_sure ? task.own_bytes : 0);
  if (!store_failure_.empty()) {
    task.failure = store_failure_;
  } else if (least > limit_bytes_) {
    const std::size_t needed = inputs + task.own_bytes;
    task.failure = "needs " + to_string(ByteSize(needed), limit_bytes_) + " at a time ("
                   + to_string(ByteSize(inputs)) + " of inputs, " + to_string(ByteSize(task.own_bytes))
                   + " of its own), more than the session's memory limit of "
                   + to_string(ByteSize(limit_bytes_), needed);
  }
  if (task.failure.empty() && make_any_room(task, outbox))
    return false;
  unpark(task);
  if (!task.failure.empty()) { // it only has to say so
    task.inputs.clear();
    task.own_bytes = 0;
  }
  admit(task, outbox);
  if (task.arriving == 0)
    outbox.ready.push_back(&task);
  outbox.is_clear = outbox.is_clear || task.run.parked_tasks() == 0;
  return true;
}

void SessionMemory::abandon(const Run& run) noexcept {
  std::vector<Admission*> abandoned;
  {
    const std::scoped_lock lock(mutex_);
    for (Admission* const task : parked_)
      if (&task->run == &run)
        abandoned.push_back(task);
    for (Admission* const task : abandoned)
      unpark(*task);
  }
  for (Admission* const task : abandoned)
    task->job.intrusive_ptr_release_impl();
  ask_again();
}

void SessionMemory::task_blocks(const Admission* task) noexcept {
  Outbox outbox;
  {
    const std::scoped_lock lock(mutex_);
    if (task != nullptr)
      executing_.fetch_sub(1, std::memory_order_relaxed);
    ++computing_;
    admit_parked(outbox);
  }
  dispatch(std::move(outbox));
}

void SessionMemory::task_goes_on(const Admission* task) noexcept {
  const std::scoped_lock lock(mutex_);
  if (task != nullptr)
    executing_.fetch_add(1, std::memory_order_relaxed);
  --computing_;
}

void SessionMemory::results_wait(Run& run, std::size_t count) noexcept {
  run.waiting_results().fetch_add(count, std::memory_order_seq_cst);
}

void SessionMemory::results_taken(Run& run, std::size_t count) noexcept {
  run.waiting_results().fetch_sub(count, std::memory_order_seq_cst);
  if (is_crowded())
    ask_again();
}

/// Something may have become free.
void SessionMemory::ask_again() noexcept {
  Outbox outbox;
  {
    const std::scoped_lock lock(mutex_);
    admit_parked(outbox);
  }
  dispatch(std::move(outbox));
}

void SessionMemory::dispatch(Outbox outbox) {
  while (!outbox.is_empty()) {
    for (Admission* const task : outbox.ready)
      task->run.submit(&task->job);
    if (SchedulerModule* const module = module_.load(std::memory_order_acquire);
        outbox.is_clear && module != nullptr)
      module->wake_all(); // sources may be started again
    outbox.garbage.clear();
    outbox.departed.clear();
    Outbox next;
    if (outbox.garbage_bytes > 0) {
      const std::scoped_lock lock(mutex_);
      freeing_bytes_ -= outbox.garbage_bytes;
      admit_parked(next);
    }
    for (Move& move : outbox.moves)
      start(std::move(move));
    outbox = std::move(next);
  }
}

} // namespace troupe
