#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <caf/monitorable_actor.hpp>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>
#include <troupe/value.hpp>

#include "runtime/memory/admission.hpp"
#include "runtime/messages.hpp"
#include "runtime/run/network.hpp"
#include "runtime/scheduler/ready_queue.hpp"
#include "runtime/task/promise.hpp"
#include "runtime/tracing/run_observer.hpp"

namespace troupe {

/// Where a task is in its life. The way is down the list; a task without a kernel that reads goes from
/// admitted to running, and one that yields a graph comes back to waiting, for the graph's results.
enum class TaskState : std::uint8_t { waiting, admitted, loading, running, done };

/// One task of a graph: a CAF actor with handle, id and monitors, and without a mailbox. It waits for its
/// inputs, runs its body once, sends the result to its consumers and ends.
///
///     receives  Result          an input; stored, counted, and nothing else: this runs in the sender's thread
///               Failure         an input that will never come; passed on in place of a result
///               exit_msg        fails the run, unless its reason is normal
///     sends     the first two   along its edges, and a Failure of its own to the client
///
/// When the last input is there the actor hands itself to the execution unit that brought it. One reference
/// is passed from the directory to the ready queue to the worker that runs the task; when that lets go, the
/// actor is gone.
class TaskActor final : public caf::monitorable_actor, public RankedJob {
public:
  /// A fresh actor in the worker's thread. The caller owns its one reference.
  static TaskActor* spawn(Network& network, TaskId task, std::uint32_t inputs, Worker& worker);

  TaskActor(caf::actor_config& config, Network& network, TaskId task, std::uint32_t inputs);
  ~TaskActor() override;

  /// For an actor that another thread was quicker to make: it never was.
  void discard() noexcept;

  void enqueue(caf::strong_actor_ptr sender, caf::message_id id, caf::message content,
               caf::execution_unit* unit) override;
  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit* unit) override;
  const char* name() const override { return "task"; }
  void on_destroy() override;

  resume_result resume(caf::execution_unit* unit, std::size_t) override;
  void intrusive_ptr_add_ref_impl() override;
  void intrusive_ptr_release_impl() override;
  RankKey rank_key() const noexcept override { return network_->rank_key(task_); }
  Run& run() const noexcept override { return network_->run(); }

  TaskState state() const noexcept { return state_.load(std::memory_order_relaxed); }
  TaskId task() const noexcept { return task_; }
  Network& network() const noexcept { return *network_; }

private:
  using Content = caf::detail::message_data;

  std::span<Content*> inputs() noexcept;
  bool receive(caf::message_id id, caf::message::data_ptr& content, caf::execution_unit* unit);
  bool may_start(Worker& worker);
  std::unique_ptr<Admission> ask_for_memory();
  void leave_memory() noexcept;
  SpillableValue* passed_through() noexcept;
  bool can_be_read_again() const noexcept;
  RunObserver::Place place(Worker& worker) const noexcept { return {*network_, task_, worker}; }
  bool receive_exit(const caf::message& content, caf::execution_unit* unit);
  void become_ready(caf::execution_unit* unit);
  void enter_state(TaskState state) noexcept { state_.store(state, std::memory_order_relaxed); }

  /// What a task came to: a value, or a graph to run in its place.
  struct Outcome {
    Value value;
    SpillablePointer spillable; ///< In place of a value, if it is one that may leave memory.
    std::unique_ptr<Network> spliced;
  };
  resume_result execute(Worker& worker);
  /// Nothing as long as no attempt has failed, which is what a task that goes well pays for.
  using Failed = std::optional<TaskError::Details>;
  std::optional<Outcome> attempt(Failed& failure);
  Outcome evaluate_body(Failed& failure);
  Value call_body(std::span<const Value> arguments, Failed& failure);
  Outcome call_measured(std::span<const Value> arguments, Failed& failure);
  Outcome plan_splice(Value value);
  void succeed(Outcome outcome, Worker& worker);
  void start_splice(Network& network, Worker& worker);
  resume_result forward(Worker& worker);
  void send_batch(Promise::Batch batch, Worker& worker);
  caf::message list_of(const std::vector<caf::message>& results, Worker& worker);
  void fail(TaskError::Details details, Worker& worker);
  bool wants_file() const;
  void save_to_file(TaskError::Details& details);
  void require_memory_to_save();
  void add_place(TaskError::Details& details) const;
  caf::message tell_failure(TaskError::Details details, Worker& worker);
  const Content* failed_input() noexcept;
  void drop_inputs() noexcept;
  void end_references() noexcept;
  void end_uses() noexcept;
  void retire(caf::error reason, caf::execution_unit* unit);

  Network* network_;
  TaskId task_;
  std::uint32_t input_count_;
  std::atomic<std::uint32_t> missing_;
  BodyId body_id_ = 0;
  const Body* body_ = nullptr; ///< Looked up when it is ready.
  std::atomic<TaskState> state_{TaskState::waiting};
  bool is_exact_ = false;                ///< The input is already the result that the task is a promise for.
  std::unique_ptr<Promise> promise_;     ///< Of a task that has yielded a graph: what it waits for.
  std::unique_ptr<Admission> admission_; ///< Where memory is limited: what it has, or asks for.
};

} // namespace troupe
