#pragma once

#include <set>
#include <utility>

#include "runtime/memory/spillable_value.hpp"
#include "runtime/memory/use_time.hpp"

namespace troupe {

/// The resident values that nobody uses at the moment, by the time of their next use.
///
/// The static order of a graph tells when a value is needed next, so Belady's rule can be followed: what is
/// needed last leaves first.
class EvictionOrder {
public:
  void insert(SpillableValue& value, const UseTime& next_use) { order_.emplace(next_use, &value); }
  void erase(SpillableValue& value, const UseTime& next_use) { order_.erase({next_use, &value}); }

  /// The value that is needed last, if that is after `time`; else nullptr.
  SpillableValue* last_after(const UseTime& time) const {
    return order_.empty() || order_.rbegin()->first <= time ? nullptr : order_.rbegin()->second;
  }

private:
  std::set<std::pair<UseTime, SpillableValue*>> order_;
};

} // namespace troupe
