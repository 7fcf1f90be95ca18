#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "lmdb/index/changes.hpp"

namespace troupe {

/// Changes that go into one transaction.
struct Batch {
  std::vector<IndexChange> changes;
  std::uint64_t bytes = 0; ///< Of the values that are put.
  std::chrono::steady_clock::time_point begun;
  bool is_done = false;
  std::exception_ptr error;
};

/// Group commit: changes gather in a batch while the one before is being written. Whoever waits for a batch first writes it,
/// for all others too.
class CommitQueue {
public:
  /// Writes a batch or throws; called by one thread at a time.
  using Write = std::function<void(Batch&)>;

  explicit CommitQueue(Write write) : write_(std::move(write)) {}
  CommitQueue(const CommitQueue&) = delete;
  CommitQueue& operator=(const CommitQueue&) = delete;
  ~CommitQueue(); ///< Writes what is left; a failure then is nobody's any more.

  /// From here on a batch is written once it is a second old. Its failure, and that of one that was due, is thrown by the next
  /// `commit_all`. Call it before anything else.
  void commit_in_time();

  std::shared_ptr<Batch> add(std::vector<IndexChange> changes, std::uint64_t bytes);
  /// Returns when the batch is written; throws why it was not.
  void commit(const std::shared_ptr<Batch>& batch);
  /// The same if the batch is large.
  void commit_if_due(const std::shared_ptr<Batch>& batch);
  /// Returns when all that was added is written; throws why it, or a batch that nobody waited for, was not.
  void commit_all();

private:
  void finish(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Batch>& batch);
  void lead(std::unique_lock<std::mutex>& lock);
  void watch_time(const std::stop_token& stop);

  const Write write_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<Batch> open_;    ///< Takes changes; may be none.
  std::shared_ptr<Batch> written_; ///< Is being written; may be none.
  bool commits_in_time_ = false;
  std::exception_ptr unreported_; ///< Why changes were lost whose writers did not wait.
  std::jthread timer_;
};

} // namespace troupe
