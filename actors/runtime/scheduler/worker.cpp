#include "runtime/scheduler/worker.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_system.hpp>

#include "runtime/scheduler/scheduler_module.hpp"
#include "runtime/task/task_actor.hpp"

namespace troupe {

namespace {

// Workers number their actors from here on, each in a range of its own, above those of the actor system.
constexpr unsigned worker_bits_at = 48;

caf::node_id copy_of(const caf::node_id& node) {
  const auto* data = dynamic_cast<const caf::node_id::default_data*>(node.operator->());
  return data != nullptr ? caf::make_node_id(data->process_id(), data->host_id()) : node;
}

} // namespace

constinit thread_local const Worker::Scope* Worker::innermost_ = nullptr;

Worker* Worker::current_of(const SchedulerModule& module) noexcept {
  for (const Scope* scope = innermost_; scope != nullptr; scope = scope->outer_)
    if (&scope->worker_.module() == &module)
      return &scope->worker_;
  return nullptr;
}

/// A worker's stay in a run; it may be nested in another one.
class Worker::Visit {
public:
  Visit(Worker& worker, Run& run)
      : worker_(worker), run_(std::exchange(worker.run_, &run)),
        slot_(std::exchange(worker.slot_, &run.slot(worker.number_))), counting_(worker.slot_->tally) {
    if (const RunObserver* const observer = run.observer())
      observer->participant_begins(worker.slot_->trace);
  }
  ~Visit() {
    RunSlot& slot = *worker_.slot_;
    if (const RunObserver* const observer = worker_.run_->observer())
      observer->participant_ends(slot.trace);
    if (slot.next != nullptr)
      worker_.put_aside(std::exchange(slot.next_key, no_rank), std::exchange(slot.next, nullptr));
    worker_.run_ = run_;
    worker_.slot_ = slot_;
  }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

private:
  Worker& worker_;
  Run* run_;
  RunSlot* slot_;
  RunCounters::Scope counting_;
};

Worker::Worker(SchedulerModule& module, std::size_t number, Role role)
    : caf::execution_unit(&module.system()), module_(module), number_(number), role_(role),
      node_(copy_of(module.system().node())), next_actor_id_(caf::actor_id{number + 1} << worker_bits_at) {}

void Worker::exec_later(caf::resumable* job) {
  if (job->subtype() != caf::resumable::function_object) {
    module_.enqueue(job);
    return;
  }
  auto* const ranked = static_cast<RankedJob*>(job);
  if (&ranked->run() != run_) {
    ranked->run().submit(ranked);
    return;
  }
  RankKey key = ranked->rank_key();
  if (role_ == Role::io) {
    run_->shared_queue().push(key, ranked);
    run_->announce();
    return;
  }
  RankedJob* later = ranked;
  if (key < slot_->next_key) {
    std::swap(key, slot_->next_key);
    later = std::exchange(slot_->next, ranked);
  }
  if (later != nullptr)
    put_aside(key, later);
}

void Worker::put_aside(RankKey key, RankedJob* job) {
  slot_->queue.push(key, job);
  run_->announce();
}

bool Worker::is_over(const Turn& turn) const {
  if (module_.has_stock_jobs() || (turn.runs_version && module_.runs_version() != *turn.runs_version))
    return true;
  return turn.until != std::chrono::steady_clock::time_point::max()
         && std::chrono::steady_clock::now() >= turn.until;
}

std::size_t Worker::visit(const std::shared_ptr<Run>& run, const Turn& turn) {
  if (!run->enter())
    return 0;
  std::size_t done = 0;
  {
    const Visit visit(*this, *run);
    while (done < turn.most_jobs) {
      RankedJob* const job = take();
      if (job == nullptr)
        break;
      perform(job);
      ++done;
      if (is_over(turn))
        break;
    }
  }
  run->leave();
  return done;
}

void Worker::run_admitted(const std::shared_ptr<Run>& run, RankedJob* job) {
  {
    const Visit visit(*this, *run);
    perform(job);
  }
  run->io_ends();
  run->leave();
}

void Worker::perform(RankedJob* job) {
  if (job->resume(this, module_.max_throughput()) == caf::resumable::resume_later)
    exec_later(job);
  else
    job->intrusive_ptr_release_impl();
}

RankedJob* Worker::take() {
  const RankKey own = std::min(slot_->next_key, slot_->queue.top());
  const RankKey ready = std::min(own, run_->shared_queue().top());
  if (RankedJob* const source = take_source(ready))
    return source;
  if (ready != no_rank) {
    if (RankedJob* const job = own == ready ? take_own() : take_shared())
      return job;
  }
  return steal();
}

// A source comes before what is ready if its rank does, or if it only has to be sent to the I/O pool, which
// must not run dry while the workers are busy.
RankedJob* Worker::take_source(RankKey before) {
  SourceRange& range = slot_->range;
  while (run_->is_open()) {
    SourceRange::Bounds bounds = range.bounds();
    if (bounds.first >= bounds.second) {
      if (!comes_before(run_->next_unclaimed(), before))
        return nullptr;
      bounds = run_->claim();
      if (bounds.first >= bounds.second)
        return nullptr;
      range.set(bounds);
      if (bounds.second - bounds.first > 1 || run_->next_unclaimed() < run_->source_count())
        run_->announce(); // Each worker that begins wakes another one, while there is something for it.
    }
    if (!comes_before(bounds.first, before))
      return nullptr;
    if (range.take_front(bounds))
      return run_->root().spawn_source(run_->source(bounds.first), *this);
  }
  return nullptr;
}

bool Worker::comes_before(std::uint32_t source, RankKey key) const {
  if (source >= run_->source_count())
    return false;
  return run_->source_key(source) < key || (run_->reads() && run_->source_reads(source));
}

RankedJob* Worker::take_own() {
  if (slot_->next_key <= slot_->queue.top()) {
    slot_->next_key = no_rank;
    return std::exchange(slot_->next, nullptr);
  }
  return slot_->queue.pop();
}

// That makes room for a read, which a worker that sleeps may begin.
RankedJob* Worker::take_shared() {
  RankedJob* const job = run_->shared_queue().pop();
  if (job != nullptr && run_->reads() && run_->has_work())
    run_->announce();
  return job;
}

// Ready jobs first: they free memory, sources fill it.
RankedJob* Worker::steal() {
  const std::size_t count = run_->slot_count();
  for (std::size_t i = 1; i < count; ++i)
    if (RankedJob* const job = run_->slot((number_ + i) % count).queue.pop())
      return job;
  for (std::size_t i = 1; i < count && run_->is_open(); ++i) {
    // The run was closed while this worker looked at its own, and is open again: what it has must not be overwritten.
    if (!slot_->range.is_empty())
      return take_source(no_rank);
    const SourceRange::Bounds stolen = run_->slot((number_ + i) % count).range.steal();
    if (stolen.first < stolen.second) {
      slot_->range.set(stolen);
      return take_source(no_rank);
    }
  }
  return nullptr;
}

} // namespace troupe
