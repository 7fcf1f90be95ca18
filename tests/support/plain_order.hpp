#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include <troupe/dtype.hpp>

// NumPy's order of elements, written plainly, and elements that are hard to order.

namespace troupe::test {

template <class T>
bool comes_before(T left, T right) {
  if constexpr (ComplexElement<T>) {
    const auto is_nan = [](auto part) { return std::isnan(part); };
    const auto class_of = [&](T z) { return 2 * is_nan(z.real()) + is_nan(z.imag()); };
    if (class_of(left) != class_of(right))
      return class_of(left) < class_of(right);
    return comes_before(left.real(), right.real())
           || (!comes_before(right.real(), left.real()) && comes_before(left.imag(), right.imag()));
  } else if constexpr (FloatElement<T>) {
    return left < right || (std::isnan(right) && !std::isnan(left));
  } else {
    return left < right;
  }
}

/// The positions that sort `values`, stably.
template <class T>
std::vector<std::int64_t> plain_argsort(const std::vector<T>& values) {
  std::vector<std::int64_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, [&](std::int64_t left, std::int64_t right) {
    return comes_before<T>(values[static_cast<std::size_t>(left)], values[static_cast<std::size_t>(right)]);
  });
  return order;
}

/// Equal, or both without order.
template <class T>
bool is_same(T left, T right) {
  return !comes_before(left, right) && !comes_before(right, left);
}

/// Many equal ones, extremes, zeros of both signs, infinities and NaN, or just any.
template <Element T>
T any_element(std::mt19937_64& random) {
  if constexpr (ComplexElement<T>) {
    using Part = typename T::value_type;
    return {any_element<Part>(random), any_element<Part>(random)};
  } else if constexpr (FloatElement<T>) {
    using Limits = std::numeric_limits<T>;
    const T special[] = {
        Limits::quiet_NaN(), -Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), T{0}, -T{0},
        Limits::max(),       Limits::denorm_min()};
    const auto choice = random() % 16;
    if (choice < 8)
      return special[choice];
    return choice < 12 ? static_cast<T>(random() % 8) - 4
                       : static_cast<T>(std::normal_distribution<double>()(random));
  } else if constexpr (std::same_as<T, bool>) {
    return random() % 2 == 0;
  } else {
    using Limits = std::numeric_limits<T>;
    const auto choice = random() % 8;
    if (choice < 2)
      return choice == 0 ? Limits::min() : Limits::max();
    return static_cast<T>(choice < 5 ? random() % 8 : random());
  }
}

template <Element T>
std::vector<T> any_elements(std::size_t count, std::mt19937_64& random) {
  std::vector<T> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(any_element<T>(random));
  return values;
}

} // namespace troupe::test
