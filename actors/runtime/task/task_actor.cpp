#include "runtime/task/task_actor.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <optional>
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

void destroy_actor(caf::abstract_actor* actor) {
  actor->on_destroy();
  static_cast<TaskActor*>(actor)->~TaskActor();
}

void free_block(caf::actor_control_block* block) {
  block->~actor_control_block();
  ::operator delete(block);
}

/// Values below this stay in memory: looking after them would cost more than they take.
constexpr std::size_t smallest_tracked = 1024;

/// Whether a body reads its value from a file and needs nothing else to do it again.
bool can_be_repeated(const Body& body) { return reads(body) && body.steps.size() == 1; }

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
  if (state() == TaskState::waiting) {
    if (run.memory() != nullptr && !may_start())
      return awaiting_message;
    enter_state(TaskState::admitted);
  }
  if (run.has_io_pool() && worker.role() != Worker::Role::io && reads(network_->graph().body(task_))) {
    enter_state(TaskState::loading);
    intrusive_ptr_add_ref_impl();
    run.io_begins();
    run.module().io().submit(this);
    return awaiting_message;
  }
  return execute(worker);
}

// -- memory

/// Whether the task may go on at once. If not, it is resumed when it may: the reference in hand is passed on.
bool TaskActor::may_start() {
  if (admission_ == nullptr) {
    SessionMemory& memory = *network_->run().memory();
    admission_ = ask_for_memory();
    if (admission_ == nullptr)
      return true;
    intrusive_ptr_add_ref_impl();
    network_->run().task_waits();
    if (memory.enter(*admission_) != SessionMemory::Entry::admitted)
      return false; // by now another worker may run it
    intrusive_ptr_release_impl();
  }
  network_->run().task_goes_on();
  return true;
}

/// What the task needs; nullptr if that is next to nothing, and there is room for it.
std::unique_ptr<Admission> TaskActor::ask_for_memory() {
  Run& run = network_->run();
  const BodyId id = network_->graph().body_id(task_);
  const auto spillable = [](Content* input) {
    const Result* const result = find<Result>(input);
    return result != nullptr ? result->spillable() : nullptr;
  };
  if (network_->footprints()->is_nothing(id) && std::ranges::none_of(inputs(), spillable)
      && run.memory()->has_room())
    return nullptr;
  std::size_t largest = 0;
  std::vector<SpillablePointer> needed;
  if (passed_through() == nullptr) {
    const bool by_reference = takes_references(network_->graph().body_at(id));
    for (Content* const input : inputs()) {
      SpillableValue* const value = spillable(input);
      if (value == nullptr || (by_reference && value->kind() == ValueKind::chunk))
        continue;
      largest = std::max(largest, value->size_bytes());
      if (std::ranges::find(needed, value, &SpillablePointer::get) == needed.end())
        needed.emplace_back(value);
    }
  }
  const Footprint footprint =
      network_->footprints()->of(id, std::max(largest, run.memory()->first_guess_bytes()));
  if (needed.empty() && footprint.own_bytes < smallest_tracked && run.memory()->has_room())
    return nullptr;
  return std::unique_ptr<Admission>(new Admission{run, *this, run.use_time(rank_key()), std::move(needed),
                                                  footprint.own_bytes, network_->footprints()->is_sure(id)});
}

void TaskActor::leave_memory() noexcept {
  if (admission_ == nullptr)
    return;
  network_->run().memory()->leave(*admission_);
  admission_.reset();
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
  const std::uint16_t own_retries = network_->graph().body(task_).retries;
  const int retries = own_retries > 0 ? own_retries : network_->run().terms().retries;
  if (admission_ != nullptr)
    network_->run().memory()->begin(*admission_);
  const Worker::AdmissionScope admitted(worker, admission_.get());
  TaskError::Details failure;
  std::optional<Outcome> outcome = attempt(failure);
  while (!outcome) {
    if (network_->run().should_stop()) {
      // What a kernel throws when its run is over is no failure of its own.
      retire(caf::exit_reason::kill, &worker);
      return done;
    }
    ++tally.failures;
    if (failure.attempts > retries) {
      fail(std::move(failure), worker);
      return done;
    }
    ++tally.retries;
    ++failure.attempts;
    outcome = attempt(failure);
  }
  if (outcome->spliced != nullptr) {
    ++tally.splices;
    leave_memory();
    start_splice(*outcome->spliced.release(), worker);
    return awaiting_message;
  }
  succeed(std::move(*outcome), worker);
  return done;
}

// The one place where what a kernel throws is caught.
std::optional<TaskActor::Outcome> TaskActor::attempt(TaskError::Details& failure) {
  failure.kernel.clear();
  failure.inputs.clear();
  try {
    if (admission_ != nullptr && !admission_->failure.empty())
      throw MemoryError(admission_->failure);
    Outcome outcome = evaluate_body(failure);
    if (outcome.value.kind() == ValueKind::user && outcome.value.find<YieldedGraph>() != nullptr)
      return plan_splice(std::move(outcome.value));
    return outcome;
  } catch (const std::exception& error) {
    failure.reason = error.what();
  } catch (...) {
    failure.reason = "the kernel threw something that is not a std::exception";
  }
  return std::nullopt;
}

const TaskActor::Content* TaskActor::failed_input() noexcept {
  const auto failed =
      std::ranges::find_if(inputs(), [](Content* input) { return find<Failure>(input) != nullptr; });
  return failed == inputs().end() ? nullptr : *failed;
}

TaskActor::Outcome TaskActor::evaluate_body(TaskError::Details& failure) {
  if (SpillableValue* const same = passed_through())
    return {Value(), SpillablePointer(same), nullptr};
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
  const bool by_reference = takes_references(network_->graph().body(task_));
  std::ranges::transform(contents, arguments.begin(), [&](Content* input) {
    const Result& result = *find<Result>(input);
    SpillableValue* const spillable = result.spillable();
    return spillable != nullptr && by_reference && spillable->kind() == ValueKind::chunk
               ? refer_to(*spillable)
               : result.value();
  });
  if (network_->run().memory() == nullptr)
    return {call_body(arguments, failure), nullptr, nullptr};
  return call_measured(arguments, failure);
}

Value TaskActor::call_body(std::span<const Value> arguments, TaskError::Details& failure) {
  Run& run = network_->run();
  const RunningTask context(run);
  FailedCall failed;
  const bool may_hold_references = network_->is_spliced() || run.terms().outer != nullptr;
  try {
    return evaluate(network_->graph().body(task_), {arguments, context, may_hold_references, failed});
  } catch (...) {
    failure.kernel = std::move(failed.kernel);
    failure.inputs = std::move(failed.arguments);
    throw;
  }
}

/// The same, charged to the session's memory.
TaskActor::Outcome TaskActor::call_measured(std::span<const Value> arguments, TaskError::Details& failure) {
  SessionMemory& memory = *network_->run().memory();
  const Body& body = network_->graph().body(task_);
  Outcome outcome;
  Footprint seen;
  {
    const MemoryAccount::Scope scope(memory.account(),
                                     admission_ != nullptr ? &admission_->reservation : nullptr);
    outcome.value = call_body(arguments, failure);
    seen = {scope.live_bytes(), scope.peak_bytes()};
  }
  const std::size_t bytes = outcome.value.size_bytes();
  if (outcome.value.kind() != ValueKind::chunk) {
    seen.output_bytes = std::max(seen.output_bytes, bytes);
    seen.own_bytes = std::max(seen.own_bytes, bytes);
  }
  network_->footprints()->learn(network_->graph().body_id(task_), seen);
  const bool was_there = body.steps.empty() && body.promised < 0;
  if (bytes < smallest_tracked || was_there || outcome.value.find<YieldedGraph>() != nullptr)
    return outcome;
  const bool can_read_again = input_count_ == 0 && can_be_repeated(body);
  outcome.spillable = memory.track(std::exchange(outcome.value, Value()),
                                   can_read_again ? std::make_unique<const Body>(body) : nullptr);
  return outcome;
}

/// The input that is the result, as it is, if it may leave memory: it need not even be there.
SpillableValue* TaskActor::passed_through() noexcept {
  const Run& run = network_->run();
  if (run.memory() == nullptr)
    return nullptr;
  const Body& body = network_->graph().body(task_);
  if (!body.steps.empty())
    return nullptr;
  if (body.result.kind == Operand::Kind::literal && body.promised < 0) {
    SpillableValue* const referred = spillable_of(body.literals[body.result.index]);
    return referred != nullptr && &referred->memory() == run.memory() ? referred : nullptr;
  }
  const bool is_same = is_exact_ || (body.promised < 0 && body.result.kind == Operand::Kind::input);
  return is_same ? find<Result>(inputs()[body.promised < 0 ? body.result.index : 0])->spillable() : nullptr;
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
  if (run().is_traced() && !network_->is_spliced()) {
    const std::size_t bytes =
        outcome.spillable != nullptr ? outcome.spillable->size_bytes() : outcome.value.size_bytes();
    run().trace({task_, bytes, input_count_ == 0 && can_be_repeated(network_->graph().body(task_))});
  }
  RunCounters& counters = network_->run().counters();
  caf::message message = outcome.spillable != nullptr
                             ? caf::make_message(Result(std::move(outcome.spillable), counters))
                             : caf::make_message(Result(std::move(outcome.value), counters));
  drop_inputs();
  leave_memory();
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
  if (failed == batch.all->end() && batch.all->size() > 1) {
    std::vector<Value> values;
    for (const caf::message& message : *batch.all)
      values.push_back(find<Result>(message.cvals().get())->take_out());
    whole = caf::make_message(Result(Value::list(std::move(values)), network_->run().counters()));
  }
  for (const Plan::Edge* edge : promise_->whole_edges())
    network_->deliver(*edge, whole, false, worker);
}

void TaskActor::fail(TaskError::Details details, Worker& worker) {
  leave_memory();
  const Graph& graph = network_->graph();
  const Body& body = graph.body(task_);
  details.key = graph.key(task_);
  // Yielded tasks have no line of their own unless the yielding kernel gave them one.
  const SourceLine line = network_->is_spliced() && body.line.file == nullptr
                              ? network_->run().root().graph().body(network_->root_task()).line
                              : body.line;
  details.file = line.file != nullptr ? line.file : "";
  details.line = line.line;
  if (network_->is_spliced())
    details.reason +=
        " (in the graph yielded by \"" + network_->run().root().graph().key(network_->root_task()) + "\")";
  const caf::message message =
      caf::make_message(Failure{std::make_shared<const TaskError::Details>(std::move(details))});
  network_->run().client().enqueue(nullptr, input_id(0), message, &worker);
  network_->deliver(task_, message, worker);
  retire(caf::exit_reason::kill, &worker);
}

} // namespace troupe
