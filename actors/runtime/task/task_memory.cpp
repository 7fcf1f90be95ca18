#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <troupe/memory_account.hpp>

#include "runtime/memory/session_memory.hpp"
#include "runtime/run/run.hpp"
#include "runtime/scheduler/worker.hpp"
#include "runtime/task/evaluate.hpp"
#include "runtime/task/task_actor.hpp"
#include "runtime/task/value_reference.hpp"

// What a task has to do with its session's memory. All else of it: task_actor.cpp.

namespace troupe {

namespace {

/// Values below this stay in memory: looking after them would cost more than they take.
constexpr std::size_t smallest_tracked = 1024;

/// Of an input that is there, the value that may leave memory; nullptr if it is none.
SpillableValue* spillable_in(const caf::detail::message_data* input) noexcept {
  const Result* const result = input != nullptr ? find<Result>(input) : nullptr;
  return result != nullptr ? result->spillable() : nullptr;
}

} // namespace

/// Whether the task may go on at once. If not, it is resumed when it may: the reference in hand is passed on.
bool TaskActor::may_start(Worker& worker) {
  RunObserver* const observer = run().observer();
  if (admission_ == nullptr) {
    SessionMemory& memory = *network_->run().memory();
    admission_ = ask_for_memory();
    if (admission_ == nullptr)
      return true;
    intrusive_ptr_add_ref_impl();
    if (observer != nullptr) {
      observer->participant_ends(worker.slot().trace);
      admission_->asked_at = std::chrono::steady_clock::now();
    }
    network_->run().task_waits();
    if (memory.enter(*admission_) != SessionMemory::Entry::admitted)
      return false; // by now another worker may run it
    intrusive_ptr_release_impl();
  } else if (observer != nullptr) {
    observer->participant_ends(worker.slot().trace);
    observer->task_waited(place(worker), admission_->asked_at);
  }
  if (observer != nullptr) // making room may have taken its time
    observer->participant_begins(worker.slot().trace);
  network_->run().task_goes_on();
  return true;
}

/// What the task needs; nullptr if that is next to nothing, and there is room for it.
std::unique_ptr<Admission> TaskActor::ask_for_memory() {
  Run& run = network_->run();
  const bool dereferences = network_->dereferences(body_id_);
  if (!dereferences && network_->footprints()->is_nothing(body_id_)
      && std::ranges::none_of(inputs(), spillable_in) && run.memory()->has_room())
    return nullptr;
  std::size_t largest = 0;
  std::vector<SpillablePointer> needed;
  const auto need = [&](SpillableValue& value) {
    largest = std::max(largest, value.size_bytes());
    if (std::ranges::find(needed, &value, &SpillablePointer::get) == needed.end())
      needed.emplace_back(&value);
  };
  if (passed_through() == nullptr)
    for (Content* const input : inputs())
      if (SpillableValue* const value = spillable_in(input);
          value != nullptr && !takes_reference(*body_, value->kind()))
        need(*value);
  if (dereferences)
    for (SpillableValue* const value : network_->referred_values(*body_))
      need(*value);
  const Footprint footprint =
      network_->footprints()->of(body_id_, std::max(largest, run.memory()->first_guess_bytes()));
  if (needed.empty() && footprint.own_bytes < smallest_tracked && run.memory()->has_room())
    return nullptr;
  return std::unique_ptr<Admission>(new Admission{run, *this, run.use_time(rank_key()), std::move(needed),
                                                  footprint.own_bytes,
                                                  network_->footprints()->is_sure(body_id_)});
}

void TaskActor::leave_memory() noexcept {
  if (admission_ == nullptr)
    return;
  network_->run().memory()->leave(*admission_);
  admission_.reset();
}

/// Values that a planning task has by reference need not wait for it any more.
void TaskActor::end_references() noexcept {
  if (network_->run().memory() == nullptr)
    return;
  const Body& body = network_->graph().body(task_);
  if (!takes_references(body))
    return;
  for (Content* const input : inputs())
    if (SpillableValue* const value = spillable_in(input);
        value != nullptr && takes_reference(body, value->kind()))
      value->memory().end_reference(*value);
}

/// Of inputs that the task never took, and of results that it never passed on: its run has stopped.
void TaskActor::end_uses() noexcept {
  if (network_->run().memory() == nullptr)
    return;
  for (Content* const input : inputs())
    if (SpillableValue* const value = spillable_in(input))
      value->memory().end_use(*value, run().use_time(rank_key()));
  if (promise_ == nullptr)
    return;
  for (const Promise::Parcel& parcel : promise_->collect().parcels)
    if (SpillableValue* const value = spillable_in(parcel.content.cvals().get()))
      value->memory().end_use(*value, run().use_time(network_->rank_key(parcel.edge->consumer)));
}

/// `call_body`, charged to the session's memory; what it took is learned.
TaskActor::Outcome TaskActor::call_measured(std::span<const Value> arguments, Failed& failure) {
  SessionMemory& memory = *network_->run().memory();
  MemoryAccount::Reservation* const promised = admission_ != nullptr ? &admission_->reservation : nullptr;
  Outcome outcome;
  Footprint seen;
  {
    const MemoryAccount::Scope scope(memory.account(), promised);
    outcome.value = call_body(arguments, failure);
    seen = {scope.live_bytes(), scope.peak_bytes()};
  }
  const std::size_t bytes = outcome.value.size_bytes();
  if (outcome.value.kind() != ValueKind::chunk) {
    seen.output_bytes = std::max(seen.output_bytes, bytes);
    seen.own_bytes = std::max(seen.own_bytes, bytes);
  }
  network_->footprints()->learn(body_id_, seen);
  const bool was_there = body_->steps.empty() && body_->promised < 0;
  if (bytes < smallest_tracked || was_there || outcome.value.find<YieldedGraph>() != nullptr)
    return outcome;
  const MemoryAccount::Scope scope(memory.account(),
                                   promised); // a list's own bytes are part of what was promised
  outcome.spillable = memory.track(std::exchange(outcome.value, Value()),
                                   can_be_read_again() ? std::make_unique<const Body>(*body_) : nullptr);
  return outcome;
}

/// The input that is the result, as it is, if it may leave memory: it need not even be there.
SpillableValue* TaskActor::passed_through() noexcept {
  const Run& run = network_->run();
  if (run.memory() == nullptr)
    return nullptr;
  const Body& body = *body_;
  if (!body.steps.empty())
    return nullptr;
  if (body.result.kind == Operand::Kind::literal && body.promised < 0) {
    SpillableValue* const referred = spillable_of(body.literals[body.result.index]);
    return referred != nullptr && &referred->memory() == run.memory() ? referred : nullptr;
  }
  const bool is_same = is_exact_ || (body.promised < 0 && body.result.kind == Operand::Kind::input);
  return is_same ? find<Result>(inputs()[body.promised < 0 ? body.result.index : 0])->spillable() : nullptr;
}

/// Whether its value is read from a file, and nothing else is needed to read it again.
bool TaskActor::can_be_read_again() const noexcept {
  return input_count_ == 0 && body_->steps.size() == 1 && reads(*body_);
}

} // namespace troupe
