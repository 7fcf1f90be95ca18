#pragma once

#include <tuple>
#include <utility>
#include <vector>

#include <troupe/collection.hpp>
#include <troupe/delayed/delayed_value.hpp>

// What comes after what, where no value says so: functions that write, or use the same device.

namespace troupe {

namespace detail {

DelayedPointer start_after(const DelayedPointer& node, const std::vector<Collection>& after);
DelayedPointer passed_on(const DelayedPointer& node, const std::vector<Collection>& others);

} // namespace detail

/// The same value by tasks of their own, of which none starts before all of `after` is done. (Dask's `bind`; that name would
/// be taken for std::bind.)
///
///     const Delayed<double> x = start_after(read(), write());
///
/// Blocks of arrays that the tasks need are made as ever.
template <class T>
Delayed<T> start_after(const Delayed<T>& delayed, const std::vector<Collection>& after) {
  return Delayed<T>(detail::start_after(delayed.node(), after));
}
template <class T>
Delayed<T> start_after(const Delayed<T>& delayed, const Collection& after) {
  return start_after(delayed, std::vector<Collection>{after});
}

/// The same values, each of which is passed on only when all are there.
///
///     const auto [a, b] = wait_on(x, y);
template <class... T>
std::tuple<Delayed<T>...> wait_on(const Delayed<T>&... delayed) {
  const std::vector<Collection> all{delayed...};
  return {Delayed<T>(detail::passed_on(delayed.node(), all))...};
}

} // namespace troupe
