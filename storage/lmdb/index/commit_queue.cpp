#include "lmdb/index/commit_queue.hpp"

#include <iterator>
#include <utility>

namespace troupe {

namespace {

constexpr std::uint64_t due_bytes = 64 << 20;
constexpr std::size_t due_changes = 1024;
constexpr auto due_age = std::chrono::seconds(1);

} // namespace

CommitQueue::~CommitQueue() {
  timer_ = {}; // ends it
  std::unique_lock lock(mutex_);
  if (open_)
    finish(lock, open_);
}

void CommitQueue::commit_in_time() {
  commits_in_time_ = true;
  timer_ = std::jthread([this](const std::stop_token& stop) { watch_time(stop); });
}

std::shared_ptr<Batch> CommitQueue::add(std::vector<IndexChange> changes, std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  if (!open_) {
    open_ = std::make_shared<Batch>();
    open_->begun = std::chrono::steady_clock::now();
    changed_.notify_all();
  }
  open_->changes.insert(open_->changes.end(), std::move_iterator(changes.begin()),
                        std::move_iterator(changes.end()));
  open_->bytes += bytes;
  return open_;
}

void CommitQueue::commit(const std::shared_ptr<Batch>& batch) {
  std::unique_lock lock(mutex_);
  finish(lock, batch);
  if (!batch->error)
    return;
  if (unreported_ == batch->error)
    unreported_ = nullptr;
  std::rethrow_exception(batch->error);
}

void CommitQueue::commit_if_due(const std::shared_ptr<Batch>& batch) {
  std::unique_lock lock(mutex_);
  if (batch->is_done || (batch->bytes < due_bytes && batch->changes.size() < due_changes))
    return;
  finish(lock, batch);
  if (batch->error)
    std::rethrow_exception(batch->error);
}

void CommitQueue::commit_all() {
  std::unique_lock lock(mutex_);
  const std::shared_ptr<Batch> last = open_ ? open_ : written_;
  if (last)
    finish(lock, last);
  const std::exception_ptr error = std::exchange(unreported_, nullptr);
  if (last && last->error)
    std::rethrow_exception(last->error);
  if (error)
    std::rethrow_exception(error);
}

void CommitQueue::finish(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Batch>& batch) {
  // `batch` may be a member that changes meanwhile.
  const std::shared_ptr<Batch> wanted = batch;
  while (!wanted->is_done) {
    if (written_)
      changed_.wait(lock);
    else
      lead(lock);
  }
}

void CommitQueue::lead(std::unique_lock<std::mutex>& lock) {
  written_ = std::exchange(open_, nullptr);
  lock.unlock();
  std::exception_ptr error;
  try {
    write_(*written_);
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  written_->error = error;
  written_->is_done = true;
  if (error && commits_in_time_)
    unreported_ = error;
  written_ = nullptr;
  changed_.notify_all();
}

void CommitQueue::watch_time(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (!open_) {
      changed_.wait(lock, stop, [this] { return open_ != nullptr; });
      continue;
    }
    const std::shared_ptr<Batch> batch = open_;
    if (changed_.wait_until(lock, stop, batch->begun + due_age, [&] { return open_ != batch; })
        || stop.stop_requested())
      continue;
    finish(lock, batch);
  }
}

} // namespace troupe
