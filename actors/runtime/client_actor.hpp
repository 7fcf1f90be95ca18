#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <utility>
#include <vector>

#include <caf/actor_control_block.hpp>
#include <caf/monitorable_actor.hpp>

#include <troupe/session.hpp>
#include <troupe/value.hpp>

#include "runtime/messages.hpp"

namespace troupe {

class Run;
class SessionMemory;
class SpillableValue;

/// Stands for whoever computes: receives the wanted results by the way every input takes, and what fails.
///
///     receives  Result     the wanted value number `slot`
///               Failure    a task's; the first one stops the run
///               exit_msg   cancels the run
class ClientActor : public caf::monitorable_actor {
public:
  explicit ClientActor(caf::actor_config& config) : caf::monitorable_actor(config) {}

  void enqueue(caf::strong_actor_ptr sender, caf::message_id id, caf::message content,
               caf::execution_unit* unit) override;
  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit* unit) override;
  const char* name() const override { return "client"; }

  /// The run it is the client of; set before it starts.
  void set_run(Run& run) noexcept { run_ = &run; }
  /// After the end of the run: the first failure, or nullptr. What was thrown is the caller's from then on: whoever still
  /// holds the actor must not be the one to destroy it.
  std::shared_ptr<const TaskError::Details> take_failure();
  /// After the end of the run: lets go of what nobody took.
  void clear() noexcept;

protected:
  virtual void take(std::size_t slot, const Result& result) = 0;
  virtual void clear_results() noexcept = 0;
  Run& run() noexcept { return *run_; }

private:
  void receive(std::size_t slot, const Result& result);
  void fail(std::shared_ptr<const TaskError::Details> details);

  Run* run_ = nullptr;
  mutable std::mutex mutex_;
  std::shared_ptr<const TaskError::Details> failure_;
};

/// Keeps all results. They cannot leave memory any more: more of them than the session may hold stop the run.
class GatheringClient final : public ClientActor {
public:
  GatheringClient(caf::actor_config& config, std::size_t count) : ClientActor(config), values_(count) {}

  /// After the end of the run.
  std::vector<Value> release() noexcept { return std::move(values_); }

private:
  void clear_results() noexcept override { values_.clear(); }
  /// \throws MemoryError if all results so far take more than the session's memory limit.
  void take(std::size_t slot, const Result& result) override;

  /// Counts a result, once however often it is wanted. \throws as `take`
  void count(const SpillableValue& result, const SessionMemory& memory);

  std::vector<Value> values_; ///< each has a place of its own, so that results need not wait for each other
  std::mutex mutex_;
  std::unordered_set<const SpillableValue*> counted_;
  std::uint64_t bytes_ = 0; ///< of all in `counted_`
};

/// Keeps references to all results: what they refer to may leave memory.
class HoldingClient final : public ClientActor {
public:
  HoldingClient(caf::actor_config& config, std::size_t count) : ClientActor(config), references_(count) {}

  /// After the end of the run.
  std::vector<Value> release() noexcept { return std::move(references_); }

private:
  void clear_results() noexcept override { references_.clear(); }
  void take(std::size_t slot, const Result& result) override;

  std::vector<Value> references_;
};

/// Hands results on as they come. When too many wait, the run starts no more sources until some have been
/// taken.
class StreamingClient final : public ClientActor {
public:
  StreamingClient(caf::actor_config& config, std::size_t most_waiting)
      : ClientActor(config), most_waiting_(most_waiting) {}

  bool is_pending() const;
  using Taker = std::function<void(std::size_t slot, Value value)>;
  /// Hands over what waits. If `taker` throws, the run is cancelled and everything later dropped.
  void hand_over(const Taker& taker) noexcept;
  bool has_error() const noexcept { return error_ != nullptr; }
  /// What `taker` threw, if it did. It is the caller's alone from then on: whoever still holds the actor must
  /// not be the one to destroy it.
  std::exception_ptr take_error() noexcept { return std::exchange(error_, nullptr); }

private:
  void clear_results() noexcept override;
  void take(std::size_t slot, const Result& result) override;

  const std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::vector<std::pair<std::size_t, Value>> waiting_;
  std::exception_ptr error_;
};

} // namespace troupe
