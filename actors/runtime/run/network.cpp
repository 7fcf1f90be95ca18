#include "runtime/run/network.hpp"

#include <algorithm>
#include <new>
#include <utility>
#include <vector>

#include "runtime/memory/session_memory.hpp"
#include "runtime/messages.hpp"
#include "runtime/run/run.hpp"
#include "runtime/scheduler/worker.hpp"
#include "runtime/task/task_actor.hpp"

// What it knows of values where memory is limited: network_memory.cpp.

namespace troupe {

Network::Network(Run& run, const Graph& graph, Plan plan, caf::abstract_actor& sink)
    : run_(run), graph_(graph), plan_(std::move(plan)), sink_(sink) {
  prepare();
}

Network::Network(Run& run, const Graph& graph, Plan plan, Splice splice)
    : run_(run), graph_(graph), plan_(std::move(plan)), sink_(splice.sink),
      yielded_(std::move(splice.yielded)), depth_(splice.parent.depth_ + 1),
      stream_(std::make_unique<SourceStream>(*this)), references_(plan_.task_count() + 1) {
  root_task_ = splice.parent.is_spliced() ? splice.parent.root_task_ : splice.task;
  root_rank_ = splice.parent.is_spliced() ? splice.parent.root_rank(splice.parent.plan_.rank(splice.task))
                                          : splice.parent.plan_.rank(splice.task);
  if (!splice.parent.is_spliced())
    find_places(splice.parent, splice.task);
  if (run_.memory() != nullptr) {
    find_used_once();
    find_result_uses(splice.parent, splice.task);
  }
  prepare();
}

Network::~Network() = default;

void Network::prepare() {
  if (SessionMemory* const memory = run_.memory()) {
    footprints_ = std::make_unique<Footprints>(graph_, memory->habits());
    find_dereferencing();
  }
  if (plan_.sources().size() == plan_.task_count())
    return;
  // Memory from calloc is zero without being touched, so that unused parts of the directory cost nothing.
  directory_size_ = graph_.size();
  directory_.reset(static_cast<TaskActor**>(std::calloc(directory_size_, sizeof(TaskActor*))));
  if (directory_ == nullptr)
    throw std::bad_alloc();
}

// A task takes the place of the first promised result that needs it: what follows the first results comes before
// what only the later ones need, and those do not wait in memory for it.
void Network::find_places(const Network& parent, TaskId yielding) {
  const std::vector<TaskId>& wanted = yielded_.find<YieldedGraph>()->wanted;
  std::vector<std::uint32_t> promised(wanted.size(), root_rank_);
  for (const Plan::Edge& edge : parent.plan_.consumers(yielding)) {
    const std::int32_t number = edge.consumer == no_task ? -1 : parent.graph_.body(edge.consumer).promised;
    if (number < 0 || static_cast<std::size_t>(number) >= wanted.size())
      return; // somebody takes them all at once
    std::uint32_t& rank = promised[static_cast<std::size_t>(number)];
    const std::uint32_t found = parent.plan_.rank(edge.consumer);
    rank = rank == root_rank_ ? found : std::min(rank, found);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i)
    places_.push_back({plan_.rank(wanted[i]), promised[i]});
  std::ranges::sort(places_, {}, &Place::last_rank);
  for (std::size_t i = places_.size(); i-- > 1;)
    places_[i - 1].root_rank = std::min(places_[i - 1].root_rank, places_[i].root_rank);
}

bool Network::may_hold_references() const noexcept { return is_spliced() || run_.terms().outer != nullptr; }

std::uint32_t Network::root_rank(std::uint32_t rank) const noexcept {
  const auto place = std::ranges::lower_bound(places_, rank, {}, &Place::last_rank);
  return place == places_.end() ? root_rank_ : place->root_rank;
}

RankKey Network::rank_key(TaskId task) const noexcept {
  const std::uint32_t rank = plan_.rank(task);
  if (depth_ == 0)
    return RankKey{rank} << 32 | 0xffffffff;
  const std::uint32_t shallowness = 255 - std::min(depth_, 255u);
  return RankKey{root_rank(rank)} << 32 | shallowness << 24 | std::min(rank, 0xffffffu);
}

TaskActor* Network::spawn_source(TaskId task, Worker& worker) {
  TaskActor* const actor = TaskActor::spawn(*this, task, 0, worker);
  ++worker.tally().actors;
  return actor;
}

TaskActor* Network::actor_of(TaskId task, std::uint32_t inputs, Worker& worker) {
  if (inputs < 2) {
    ++worker.tally().actors;
    return TaskActor::spawn(*this, task, inputs, worker);
  }
  const std::atomic_ref<TaskActor*> place(directory_[task]);
  TaskActor* found = place.load(std::memory_order_acquire);
  if (found != nullptr)
    return found;
  TaskActor* const fresh = TaskActor::spawn(*this, task, inputs, worker);
  if (place.compare_exchange_strong(found, fresh, std::memory_order_acq_rel, std::memory_order_acquire)) {
    ++worker.tally().actors;
    return fresh;
  }
  fresh->discard();
  return found;
}

TaskActor* Network::find_waiting(TaskId task) const noexcept {
  if (task >= directory_size_)
    return nullptr;
  return std::atomic_ref<TaskActor*>(directory_[task]).load(std::memory_order_acquire);
}

void Network::forget(TaskId task) noexcept {
  std::atomic_ref<TaskActor*>(directory_[task]).store(nullptr, std::memory_order_relaxed);
}

void Network::deliver(TaskId from, caf::message message, Worker& worker) {
  const std::span<const Plan::Edge> edges = plan_.consumers(from);
  if (edges.empty())
    return;
  for (const Plan::Edge& edge : edges.first(edges.size() - 1))
    send(edge, message, false, worker);
  send(edges.back(), std::move(message), false, worker);
}

void Network::deliver(const Plan::Edge& edge, caf::message message, bool exact, Worker& worker) {
  announce_uses(std::span(&edge, 1), message);
  send(edge, std::move(message), exact, worker);
}

void Network::send(const Plan::Edge& edge, caf::message message, bool exact, Worker& worker) {
  ++worker.tally().messages;
  const caf::message_id id = input_id(edge.slot, exact);
  if (edge.consumer == no_task) {
    sink_.enqueue(nullptr, id, std::move(message), &worker);
    return;
  }
  const auto inputs = static_cast<std::uint32_t>(graph_.inputs(edge.consumer).size());
  // The actor waits for this very input, so it cannot go away before it has it.
  TaskActor* const consumer = actor_of(edge.consumer, inputs, worker);
  consumer->enqueue(nullptr, id, std::move(message), &worker);
}

void Network::release() noexcept {
  if (!is_spliced())
    return;
  // What a stopped run leaves is destroyed with it: its sweep walks over the splices.
  if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1 && run_.stop_reason() == Stop::none) {
    run_.splices().remove(*this);
    delete this;
  }
}

void Network::sweep() noexcept {
  for (std::size_t task = 0; task < directory_size_; ++task)
    if (TaskActor* const actor = std::exchange(directory_[task], nullptr))
      actor->intrusive_ptr_release_impl();
}

void Network::clear() noexcept {
  plan_ = Plan();
  directory_.reset();
  directory_size_ = 0;
}

caf::resumable::resume_result SourceStream::resume(caf::execution_unit* unit, std::size_t) {
  auto& worker = static_cast<Worker&>(*unit);
  if (network_.run().should_stop())
    return done;
  const std::span<const TaskId> sources = network_.plan().sources();
  worker.exec_later(network_.spawn_source(sources[next_++], worker));
  return next_ < sources.size() ? resume_later : done;
}

void SourceStream::intrusive_ptr_release_impl() { network_.release(); }

} // namespace troupe
