#pragma once

#include <complex>
#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <troupe/dtype.hpp>

namespace troupe {

/// A C++ number, bool or complex number.
template <class T>
concept ScalarValue =
    std::integral<T> || std::floating_point<T> || AnyOf<T, std::complex<float>, std::complex<double>>;

/// A single number in an expression. It is *weak*: only its kind counts when dtypes are promoted, so `x + 1`
/// and `x * 0.5` of a float32 array are float32; an integer turns a bool array into int64, a real number
/// turns bools and integers into float64, a complex number turns floats into complex of their width and the
/// others into complex128, and a bool changes nothing.
class Scalar {
public:
  template <ScalarValue T>
  Scalar(T value) { // NOLINT(google-explicit-constructor): `x + 1` is the point
    if constexpr (std::same_as<T, bool>)
      held_ = value;
    else if constexpr (std::unsigned_integral<T>)
      hold_unsigned(value);
    else if constexpr (std::integral<T>)
      held_ = static_cast<std::int64_t>(value);
    else if constexpr (std::floating_point<T>)
      held_ = static_cast<double>(value);
    else
      held_ = std::complex<double>(value);
  }

  /// Integers beyond 2^63 - 1 are held as `uint64`, the others as `int64`.
  using Held = std::variant<bool, std::int64_t, std::uint64_t, double, std::complex<double>>;
  const Held& held() const noexcept { return held_; }

  bool is_integer() const noexcept { return held_.index() == 1 || held_.index() == 2; }

  /// What it is where no array decides: bool, int64 (uint64 beyond 2^63 - 1), float64 or complex128.
  DType dtype() const noexcept;

private:
  void hold_unsigned(std::uint64_t value) {
    if (std::in_range<std::int64_t>(value))
      held_ = static_cast<std::int64_t>(value);
    else
      held_ = value;
  }

  Held held_;
};

/// "3", "0.5", "true", "1+2i".
std::string to_string(const Scalar& scalar);

} // namespace troupe
