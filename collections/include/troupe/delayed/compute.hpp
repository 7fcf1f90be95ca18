#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/array/compute.hpp>
#include <troupe/collection.hpp>
#include <troupe/delayed/argument.hpp>
#include <troupe/delayed/delayed_function.hpp>
#include <troupe/session.hpp>

namespace troupe {

namespace detail {

/// Appends what is lazy in a value.
template <class A>
void append_lazy(const A& part, std::vector<Collection>& lazy) {
  if constexpr (is_lazy<A>)
    lazy.push_back(part);
  else if constexpr (!holds_lazy<A>)
    return;
  else if constexpr (is_tuple<A>)
    std::apply([&](const auto&... parts) { (append_lazy(parts, lazy), ...); }, part);
  else if constexpr (is_text_map<A>)
    for (const auto& [name, item] : part)
      append_lazy(item, lazy);
  else if constexpr (is_optional<A>) {
    if (part)
      append_lazy(*part, lazy);
  } else
    for (const auto& item : part)
      append_lazy(item, lazy);
}

/// What a value is with its lazy parts finished, whose values begin at `next`.
template <class A>
FinishedType<A> finish_lazy(const A& part, std::span<const Value>& next) {
  if constexpr (is_lazy<A>) {
    const Value& value = next.front();
    next = next.subspan(1);
    return read_value<FinishedType<A>>(value);
  } else if constexpr (!holds_lazy<A>) {
    return part;
  } else if constexpr (is_tuple<A>) {
    return std::apply([&](const auto&... parts) { return FinishedType<A>{finish_lazy(parts, next)...}; },
                      part);
  } else if constexpr (is_text_map<A>) {
    FinishedType<A> finished;
    for (const auto& [name, item] : part)
      finished.emplace(name, finish_lazy(item, next));
    return finished;
  } else if constexpr (is_optional<A>) {
    return part ? FinishedType<A>(finish_lazy(*part, next)) : std::nullopt;
  } else if constexpr (is_array<A>) {
    return std::apply([&](const auto&... parts) { return FinishedType<A>{finish_lazy(parts, next)...}; },
                      part);
  } else {
    FinishedType<A> finished;
    finished.reserve(part.size());
    for (const auto& item : part)
      finished.push_back(finish_lazy(item, next));
    return finished;
  }
}

template <class... C>
inline constexpr bool are_arrays = (std::same_as<C, Array> && ...)
                                   || std::same_as<std::tuple<C...>, std::tuple<std::vector<Array>>>;

} // namespace detail

/// What several collections come to, in one run: arrays, delayed values, and tuples, pairs, vectors, arrays, optionals and maps
/// of these. What is finished already is returned as it is; of `Delayed<void>` there is a std::monostate.
///
///     const auto [total, chunk] = compute_all(session, std::tuple(x, array), {.retries = 2});
///
/// \throws as for arrays (<troupe/array/compute.hpp>)
template <class C>
requires(detail::holds_lazy<C> && !detail::are_arrays<C>) detail::FinishedType<C> compute_all(
    Session& session, const C& collections, const ComputeOptions& options = {}) {
  std::vector<Collection> lazy;
  detail::append_lazy(collections, lazy);
  const std::vector<Value> values = compute_values(session, lazy, options);
  std::span<const Value> next = values;
  return detail::finish_lazy(collections, next);
}
template <class T>
std::vector<T> compute_all(Session& session, std::initializer_list<Delayed<T>> delayed,
                           const ComputeOptions& options = {}) {
  return compute_all(session, std::vector<Delayed<T>>(delayed), options);
}

// What `session.compute(…)` calls: a collection by itself, several as a tuple, in any order and mixed with what is finished.
template <class First, class... More>
requires(
    (detail::holds_lazy<First> || ...
     || detail::holds_lazy<More>)&&!detail::are_arrays<First, More...>) auto compute_on(Session& session,
                                                                                        const First& first,
                                                                                        const More&... more) {
  if constexpr (std::same_as<First, Delayed<void>> && sizeof...(More) == 0)
    static_cast<void>(compute_all(session, first));
  else if constexpr (sizeof...(More) == 0)
    return compute_all(session, first);
  else
    return compute_all(session, std::tuple<First, More...>(first, more...));
}

/// The same on the process's default session.
template <class First, class... More>
requires(
    (detail::holds_lazy<First> || ...
     || detail::holds_lazy<More>)&&!detail::are_arrays<First, More...>) auto compute(const First& first,
                                                                                     const More&... more) {
  return compute_on(Session::default_session(), first, more...);
}

} // namespace troupe
