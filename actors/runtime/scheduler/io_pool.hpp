#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/scheduler/ready_queue.hpp"
#include "runtime/scheduler/worker.hpp"

namespace troupe {

class SchedulerModule;

/// Threads that run the kernels that wait for a disk; as many reads are in flight as there are threads. What
/// waits for a thread is ordered by rank. The threads are started by the first job.
class IoPool {
public:
  /// \param size  number of threads; with none, such kernels run where they are
  IoPool(SchedulerModule& module, std::size_t size) noexcept : module_(module), size_(size) {}
  ~IoPool() { stop(); }
  IoPool(const IoPool&) = delete;
  IoPool& operator=(const IoPool&) = delete;

  std::size_t size() const noexcept { return size_; }

  /// Takes over a reference to `job`. The caller takes part in the job's run.
  void submit(RankedJob* job);
  /// Something else that moves bytes, in the order of `rank`. It must not throw.
  void submit(RankKey rank, std::function<void()> move);
  void stop();

private:
  struct Entry {
    RankKey key;
    RankedJob* job; ///< Or nullptr, and a move.
    std::shared_ptr<Run> run;
    std::function<void()> move;
  };
  struct Later {
    bool operator()(const Entry& left, const Entry& right) const noexcept { return left.key > right.key; }
  };

  void add(Entry entry);
  void start();
  void serve(Worker& worker);

  SchedulerModule& module_;
  const std::size_t size_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::priority_queue<Entry, std::vector<Entry>, Later> waiting_;
  bool is_stopping_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
};

} // namespace troupe
