#include "runtime/run/run_counters.hpp"

#include <algorithm>

namespace troupe {

constinit thread_local Tally* RunCounters::current_ = nullptr;

Tally& Tally::operator+=(const Tally& other) noexcept {
  tasks += other.tasks;
  actors += other.actors;
  actors_gone += other.actors_gone;
  messages += other.messages;
  splices += other.splices;
  failures += other.failures;
  retries += other.retries;
  dead_results += other.dead_results;
  peak_live = std::max(peak_live, other.peak_live);
  return *this;
}

bool RunCounters::actor_gone() noexcept {
  if (Tally* tally = mine()) {
    ++tally->actors_gone;
    return false;
  }
  return strangers_.fetch_sub(1, std::memory_order_acq_rel) == 1;
}

bool RunCounters::await_actors(std::uint64_t alive) noexcept {
  const std::int64_t change = static_cast<std::int64_t>(alive) - running;
  return strangers_.fetch_add(change, std::memory_order_acq_rel) + change == 0;
}

} // namespace troupe
