#include "runtime/task/promise.hpp"

#include <algorithm>
#include <string>

#include <troupe/error.hpp>

namespace troupe {

Promise::Promise(const Network& network, TaskId task, std::size_t result_count)
    : result_count_(result_count) {
  for (const Plan::Edge& edge : network.plan().consumers(task)) {
    const std::int32_t promised =
        edge.consumer == no_task ? -1 : network.graph().body(edge.consumer).promised;
    if (promised < 0)
      whole_edges_.push_back(&edge);
    else if (static_cast<std::size_t>(promised) < result_count)
      promised_edges_.emplace_back(static_cast<std::uint32_t>(promised), &edge);
    else
      throw ValueError("yield: \"" + network.graph().key(edge.consumer) + "\" is promised result "
                       + std::to_string(promised) + " of a graph that yields "
                       + std::to_string(result_count));
  }
  std::ranges::stable_sort(promised_edges_, {}, &std::pair<std::uint32_t, const Plan::Edge*>::first);
  if (!whole_edges_.empty())
    collected_.resize(result_count);
}

bool Promise::accept(std::uint32_t number, caf::message content) {
  const std::scoped_lock lock(mutex_);
  fresh_.emplace_back(number, std::move(content));
  return !std::exchange(is_scheduled_, true);
}

Promise::Batch Promise::collect() {
  std::vector<std::pair<std::uint32_t, caf::message>> arrived;
  {
    const std::scoped_lock lock(mutex_);
    arrived.swap(fresh_);
  }
  Batch batch;
  for (auto& [number, content] : arrived) {
    add_parcels(number, content, batch);
    if (!collected_.empty())
      collected_[number] = std::move(content);
  }
  collected_count_ += arrived.size();
  batch.is_last = collected_count_ == result_count_;
  if (batch.is_last && !collected_.empty())
    batch.all = std::move(collected_);
  return batch;
}

bool Promise::has_more() noexcept {
  const std::scoped_lock lock(mutex_);
  is_scheduled_ = !fresh_.empty();
  return is_scheduled_;
}

void Promise::add_parcels(std::uint32_t number, const caf::message& content, Batch& batch) const {
  const auto edges = std::ranges::equal_range(promised_edges_, number, {},
                                              &std::pair<std::uint32_t, const Plan::Edge*>::first);
  for (const auto& [result, edge] : edges)
    batch.parcels.push_back({edge, content, true});
}

} // namespace troupe
