#include "runtime/scheduler/io_pool.hpp"

#include <system_error>
#include <utility>

#include "runtime/run/run.hpp"
#include "runtime/scheduler/scheduler_module.hpp"

namespace troupe {

void IoPool::submit(RankedJob* job) {
  Run& run = job->run();
  run.admit();
  add({job->rank_key(), job, run.shared_from_this(), {}});
}

void IoPool::submit(RankKey rank, std::function<void()> move) {
  add({rank, nullptr, nullptr, std::move(move)});
}

void IoPool::add(Entry entry) {
  {
    const std::scoped_lock lock(mutex_);
    if (threads_.empty())
      start();
    waiting_.push(std::move(entry));
  }
  changed_.notify_one();
}

void IoPool::start() {
  for (std::size_t i = 0; i < size_; ++i) {
    workers_.push_back(std::make_unique<Worker>(module_, module_.worker_count() + i, Worker::Role::io));
    try {
      threads_.emplace_back([this, worker = workers_.back().get()] { serve(*worker); });
    } catch (const std::system_error&) {
      if (threads_.empty())
        throw;
      return; // with fewer it works too
    }
  }
}

void IoPool::serve(Worker& worker) {
  const Worker::Scope scope(worker);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
    if (waiting_.empty())
      return;
    Entry entry = waiting_.top();
    waiting_.pop();
    lock.unlock();
    if (entry.job != nullptr)
      worker.run_admitted(entry.run, entry.job);
    else
      entry.move();
    lock.lock();
  }
}

void IoPool::stop() {
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_)
    thread.join();
  threads_.clear();
}

} // namespace troupe
