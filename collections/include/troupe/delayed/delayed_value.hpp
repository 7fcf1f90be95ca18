#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <source_location>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/collection.hpp>
#include <troupe/delayed/value_of.hpp>
#include <troupe/graph.hpp>

namespace troupe {

template <class T>
class Delayed;

namespace detail {

DelayedPointer make_item(const DelayedPointer& from, std::int64_t number, SourceLine line);
DelayedPointer make_entry(const DelayedPointer& from, std::string name, SourceLine line);
DelayedPointer make_constant(Value value, SourceLine line);
std::string key_of(const DelayedNode& node);
[[noreturn]] void refuse_item(std::int64_t number, std::size_t count);

/// The number of an item, and the line on which it stands.
struct ItemNumber {
  template <std::integral N>
  ItemNumber(N n, std::source_location place = std::source_location::current())
      : number(static_cast<std::int64_t>(n)), line(SourceLine::current(place)) {}
  std::int64_t number;
  SourceLine line;
};

struct EntryName {
  template <std::convertible_to<std::string_view> N>
  EntryName(const N& n, std::source_location place = std::source_location::current())
      : name(std::string_view(n)), line(SourceLine::current(place)) {}
  std::string name;
  SourceLine line;
};

/// Of a Delayed that has parts, how to get at them by `[]`.
template <class T, class D>
struct Parts {};
template <class T, class D>
struct Parts<std::vector<T>, D> {
  /// An item, counted from the end if negative: a task that takes it, and fails if there is none.
  Delayed<T> operator[](ItemNumber item) const {
    return Delayed<T>(make_item(static_cast<const D&>(*this).node(), item.number, item.line));
  }
};
template <class T, std::size_t n, class D>
struct Parts<std::array<T, n>, D> {
  /// \throws IndexError if there is no such item.
  Delayed<T> operator[](ItemNumber item) const {
    const std::int64_t number = item.number < 0 ? item.number + static_cast<std::int64_t>(n) : item.number;
    if (number < 0 || number >= static_cast<std::int64_t>(n))
      refuse_item(item.number, n);
    return Delayed<T>(make_item(static_cast<const D&>(*this).node(), number, item.line));
  }
};
template <class T, class D>
struct Parts<std::map<std::string, T>, D> {
  Delayed<T> operator[](EntryName entry) const {
    return Delayed<T>(make_entry(static_cast<const D&>(*this).node(), std::move(entry.name), entry.line));
  }
};

template <class T>
inline constexpr bool is_delayed = false;
template <class T>
inline constexpr bool is_delayed<Delayed<T>> = true;

template <class T>
inline constexpr bool is_lazy<Delayed<T>> = true;
template <>
inline constexpr bool is_lazy<Array> = true;

template <class T>
concept HasFixedParts = is_tuple<T> || is_array<T>;

} // namespace detail

/// What a function will return, once somebody computes it: a small handle to an immutable node; copying shares.
///
///     Delayed<double> y = add(x, 3);
///     double v = session.compute(y);
///
/// A Delayed of a vector, std::array, or map from texts has its parts as `d[i]`, `d["name"]`, one of a tuple, pair or array as
/// `get<0>(d)` or `auto [a, b] = d;`. Each part is a task that takes it. A Delayed is no number, truth or range by itself:
/// `compute` makes it one.
template <class T>
class Delayed : public detail::Parts<T, Delayed<T>> {
public:
  using value_type = T;

  explicit Delayed(DelayedPointer node) : node_(std::move(node)) {}

  std::string key() const { return detail::key_of(*node_); } ///< Of its task: "load-1a2b3c4d".
  const DelayedPointer& node() const noexcept { return node_; }

  operator Collection() const { return Collection(node_); }
  /// It has no truth before it is computed: `if (session.compute(d))`.
  explicit operator bool() const = delete;

private:
  DelayedPointer node_;
};

/// One part of a delayed tuple, pair or array.
template <std::size_t i, detail::HasFixedParts T>
Delayed<std::tuple_element_t<i, T>> get(const Delayed<T>& whole, SourceLine line = SourceLine::current()) {
  static_assert(i < std::tuple_size_v<T>, "get: the delayed tuple has not so many parts");
  return Delayed<std::tuple_element_t<i, T>>(
      detail::make_item(whole.node(), static_cast<std::int64_t>(i), line));
}

/// A constant as a delayed value, held once however many calls use it.
///
///     const auto table = delayed_value(std::vector<double>{1, 2, 3});
template <class T>
auto delayed_value(const T& value, SourceLine line = SourceLine::current()) {
  using Stored = typename detail::ResultAs<std::decay_t<const T>>::Type;
  static_assert(!detail::is_delayed<Stored>, "delayed_value: it is delayed already");
  return Delayed<Stored>(detail::make_constant(detail::into_value(Stored(value)), line));
}

} // namespace troupe

template <troupe::detail::HasFixedParts T>
struct std::tuple_size<troupe::Delayed<T>> : std::tuple_size<T> {};
template <std::size_t i, troupe::detail::HasFixedParts T>
struct std::tuple_element<i, troupe::Delayed<T>> {
  using type = troupe::Delayed<std::tuple_element_t<i, T>>;
};
