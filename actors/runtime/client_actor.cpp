#include "runtime/client_actor.hpp"

#include <exception>
#include <string>
#include <utility>

#include <caf/system_messages.hpp>

#include <troupe/byte_size.hpp>
#include <troupe/error.hpp>

#include "runtime/memory/session_memory.hpp"
#include "runtime/messages.hpp"
#include "runtime/run/run.hpp"
#include "runtime/task/value_reference.hpp"

namespace troupe {

void ClientActor::enqueue(caf::strong_actor_ptr, caf::message_id id, caf::message content,
                          caf::execution_unit*) {
  if (const auto* result = find<Result>(content.vals().get())) {
    receive(slot_of(id), *result);
  } else if (const auto* failure = find<Failure>(content.vals().get())) {
    fail(failure->details);
  } else if (content.match_elements<caf::exit_msg>()) {
    run_->stop(Stop::cancelled);
  }
}

void ClientActor::receive(std::size_t slot, const Result& result) {
  try {
    take(slot, result);
  } catch (const std::exception& error) { // it was out of memory, and cannot be read back
    TaskError::Details details;
    details.key = "result " + std::to_string(slot);
    details.reason = error.what();
    details.cause = std::current_exception();
    fail(std::make_shared<const TaskError::Details>(std::move(details)));
  }
}

void ClientActor::fail(std::shared_ptr<const TaskError::Details> details) {
  {
    const std::scoped_lock lock(mutex_);
    if (failure_ == nullptr)
      failure_ = std::move(details);
  }
  run_->stop(Stop::failed);
}

void ClientActor::enqueue(caf::mailbox_element_ptr element, caf::execution_unit* unit) {
  enqueue(std::move(element->sender), element->mid, element->move_content_to_message(), unit);
}

std::shared_ptr<const TaskError::Details> ClientActor::take_failure() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(failure_, nullptr);
}

void ClientActor::clear() noexcept {
  take_failure();
  clear_results();
}

void GatheringClient::take(std::size_t slot, const Result& result) {
  const SessionMemory* const memory = run().memory();
  if (memory != nullptr && result.spillable() != nullptr)
    count(*result.spillable(), *memory);
  values_[slot] = result.take_out();
}

void GatheringClient::count(const SpillableValue& result, const SessionMemory& memory) {
  const std::scoped_lock lock(mutex_);
  if (counted_.insert(&result).second)
    bytes_ += result.size_bytes();
  if (bytes_ > memory.limit_bytes())
    throw MemoryError("compute: the results take more than the session's memory limit of "
                      + to_string(ByteSize(memory.limit_bytes())) + ": " + std::to_string(counted_.size())
                      + " of " + std::to_string(values_.size()) + " blocks are " + to_string(ByteSize(bytes_))
                      + "; take them one by one, store them, or hold them");
}

void HoldingClient::take(std::size_t slot, const Result& result) {
  references_[slot] = result.spillable() != nullptr ? refer_to(*result.spillable()) : result.value();
}

bool StreamingClient::is_pending() const {
  const std::scoped_lock lock(mutex_);
  return !waiting_.empty();
}

void StreamingClient::take(std::size_t slot, const Result& result) {
  Value value = result.take_out();
  if (SessionMemory* const memory = run().memory())
    memory->results_wait(run(), 1);
  bool is_first = false;
  bool is_full = false;
  {
    const std::scoped_lock lock(mutex_);
    is_first = waiting_.empty();
    waiting_.emplace_back(slot, std::move(value));
    is_full = waiting_.size() == most_waiting_;
    // Under the lock, so that it cannot overtake the end of a hand-over.
    if (is_full)
      run().hold(true);
  }
  if (is_first)
    run().notify();
}

void StreamingClient::hand_over(const Taker& taker) noexcept {
  std::vector<std::pair<std::size_t, Value>> batch;
  {
    const std::scoped_lock lock(mutex_);
    batch.swap(waiting_);
  }
  for (auto& [slot, value] : batch) {
    if (error_ == nullptr) {
      try {
        taker(slot, std::exchange(value, Value()));
      } catch (...) {
        error_ = std::current_exception();
        run().stop(Stop::cancelled);
      }
    }
    if (SessionMemory* const memory = run().memory())
      memory->results_taken(run(), 1);
  }
  const std::scoped_lock lock(mutex_);
  if (batch.size() >= most_waiting_ && waiting_.size() < most_waiting_)
    run().hold(false);
}

void StreamingClient::clear_results() noexcept {
  error_ = nullptr;
  const std::scoped_lock lock(mutex_);
  if (SessionMemory* const memory = waiting_.empty() ? nullptr : run().memory())
    memory->results_taken(run(), waiting_.size());
  waiting_.clear();
}

} // namespace troupe
