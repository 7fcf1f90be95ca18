#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace troupe {

/// The axes a function is to work on, as an argument: all of them unless some are named. They may be counted from
/// the last: -1. Where a function says so, their order matters.
///
///     flip(x)    flip(x, -1)    transpose(x, {1, 0})    sum(x, {.axis = {0, -1}})    sum(x, {.axis = Axes::none()})
class Axes {
public:
  Axes() = default;
  Axes(int axis) : Axes(std::vector<std::int64_t>{axis}) {}
  Axes(std::initializer_list<std::int64_t> axes) : Axes(std::vector<std::int64_t>(axes)) {}
  Axes(std::vector<std::int64_t> axes) : named_(std::move(axes)) {}
  template <std::integral T>
  Axes(const std::vector<T>& axes) : Axes(std::vector<std::int64_t>(axes.begin(), axes.end())) {}
  /// No axis: of a reduction, every element by itself.
  static Axes none() { return Axes(std::vector<std::int64_t>{}); }

  /// As they were given; nothing where all are meant.
  const std::optional<std::vector<std::int64_t>>& named() const noexcept { return named_; }

  /// The axes of an array of `rank`, ascending, in [0, rank).
  ///
  /// \throws AxisError naming `operation`, for an axis that does not exist or is named twice.
  std::vector<std::int64_t> resolve(std::size_t rank, const std::string& operation) const;

  /// The same in the order in which they were named.
  std::vector<int> in_order(std::size_t rank, const std::string& operation) const;

private:
  std::optional<std::vector<std::int64_t>> named_;
};

/// An axis, or several, that stand in the place of a function's options: `sum(x, 0)`.
template <class T>
concept AxesAlone = std::same_as<T, int> || std::same_as<T, Axes>;

/// Yes or no in a struct of options: a bool, and no number, so that `sum(x, {0, 1})` is not taken as axis 0 with
/// `keepdims`.
class Flag {
public:
  template <std::same_as<bool> T>
  constexpr Flag(T value) noexcept : value_(value) {}
  constexpr operator bool() const noexcept { return value_; }

private:
  bool value_;
};

} // namespace troupe
