#include "runtime/task/task_actor.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <caf/system_messages.hpp>

#include "runtime/memory/session_memory.hpp"
#include "runtime/run/run.hpp"
#include "runtime/scheduler/scheduler_module.hpp"
#include "runtime/scheduler/worker.hpp"
#include "runtime/task/evaluate.hpp"
#include "runtime/task/value_reference.hpp"

namespace troupe {

namespace {

/// What a kernel may ask while it runs.
class RunningTask final : public TaskContext {
public:
  explicit RunningTask(Run& run) : run_(run) {}
  bool cancelled() const noexcept override { return run_.should_stop(); }
  Session& session() const noexcept override { return run_.module().session(); }

private:
  Run& run_;
};

// CAF's actors are one block: their control block, up to the end of its cache line, and then the actor
// itself. Ours ends in a place for each input, so that a task is a single allocation.
static_assert(sizeof(caf::actor_control_block) <= CAF_CACHE_LINE_SIZE);
static_assert(alignof(TaskActor) <= alignof(std::max_align_t));

TaskError::Details& details_in(std::optional<TaskError::Details>& failure) {
  return failure ? *failure : failure.emplace();
}

/// Of what is being handled.
void add_cause(std::optional<TaskError::Details>& failure, std::string reason) {
  details_in(failure).reason = std::move(reason);
  failure->cause = std::current_exception();
}

// What people are told: of a chunk its elements, as plans predict them, and not what they take in memory.
std::size_t bytes_of(const Value& value) {
  return value.kind() == ValueKind::chunk ? value.as_chunk().size_bytes() : value.size_bytes();
}
std::size_t bytes_of(const SpillableValue& value) {
  return value.kind() == ValueKind::chunk
             ? static_cast<std::size_t>(byte_count(value.shape(), size_of(value.dtype())))
             : value.size_bytes();
}

void destroy_actor(caf::abstract_actor* actor) {
  actor->on_destroy();
  static_cast<TaskActor*>(actor)->~TaskActor();
}

void free_block(caf::actor_control_block* block) {
  block->~actor_control_block();
  ::operator delete(block);
}

} // namespace

// -- life and death

TaskActor* TaskActor::spawn(Network& network, TaskId task, std::uint32_t inputs, Worker& worker) {
  const std::size_t size = CAF_CACHE_LINE_SIZE + sizeof(TaskActor) + inputs * sizeof(Content*);
  auto* const memory = static_cast<std::byte*>(::operator new(size));
  caf::node_id node = worker.node();
  new (memory)
      caf::actor_control_block(worker.next_actor_id(), node, &worker.system(), destroy_actor, free_block);
  return new (memory + CAF_CACHE_LINE_SIZE) TaskActor(worker.actor_config(), network, task, inputs);
}

TaskActor::TaskActor(caf::actor_config& config, Network& network, TaskId task, std::uint32_t inputs)
    : caf::monitorable_actor(config), network_(&network), task_(task), input_count_(inputs),
      missing_(inputs) {
  std::ranges::fill(this->inputs(), nullptr);
}

TaskActor::~TaskActor() {
  if (network_ == nullptr)
    return;
  leave_memory();
  end_uses();
  drop_inputs();
  Run& run = network_->run();
  network_->release();
  run.actor_gone();
}

void TaskActor::discard() noexcept {
  network_ = nullptr;
  intrusive_ptr_release_impl();
}

std::span<TaskActor::Content*> TaskActor::inputs() noexcept {
  return {reinterpret_cast<Content**>(reinterpret_cast<std::byte*>(this) + sizeof(TaskActor)), input_count_};
}

void TaskActor::drop_inputs() noexcept {
  end_references();
  for (Content*& input : inputs())
    if (Content* const content = std::exchange(input, nullptr))
      caf::intrusive_ptr_release(content);
}

void TaskActor::intrusive_ptr_add_ref_impl() { caf::intrusive_ptr_add_ref(ctrl()); }
void TaskActor::intrusive_ptr_release_impl() { caf::intrusive_ptr_release(ctrl()); }

void TaskActor::on_destroy() {
  // Nobody refers to it any more, so nobody can attach anything any more.
  if (attachables_head_ != nullptr)
    cleanup(caf::exit_reason::kill, nullptr);
  caf::monitorable_actor::on_destroy();
}

// Tells those who watch that the actor has ended. When nobody but the worker refers to it there is nobody to
// tell, unless something was attached; looking is safe then, and spares a lock.
void TaskActor::retire(caf::error reason, caf::execution_unit* unit) {
  if (ctrl()->strong_refs.load(std::memory_order_acquire) == 1
      && ctrl()->weak_refs.load(std::memory_order_acquire) == 1 && attachables_head_ == nullptr)
    return;
  cleanup(std::move(reason), unit);
}

// -- receiving

void TaskActor::enqueue(caf::strong_actor_ptr sender, caf::message_id id, caf::message content,
                        caf::execution_unit* unit) {
  if (receive(id, content.vals(), unit) || receive_exit(content, unit))
    return;
  caf::mailbox_element_ptr element = caf::make_mailbox_element(std::move(sender), id, {}, std::move(content));
  if (!handle_system_message(*element, unit, true))
    bounce(element, caf::sec::unexpected_message);
}

void TaskActor::enqueue(caf::mailbox_element_ptr element, caf::execution_unit* unit) {
  enqueue(std::move(element->sender), element->mid, element->move_content_to_message(), unit);
}

bool TaskActor::receive(caf::message_id id, caf::message::data_ptr& content, caf::execution_unit* unit) {
  if (find<Result>(content.get()) == nullptr && find<Failure>(content.get()) == nullptr)
    return false;
  const std::uint32_t slot = slot_of(id);
  if (promise_ != nullptr) {
    if (promise_->accept(slot, caf::message(std::move(content)))) {
      intrusive_ptr_add_ref_impl();
      become_ready(unit);
    }
    return true;
  }
  inputs()[slot] = content.detach();
  // Only promises get such an input, and it is the only one they have.
  if (is_exact(id))
    is_exact_ = true;
  if (input_count_ == 1) {
    become_ready(unit);
  } else if (missing_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    network_->forget(task_);
    become_ready(unit);
  }
  return true;
}

bool TaskActor::receive_exit(const caf::message& content, caf::execution_unit* unit) {
  if (!content.match_elements<caf::exit_msg>())
    return false;
  const caf::error& reason = content.get_as<caf::exit_msg>(0).reason;
  if (!reason)
    return true;
  auto details = std::make_shared<TaskError::Details>();
  details->key = network_->graph().key(task_);
  details->reason = "its actor was told to exit: " + home_system().render(reason);
  run().client().enqueue(nullptr, input_id(0), caf::make_message(Failure{std::move(details)}), unit);
  return true;
}

void TaskActor::become_ready(caf::execution_unit* unit) {
  if (unit != nullptr)
    unit->exec_later(this);
  else
    home_system().scheduler().enqueue(static_cast<RankedJob*>(this));
}

// -- running

caf::resumable::resume_result TaskActor::resume(caf::execution_unit* unit, std::size_t) {
  auto& worker = static_cast<Worker&>(*unit);
  Run& run = network_->run();
  if (run.should_stop()) {
    retire(caf::exit_reason::kill, unit);
    return done;
  }
  if (promise_ != nullptr)
    return forward(worker);
  if (body_ == nullptr) {
    body_id_ = network_->graph().body_id(task_);
    body_ = &network_->graph().body_at(body_id_);
  }
  if (state() == TaskState::waiting) {
    if (run.memory() != nullptr && !may_start(worker))
      return awaiting_message;
    enter_state(TaskState::admitted);
  }
  if (run.has_io_pool() && worker.role() != Worker::Role::io && reads(*body_)) {
    enter_state(TaskState::loading);
    intrusive_ptr_add_ref_impl();
    run.io_begins();
    run.module().io().submit(this);
    return awaiting_message;
  }
  return execute(worker);
}

caf::resumable::resume_result TaskActor::execute(Worker& worker) {
  enter_state(TaskState::running);
  if (const Content* failed = failed_input()) {
    network_->deliver(task_, caf::message(caf::message::data_ptr(const_cast<Content*>(failed))), worker);
    retire(caf::exit_reason::kill, &worker);
    return done;
  }
  Tally& tally = worker.tally();
  tally.count_task();
  const std::uint16_t own_retries = body_->retries;
  const int retries = own_retries > 0 ? own_retries : network_->run().terms().retries;
  if (admission_ != nullptr)
    network_->run().memory()->begin(*admission_);
  const Worker::AdmissionScope admitted(worker, admission_.get());
  RunObserver* const observer = network_->run().observer();
  if (observer != nullptr) {
    observer->record_start(worker.slot().trace, network_->trace_number(), body_id_);
    if (observer->wants_starts())
      observer->task_starts(place(worker));
  }
  Failed failure;
  std::optional<Outcome> outcome = attempt(failure);
  while (!outcome) {
    if (network_->run().should_stop()) {
      // What a kernel throws when its run is over is no failure of its own.
      retire(caf::exit_reason::kill, &worker);
      return done;
    }
    ++tally.failures;
    if (observer != nullptr)
      observer->task_fails(place(worker), failure->attempts, failure->attempts > retries, failure->reason);
    if (failure->attempts > retries) {
      fail(*std::move(failure), worker);
      return done;
    }
    ++tally.retries;
    ++failure->attempts;
    outcome = attempt(failure);
  }
  if (outcome->spliced != nullptr) {
    ++tally.splices;
    if (observer != nullptr)
      observer->task_yields(place(worker), *outcome->spliced);
    leave_memory();
    start_splice(*outcome->spliced.release(), worker);
    return awaiting_message;
  }
  succeed(std::move(*outcome), worker);
  return done;
}

// The one place where what a kernel throws is caught.
std::optional<TaskActor::Outcome> TaskActor::attempt(Failed& failure) {
  if (failure) {
    failure->kernel.clear();
    failure->inputs.clear();
  }
  try {
    if (admission_ != nullptr && !admission_->failure.empty())
      throw MemoryError(admission_->failure);
    Outcome outcome = evaluate_body(failure);
    if (outcome.value.kind() == ValueKind::user && outcome.value.find<YieldedGraph>() != nullptr)
      return plan_splice(std::move(outcome.value));
    return outcome;
  } catch (const std::exception& error) {
    add_cause(failure, error.what());
  } catch (...) {
    add_cause(failure, "the kernel threw something that is not a std::exception");
  }
  return std::nullopt;
}

const TaskActor::Content* TaskActor::failed_input() noexcept {
  const auto failed =
      std::ranges::find_if(inputs(), [](Content* input) { return find<Failure>(input) != nullptr; });
  return failed == inputs().end() ? nullptr : *failed;
}

TaskActor::Outcome TaskActor::evaluate_body(Failed& failure) {
  if (SpillableValue* const same = passed_through()) {
    same->memory().end_use(*same, run().use_time(rank_key()));
    return {Value(), SpillablePointer(same), nullptr};
  }
  const std::span<Content*> contents = inputs();
  if (is_exact_)
    return {find<Result>(contents.front())->value(), nullptr, nullptr};
  // Most tasks have few inputs; their arguments need no memory of their own.
  std::array<Value, 4> few;
  std::vector<Value> many;
  std::span<Value> arguments(few.data(), std::min(contents.size(), few.size()));
  if (contents.size() > few.size()) {
    many.resize(contents.size());
    arguments = many;
  }
  std::ranges::transform(contents, arguments.begin(), [&](Content* input) {
    const Result& result = *find<Result>(input);
    SpillableValue* const spillable = result.spillable();
    return spillable != nullptr && takes_reference(*body_, spillable->kind()) ? refer_to(*spillable)
                                                                              : result.value();
  });
  if (network_->run().memory() == nullptr)
    return {call_body(arguments, failure), nullptr, nullptr};
  return call_measured(arguments, failure);
}

Value TaskActor::call_body(std::span<const Value> arguments, Failed& failure) {
  Run& run = network_->run();
  const RunningTask context(run);
  FailedCall failed;
  try {
    return evaluate(*body_, {arguments, context, network_->may_hold_references(), failed});
  } catch (...) {
    details_in(failure).kernel = std::move(failed.kernel);
    details_in(failure).inputs = std::move(failed.arguments);
    throw;
  }
}

TaskActor::Outcome TaskActor::plan_splice(Value value) {
  const auto& yielded = *value.find<YieldedGraph>();
  if (yielded.wanted.empty())
    return {Value::list({}), nullptr, nullptr};
  Plan plan(yielded.graph, yielded.wanted, Delivery::keep);
  promise_ = std::make_unique<Promise>(*network_, task_, yielded.wanted.size());
  const Graph& graph = yielded.graph;
  return {Value(), nullptr,
          std::make_unique<Network>(network_->run(), graph, std::move(plan),
                                    Network::Splice{std::move(value), *network_, task_, *this})};
}

// -- sending

void TaskActor::succeed(Outcome outcome, Worker& worker) {
  if (RunObserver* const observer = run().observer()) {
    const std::size_t bytes =
        outcome.spillable != nullptr ? bytes_of(*outcome.spillable) : bytes_of(outcome.value);
    observer->record_result(worker.slot().trace, worker.number(), task_, network_->trace_number(), body_id_,
                            bytes);
    if (observer->wants_finishes())
      observer->task_finishes(place(worker), bytes, can_be_read_again());
  }
  RunCounters& counters = network_->run().counters();
  caf::message message = outcome.spillable != nullptr
                             ? caf::make_message(Result(std::move(outcome.spillable), counters))
                             : caf::make_message(Result(std::move(outcome.value), counters));
  network_->announce_uses(task_, message);
  drop_inputs();
  leave_memory();
  if (network_->is_used_once(body_id_))
    let_go_of(body_->literals.front());
  network_->deliver(task_, std::move(message), worker);
  enter_state(TaskState::done);
  retire(caf::error(), &worker);
}

// From here on results may come in, and other workers may pass them on.
void TaskActor::start_splice(Network& network, Worker& worker) {
  SpliceList& splices = network_->run().splices();
  network_->run().add_tasks(network.plan().task_count());
  drop_inputs();
  enter_state(TaskState::waiting);
  intrusive_ptr_add_ref_impl();
  splices.add_waiting(*this);
  splices.add(network);
  worker.exec_later(&network.stream());
}

caf::resumable::resume_result TaskActor::forward(Worker& worker) {
  do {
    Promise::Batch batch = promise_->collect();
    const bool is_last = batch.is_last;
    send_batch(std::move(batch), worker);
    if (is_last) {
      enter_state(TaskState::done);
      network_->run().splices().remove_waiting(*this);
      intrusive_ptr_release_impl();
      retire(caf::error(), &worker);
      return done;
    }
  } while (promise_->has_more());
  return awaiting_message;
}

void TaskActor::send_batch(Promise::Batch batch, Worker& worker) {
  for (Promise::Parcel& parcel : batch.parcels)
    network_->deliver(*parcel.edge, std::move(parcel.content), parcel.exact, worker);
  if (!batch.all)
    return;
  const auto failed = std::ranges::find_if(*batch.all, [](const caf::message& message) {
    return find<Failure>(message.cvals().get()) != nullptr;
  });
  caf::message whole = failed != batch.all->end() ? *failed : batch.all->front();
  if (failed == batch.all->end() && batch.all->size() > 1)
    whole = list_of(*batch.all, worker);
  for (const Plan::Edge* edge : promise_->whole_edges())
    network_->deliver(*edge, whole, false, worker);
}

caf::message TaskActor::list_of(const std::vector<caf::message>& results, Worker& worker) {
  TaskError::Details details;
  try {
    std::vector<Value> values;
    for (const caf::message& message : results)
      values.push_back(find<Result>(message.cvals().get())->take_out());
    return caf::make_message(Result(Value::list(std::move(values)), network_->run().counters()));
  } catch (const std::exception& error) {
    details.reason = std::string("a result of its graph cannot be read back: ") + error.what();
    details.cause = std::current_exception();
  }
  add_place(details);
  return tell_failure(std::move(details), worker);
}

} // namespace troupe
