#include "runtime/run/run.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "runtime/memory/session_memory.hpp"
#include "runtime/scheduler/interrupt.hpp"
#include "runtime/scheduler/scheduler_module.hpp"
#include "runtime/task/evaluate.hpp"

namespace troupe {

namespace {

bool must_watch(const RunTerms& terms) {
  return terms.deadline || terms.token || terms.interrupts || terms.outer != nullptr;
}

/// Computes are numbered as they come; one within a task has the number of the outermost.
std::uint32_t outermost_number(const RunTerms& terms) {
  static std::atomic<std::uint32_t> next{0};
  return terms.outer != nullptr ? terms.outer->use_time(0).outermost
                                : next.fetch_add(1, std::memory_order_relaxed);
}

std::uint32_t shallowness_of(const RunTerms& terms) {
  constexpr std::uint32_t outermost = std::numeric_limits<std::uint32_t>::max() - 1;
  return terms.outer != nullptr ? terms.outer->use_time(0).shallowness - 1 : outermost;
}

bool has_reading_tasks(const Graph& graph) {
  for (BodyId body = 0; body < graph.body_count(); ++body)
    if (reads(graph.body_at(body)))
      return true;
  return false;
}

} // namespace

Run::Run(SchedulerModule& module, const Graph& graph, Plan plan, RunTerms terms, caf::strong_actor_ptr client)
    : module_(module), terms_(std::move(terms)), is_watched_(must_watch(terms_)),
      observer_(terms_.observer.get()), client_(std::move(client)), memory_(module.memory()),
      outermost_(outermost_number(terms_)), shallowness_(shallowness_of(terms_)),
      root_(*this, graph, std::move(plan), *client_->get()), source_count_(root_.plan().sources().size()),
      slot_count_(module.participant_count()), slots_(std::make_unique<RunSlot[]>(slot_count_)),
      has_io_pool_(module.io().size() > 0 && !terms_.on_io_thread),
      reads_(has_io_pool_ && has_reading_tasks(graph)), most_read_ahead_(2 * module.io().size()),
      task_count_(root_.plan().task_count()) {
  if (observer_ != nullptr)
    observer_->observe(*this);
  for (std::size_t i = 0; i < slot_count_; ++i)
    slots_[i].tally.counters = &counters_;
}

void Run::leave() {
  const Door::Departure departure = door_.leave();
  if (departure.was_last && is_drained() && door_.close(departure))
    finish();
}

// Reads that are under way or waiting, and what came of them and waits for a worker, are kept to twice the
// number of I/O threads: enough to have the disk busy while all workers are, and no more memory than that.
bool Run::is_open() const noexcept {
  if (stop_.load(std::memory_order_seq_cst) != Stop::none || held_.load(std::memory_order_seq_cst)
      || parked_tasks_.load(std::memory_order_seq_cst) > 0)
    return false;
  return !reads_ || io_tasks_.load(std::memory_order_seq_cst) + shared_queue_.size() < most_read_ahead_;
}

bool Run::has_work() const noexcept {
  const bool may_start = is_open();
  if (!shared_queue_.is_empty() || (may_start && cursor_.load(std::memory_order_seq_cst) < source_count_))
    return true;
  return std::any_of(slots_.get(), slots_.get() + slot_count_, [&](const RunSlot& slot) {
    return !slot.queue.is_empty() || (may_start && !slot.range.is_empty());
  });
}

void Run::io_ends() noexcept {
  io_tasks_.fetch_sub(1, std::memory_order_seq_cst);
  announce();
}

// Asked only when nobody is inside, so nothing can be on its way from one place to another.
bool Run::is_drained() const noexcept {
  const bool is_stopped = stop_reason() != Stop::none;
  if (!shared_queue_.is_empty())
    return false;
  if (!is_stopped
      && (cursor_.load(std::memory_order_seq_cst) < source_count_
          || waiting_tasks_.load(std::memory_order_seq_cst) > 0))
    return false;
  return std::all_of(slots_.get(), slots_.get() + slot_count_, [&](const RunSlot& slot) {
    return slot.queue.is_empty() && (is_stopped || slot.range.is_empty());
  });
}

bool Run::source_reads(std::uint32_t number) const {
  return troupe::reads(root_.graph().body(source(number)));
}

SourceRange::Bounds Run::claim() noexcept {
  const auto size = static_cast<std::uint32_t>(source_count_);
  const auto share = static_cast<std::uint32_t>(8 * module_.worker_count());
  std::uint32_t begin = cursor_.load(std::memory_order_relaxed);
  while (begin < size) {
    const std::uint32_t chunk = reads_ ? 1 : std::clamp((size - begin) / share, 1u, 64u);
    if (cursor_.compare_exchange_weak(begin, begin + chunk, std::memory_order_seq_cst,
                                      std::memory_order_relaxed))
      return {begin, begin + chunk};
  }
  return {0, 0};
}

void Run::announce() noexcept {
  if (!parking_.wake_one())
    module_.wake_one();
}

void Run::submit(RankedJob* job) {
  const auto self = shared_from_this();
  if (!enter()) {
    job->intrusive_ptr_release_impl();
    return;
  }
  shared_queue_.push(job->rank_key(), job);
  announce();
  leave();
}

Stop Run::look() const noexcept {
  if (terms_.token && terms_.token->is_cancelled())
    return Stop::cancelled;
  if (terms_.deadline && std::chrono::steady_clock::now() >= *terms_.deadline)
    return Stop::timed_out;
  if (terms_.interrupts && Interrupts::count() != *terms_.interrupts)
    return Stop::interrupted;
  return Stop::none;
}

Stop Run::watch() noexcept {
  Stop reason = look();
  for (const Run* outer = terms_.outer; reason == Stop::none && outer != nullptr; outer = outer->terms_.outer)
    if (outer->stop_reason() != Stop::none || outer->look() != Stop::none)
      reason = Stop::outer;
  if (reason != Stop::none)
    stop(reason);
  return reason;
}

void Run::stop(Stop reason) noexcept {
  Stop expected = Stop::none;
  if (!stop_.compare_exchange_strong(expected, reason, std::memory_order_seq_cst))
    return;
  // If nobody is inside, nobody else would notice.
  const auto self = shared_from_this();
  if (enter())
    leave();
}

void Run::hold(bool held) {
  held_.store(held, std::memory_order_seq_cst);
  if (held)
    return;
  parking_.wake_all();
  module_.wake_all();
}

void Run::notify() {
  { const std::scoped_lock lock(mutex_); }
  changed_.notify_all();
  parking_.wake_all();
}

Stop Run::verdict() noexcept {
  const Stop reason = stop_reason();
  return reason == Stop::none && is_watched_ ? watch() : reason;
}

void Run::finish() {
  if (stop_reason() != Stop::none) {
    if (memory_ != nullptr)
      memory_->abandon(*this);
    root_.sweep();
    splices_.sweep();
  }
  for (std::size_t i = 0; i < slot_count_; ++i)
    totals_ += slots_[i].tally;
  if (counters_.await_actors(totals_.actors - totals_.actors_gone))
    conclude();
}

void Run::actor_gone() noexcept {
  if (counters_.actor_gone())
    conclude();
}

void Run::conclude() {
  // The thread that waits may drop the run as soon as it sees that it has finished.
  const auto self = shared_from_this();
  module_.remove(*this);
  {
    const std::scoped_lock lock(mutex_);
    finished_.store(true, std::memory_order_seq_cst);
  }
  changed_.notify_all();
  parking_.wake_all();
}

Progress Run::progress() const noexcept {
  Progress progress;
  for (std::size_t i = 0; i < slot_count_; ++i)
    progress.tasks_done += slots_[i].tally.tasks_so_far();
  progress.tasks_known = task_count_.load(std::memory_order_relaxed);
  if (memory_ != nullptr) {
    progress.live_bytes = memory_->account().live_bytes();
    progress.limit_bytes = memory_->limit_bytes();
  }
  return progress;
}

// Tasks that wait for a thread of the I/O pool are inside too.
std::uint64_t Run::running_tasks() const noexcept {
  const std::uint64_t inside = door_.count_inside(), io_tasks = io_tasks_.load(std::memory_order_relaxed);
  const std::uint64_t waiting = io_tasks - std::min<std::uint64_t>(io_tasks, module_.io().size());
  return inside - std::min(inside, waiting);
}

void Run::release() noexcept {
  root_.clear();
  splices_.clear();
}

void Run::fill(RunReport& report) const {
  report.tasks = totals_.tasks;
  report.actors = totals_.actors;
  report.messages = totals_.messages;
  report.spliced_graphs = totals_.splices;
  report.failures = totals_.failures;
  report.retries = totals_.retries;
  report.peak_live_results = static_cast<std::uint64_t>(std::max<std::int64_t>(totals_.peak_live, 0));
}

} // namespace troupe
