#include "runtime/scheduler/scheduler_module.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>

#include <caf/actor_system.hpp>

#include <troupe/error.hpp>

#include "runtime/memory/session_memory.hpp"
#include "runtime/scheduler/printer_actor.hpp"

namespace troupe {

namespace {

// How often a thread looks for work before it sleeps: some microseconds, about as long as waking it up takes.
constexpr int looks_before_sleep = 200;
// When there are several runs a worker goes from one to the next after so many tasks, or so long.
constexpr std::size_t jobs_in_turn = 64;
constexpr std::chrono::milliseconds time_in_turn{2};

Worker::Turn turn(std::size_t run_count, std::uint64_t runs_version) {
  if (run_count > 1)
    return {jobs_in_turn, std::chrono::steady_clock::now() + time_in_turn, runs_version};
  return {.most_jobs = static_cast<std::size_t>(-1), .runs_version = runs_version};
}

Worker::Turn turn_of_helper(const SchedulerModule::Watcher* watcher) {
  if (watcher == nullptr)
    return {.most_jobs = static_cast<std::size_t>(-1)};
  if (watcher->is_timed && watcher->interval)
    return {static_cast<std::size_t>(-1), std::chrono::steady_clock::now() + *watcher->interval,
            std::nullopt};
  return {.most_jobs = 1};
}

std::shared_ptr<SessionMemory> memory_of(SchedulerModule& module, const SessionOptions& options) {
  if (!options.memory_limit)
    return nullptr;
  ScratchOptions scratch{options.store, std::nullopt};
  if (options.store_quota)
    scratch.quota_bytes = options.store_quota->bytes();
  return std::make_shared<SessionMemory>(module, options.memory_limit->bytes(), std::move(scratch));
}

template <class HasWork>
bool look_for(const HasWork& has_work) {
  for (int i = 0; i < looks_before_sleep; ++i) {
    if (has_work())
      return true;
    __builtin_ia32_pause();
  }
  return false;
}

} // namespace

SchedulerModule::SchedulerModule(caf::actor_system& system, Session& session, const SessionOptions& options)
    : caf::scheduler::abstract_coordinator(system), session_(session), options_(options),
      memory_(memory_of(*this, options)),
      io_(*this, options.scheduler == Scheduler::threads ? static_cast<std::size_t>(options.io_threads) : 0) {
}

SchedulerModule::~SchedulerModule() = default;

void SchedulerModule::start() {
  for (int i = 0; i < options_.threads; ++i)
    workers_.push_back(std::make_unique<Worker>(*this, workers_.size(), Worker::Role::compute));
  utility_actors_[printer_id] = make_printer(system());
  if (options_.scheduler != Scheduler::threads)
    return;
  try {
    for (const auto& worker : workers_)
      threads_.emplace_back([this, &worker = *worker] { work(worker); });
  } catch (const std::system_error& error) {
    const std::size_t started = threads_.size();
    stop();
    throw Error("session: only " + std::to_string(started) + " of " + std::to_string(options_.threads)
                + " threads could be started: " + error.what());
  }
}

void SchedulerModule::stop() {
  if (threads_.empty()) {
    const Worker::Scope scope(*workers_.front());
    while (run_stock_job(*workers_.front())) {
    }
  }
  is_stopping_.store(true, std::memory_order_seq_cst);
  parking_.wake_all();
  for (std::thread& thread : threads_)
    thread.join();
  threads_.clear();
  io_.stop();
  if (memory_ != nullptr)
    memory_->detach();
  clock_.stop();
  for (caf::resumable* const job : std::exchange(stock_jobs_, {}))
    cleanup_and_release(job);
}

void SchedulerModule::enqueue(caf::resumable* job) {
  if (job->subtype() == caf::resumable::function_object) {
    auto* const ranked = static_cast<RankedJob*>(job);
    ranked->run().submit(ranked);
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    stock_jobs_.push_back(job);
    stock_job_count_.fetch_add(1, std::memory_order_seq_cst);
  }
  parking_.wake_one();
}

bool SchedulerModule::run_stock_job(Worker& worker) {
  if (stock_job_count_.load(std::memory_order_relaxed) == 0)
    return false;
  caf::resumable* job = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    if (stock_jobs_.empty())
      return false;
    job = stock_jobs_.front();
    stock_jobs_.pop_front();
    stock_job_count_.fetch_sub(1, std::memory_order_relaxed);
  }
  switch (job->resume(&worker, max_throughput())) {
  case caf::resumable::resume_later: enqueue(job); break;
  case caf::resumable::shutdown_execution_unit: break;
  case caf::resumable::awaiting_message:
  case caf::resumable::done: job->intrusive_ptr_release_impl();
  }
  return true;
}

void SchedulerModule::work(Worker& worker) {
  const Worker::Scope scope(worker);
  Runs seen;
  std::uint64_t version = 0;
  const auto has_work = [&] {
    return is_stopping_.load(std::memory_order_seq_cst)
           || stock_job_count_.load(std::memory_order_seq_cst) > 0
           || runs_version_.load(std::memory_order_seq_cst) != version
           || std::ranges::any_of(seen, [](const auto& run) { return run->has_work(); });
  };
  while (true) {
    bool did_something = run_stock_job(worker);
    if (const std::uint64_t latest = runs_version_.load(std::memory_order_acquire); latest != version) {
      seen = runs();
      version = latest;
    }
    for (const auto& run : seen)
      if (run->has_work())
        did_something = worker.visit(run, turn(seen.size(), version)) > 0 || did_something;
    if (did_something || look_for(has_work)) {
      if (is_stopping_.load(std::memory_order_relaxed) && !has_stock_jobs())
        return;
      continue;
    }
    parking_.sleep(has_work);
  }
}

SchedulerModule::Runs SchedulerModule::runs() {
  const std::scoped_lock lock(mutex_);
  return runs_;
}

void SchedulerModule::add(const std::shared_ptr<Run>& run) {
  {
    const std::scoped_lock lock(mutex_);
    runs_.push_back(run);
    runs_version_.fetch_add(1, std::memory_order_seq_cst);
  }
  parking_.wake(run->root().plan().sources().size());
}

void SchedulerModule::remove(const Run& run) noexcept {
  const std::scoped_lock lock(mutex_);
  std::erase_if(runs_, [&](const auto& active) { return active.get() == &run; });
  runs_version_.fetch_add(1, std::memory_order_seq_cst);
}

void SchedulerModule::execute(const std::shared_ptr<Run>& run, const Watcher* watcher) {
  if (Worker* const current = Worker::current_of(*this)) {
    const Worker::Scope scope(*current);
    add(run);
    help(*current, run, watcher);
    return;
  }
  if (options_.scheduler == Scheduler::synchronous) {
    const std::scoped_lock lock(turn_);
    Worker& worker = *workers_.front();
    const Worker::Scope scope(worker);
    add(run);
    help(worker, run, watcher);
    while (run_stock_job(worker)) {
    }
    return;
  }
  add(run);
  const auto is_pending = [&] { return watcher != nullptr && watcher->pending(); };
  while (!run->is_finished()) {
    if (watcher != nullptr && watcher->interval)
      run->wait_for(*watcher->interval, is_pending);
    else
      run->wait(is_pending);
    if (watcher != nullptr && watcher->pending())
      watcher->progress();
  }
}

void SchedulerModule::help(Worker& worker, const std::shared_ptr<Run>& run, const Watcher* watcher) {
  const auto is_pending = [&] { return watcher != nullptr && watcher->pending(); };
  const auto has_something = [&] { return run->is_finished() || run->has_work() || is_pending(); };
  while (!run->is_finished()) {
    if (run_stock_job(worker))
      continue;
    const bool did_something = run->has_work() && worker.visit(run, turn_of_helper(watcher)) > 0;
    if (is_pending())
      watcher->progress();
    else if (!did_something && !look_for(has_something))
      run->parking().sleep(has_something);
  }
}

} // namespace troupe
