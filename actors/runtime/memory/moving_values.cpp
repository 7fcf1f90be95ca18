#include <cassert>
#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "runtime/memory/session_memory.hpp"
#include "runtime/run/run.hpp"
#include "runtime/scheduler/scheduler_module.hpp"
#include "runtime/scheduler/worker.hpp"
#include "runtime/task/evaluate.hpp"
#include "runtime/tracing/memory_trace.hpp"

// How values move out of memory and back. How tasks come in: session_memory.cpp; which values leave: eviction.cpp.

namespace troupe {

namespace {

/// A value on its way, for the trace.
class TracedMove {
public:
  TracedMove(MemoryTrace& trace, SchedulerModule* module) : trace_(trace) {
    if (!trace_.is_on())
      return;
    begin_ = std::chrono::steady_clock::now();
    const Worker* const worker = module != nullptr ? Worker::current_of(*module) : nullptr;
    participant_ = worker != nullptr ? static_cast<int>(worker->number()) : -1;
  }
  void ends(MemoryMove::Kind kind, std::uint64_t bytes) const {
    if (begin_ != std::chrono::steady_clock::time_point())
      trace_.moved(kind, bytes, participant_, begin_);
  }

private:
  MemoryTrace& trace_;
  std::chrono::steady_clock::time_point begin_{};
  int participant_ = -1;
};

/// Of a task that reads its value again, after it may be gone.
class Rereading final : public TaskContext {
public:
  explicit Rereading(SchedulerModule* module) : module_(module) {}
  bool cancelled() const noexcept override { return false; }
  Session& session() const noexcept override {
    assert(module_ != nullptr); // kernels that read do not compute after their session's end
    return module_->session();
  }

private:
  SchedulerModule* module_;
};

std::string key_of(std::uint64_t number) { return "spilled value " + std::to_string(number); }

} // namespace

// -- values and their places

SpillablePointer SessionMemory::track(Value value, std::unique_ptr<const Body> recipe) {
  SpillablePointer tracked(new SpillableValue(shared_from_this(), std::move(value), std::move(recipe)),
                           false);
  tracked->number_ = next_number_.fetch_add(1, std::memory_order_relaxed);
  if (tracked->unpooled_bytes_ > 0)
    account_->charge(tracked->unpooled_bytes_);
  tracked_bytes_.fetch_add(tracked->bytes_, std::memory_order_relaxed);
  return tracked;
}

void SessionMemory::forget(SpillableValue& value) noexcept {
  {
    const std::scoped_lock lock(mutex_);
    delist(value);
  }
  if (value.residence_ == Residence::resident) {
    tracked_bytes_.fetch_sub(value.bytes_, std::memory_order_relaxed);
    if (value.unpooled_bytes_ > 0)
      account_->release(value.unpooled_bytes_);
  }
  if (!value.is_stored_)
    return;
  try {
    store().erase(key_of(value.number_));
  } catch (const std::exception&) {
    // The store is scratch, and goes as a whole in the end: what cannot be erased only takes space until then.
  }
}

// -- leaving

void SessionMemory::depart(SpillableValue& value, Residence to, Outbox& outbox) {
  value.residence_ = to;
  outbox.garbage.push_back(std::exchange(value.value_, Value()));
  outbox.garbage_bytes += value.bytes_;
  freeing_bytes_ += value.bytes_;
  tracked_bytes_.fetch_sub(value.bytes_, std::memory_order_relaxed);
  if (value.unpooled_bytes_ > 0)
    account_->release(value.unpooled_bytes_);
}

void SessionMemory::write_out(Move& move) {
  SpillableValue& value = *move.value;
  std::string failure;
  bool has_codec = true;
  const TracedMove traced(meter_.trace(), module_.load(std::memory_order_acquire));
  try {
    store().put(key_of(value.number_), value.value_);
    traced.ends(MemoryMove::Kind::spilled, value.bytes_);
  } catch (const KeyError&) {
    has_codec = false;
  } catch (const std::exception& error) {
    failure = error.what();
  }
  Outbox outbox;
  {
    const std::scoped_lock lock(mutex_);
    leaving_bytes_ -= value.bytes_;
    value.residence_ = Residence::resident;
    value.cannot_leave_ = !has_codec;
    if (!failure.empty()) {
      store_failure_ = "there is no memory left, and a value cannot be spilled: " + failure;
    } else if (has_codec) {
      value.is_stored_ = true;
      meter_.count_spilled(value.bytes_);
      const bool was_lent = value.is_lent_ && value.value_.is_shared();
      if (value.pins_ == 0 && !was_lent)
        depart(value, Residence::stored, outbox);
    }
    enlist(value);
    admit_parked(outbox);
  }
  dispatch(std::move(outbox));
}

// -- coming back

void SessionMemory::expect(SpillableValue& value, Admission& task, Outbox& outbox) {
  if (value.residence_ == Residence::resident || value.residence_ == Residence::leaving)
    return;
  value.expecting_.push_back(&task);
  ++task.arriving;
  if (value.residence_ == Residence::arriving)
    return;
  value.residence_ = Residence::arriving;
  ++arrivals_;
  Move& move = outbox.moves.emplace_back(
      Move{Move::Direction::in, SpillablePointer(&value), {}, !task.run.has_io_pool(), task.time.rank});
  account_->reserve(move.reservation, value.arrival_bytes());
}

Value SessionMemory::read(SpillableValue& value) {
  SchedulerModule* const module = module_.load(std::memory_order_acquire);
  const TracedMove traced(meter_.trace(), module);
  if (!value.is_stored_) {
    FailedCall failed;
    const Rereading context(module);
    Value again = evaluate(*value.recipe_, {{}, context, false, failed});
    meter_.count_reread(value.bytes_);
    traced.ends(MemoryMove::Kind::reread, value.bytes_);
    return again;
  }
  std::optional<Value> found = store().find(key_of(value.number_));
  if (!found)
    throw StoreError("store " + store().directory().string() + ": a spilled value is gone");
  meter_.count_reloaded(value.bytes_);
  traced.ends(MemoryMove::Kind::reloaded, value.bytes_);
  return *std::move(found);
}

void SessionMemory::read_in(Move& move) {
  Value value;
  std::string failure;
  try {
    const MemoryAccount::Scope scope(*account_, &move.reservation);
    value = read(*move.value);
  } catch (const std::exception& error) {
    failure = error.what();
  }
  Outbox outbox;
  {
    const std::scoped_lock lock(mutex_);
    {
      const MemoryAccount::Scope scope(*account_, &move.reservation);
      arrive(move, std::move(value), failure, outbox);
    }
    account_->cancel(move.reservation);
    meter_.sample(*account_);
    admit_parked(outbox);
  }
  arrived_.notify_all();
  dispatch(std::move(outbox));
}

void SessionMemory::arrive(Move& move, Value arrived, const std::string& failure, Outbox& outbox) {
  SpillableValue& value = *move.value;
  --arrivals_;
  value.failure_ = failure;
  if (failure.empty()) {
    value.value_ = std::move(arrived);
    value.residence_ = Residence::resident;
    tracked_bytes_.fetch_add(value.bytes_, std::memory_order_relaxed);
    if (value.unpooled_bytes_ > 0)
      account_->charge(value.unpooled_bytes_);
  } else {
    value.residence_ = value.is_stored_ ? Residence::stored : Residence::absent;
  }
  for (Admission* const task : std::exchange(value.expecting_, {})) {
    if (!failure.empty())
      task->failure = "an input cannot be read back: " + failure;
    if (--task->arriving == 0)
      outbox.ready.push_back(task);
  }
  enlist(value);
}

Value SessionMemory::take_out(SpillableValue& value) {
  std::unique_lock lock(mutex_);
  pin(value);
  if (value.residence_ == Residence::stored || value.residence_ == Residence::absent) {
    value.residence_ = Residence::arriving;
    ++arrivals_;
    Move move{Move::Direction::in, SpillablePointer(&value), {}, true, 0};
    account_->reserve(move.reservation, value.arrival_bytes());
    lock.unlock();
    read_in(move);
    lock.lock();
  }
  arrived_.wait(lock, [&] { return value.residence_ != Residence::arriving; });
  if (value.residence_ == Residence::stored || value.residence_ == Residence::absent) {
    unpin(value);
    throw StoreError(value.failure_);
  }
  Value lent = value.value_;
  if (value.kind() == ValueKind::chunk) { // of others nobody could tell when they are let go of
    value.is_lent_ = true;
    unpin(value);
  }
  return lent;
}

// -- moving

void SessionMemory::start(Move move) {
  SchedulerModule* const module = module_.load(std::memory_order_acquire);
  if (module == nullptr || move.in_place || module->io().size() == 0) {
    perform(std::move(move));
    return;
  }
  const RankKey rank = move.rank;
  module->io().submit(rank, [self = shared_from_this(), shared = std::make_shared<Move>(std::move(move))] {
    self->perform(std::move(*shared));
  });
}

void SessionMemory::perform(Move move) {
  if (move.direction == Move::Direction::out)
    write_out(move);
  else
    read_in(move);
}

// -- the store

ChunkStore& SessionMemory::store() {
  const std::scoped_lock lock(store_mutex_);
  if (store_ == nullptr)
    store_ = open_scratch(scratch_);
  return *store_;
}

std::uint64_t SessionMemory::quota_bytes() {
  return scratch_.quota_bytes ? *scratch_.quota_bytes : store().usage().quota_bytes;
}

void SessionMemory::forgive_store() noexcept {
  const std::scoped_lock lock(mutex_);
  store_failure_.clear();
}

} // namespace troupe
