#pragma once

#include <mutex>
#include <unordered_set>

#include "runtime/run/network.hpp"

namespace troupe {

/// The spliced graphs of a run that are alive, and the tasks that wait for their results.
class SpliceList {
public:
  SpliceList() = default;
  ~SpliceList() { clear(); }
  SpliceList(const SpliceList&) = delete;
  SpliceList& operator=(const SpliceList&) = delete;

  void add(Network& network);
  void remove(Network& network) noexcept;
  /// A task that yielded waits; the reference the caller owns is released by a sweep.
  void add_waiting(TaskActor& task);
  void remove_waiting(TaskActor& task) noexcept;
  /// Destroys all actors that wait. Nobody may take part in the run.
  void sweep() noexcept;
  /// After the end of the run: frees what a stopped run has left.
  void clear() noexcept;

private:
  std::mutex mutex_;
  Network* first_ = nullptr;
  std::unordered_set<TaskActor*> waiting_;
};

} // namespace troupe
