#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include <troupe/chunk.hpp>

namespace troupe {

/// What elements of a dtype are compared as: bools as bytes.
template <class T>
using RankElement = std::conditional_t<std::same_as<T, bool>, std::uint8_t, T>;

/// Calls `f(std::type_identity<T>{})` with the type elements are compared as.
///
/// \throws DTypeError naming `operation` for complex numbers.
template <class F>
decltype(auto) visit_ordered(DType dtype, const std::string& operation, F&& f) {
  return visit_dtype(dtype, [&]<class T>(std::type_identity<T>) {
    if constexpr (ComplexElement<T>) {
      throw DTypeError(operation + ": complex numbers have no order; the array is "
                       + std::string(to_string(dtype)));
      return f(std::type_identity<double>{});
    } else {
      return f(std::type_identity<RankElement<T>>{});
    }
  });
}

template <class T>
std::span<const T> ordered_elements(const Chunk& chunk) {
  return {reinterpret_cast<const T*>(chunk.bytes()), chunk.size()};
}

/// A 1-d chunk of these elements.
template <class T>
Chunk ordered_chunk(DType dtype, std::span<const T> elements) {
  auto [chunk, bytes] = Chunk::uninitialised(dtype, {static_cast<std::int64_t>(elements.size())});
  if (!elements.empty())
    std::memcpy(bytes, elements.data(), elements.size_bytes());
  return chunk;
}

template <class T>
constexpr T least_of() {
  return std::floating_point<T> ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
}

template <class T>
constexpr T greatest_of() {
  return std::floating_point<T> ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::max();
}

/// The next value in order; not of the greatest.
template <class T>
T successor(T x) {
  if constexpr (std::floating_point<T>)
    return std::nextafter(x, greatest_of<T>());
  else
    return static_cast<T>(x + 1);
}

/// The value before in order; not of the least.
template <class T>
T predecessor(T x) {
  if constexpr (std::floating_point<T>)
    return std::nextafter(x, least_of<T>());
  else
    return static_cast<T>(x - 1);
}

/// A number that grows with `x` by at least 1 from one value to the next.
template <class T>
std::uint64_t ordered_key(T x) {
  if constexpr (std::same_as<T, double>) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    return bits >> 63 != 0 ? ~bits : bits | std::uint64_t{1} << 63;
  } else if constexpr (std::same_as<T, float>) {
    return ordered_key(static_cast<double>(x));
  } else {
    return static_cast<std::uint64_t>(x) ^ (std::signed_integral<T> ? std::uint64_t{1} << 63 : 0);
  }
}

/// The value with this key; of float32 the next lower one, perhaps.
template <class T>
T value_of_key(std::uint64_t key) {
  if constexpr (std::floating_point<T>) {
    const std::uint64_t bits = key >> 63 != 0 ? key & ~(std::uint64_t{1} << 63) : ~key;
    const double value = std::bit_cast<double>(bits);
    return value == 0 ? T(0) : static_cast<T>(value);
  } else {
    return static_cast<T>(key ^ (std::signed_integral<T> ? std::uint64_t{1} << 63 : 0));
  }
}

/// Both ends belong to it.
template <class T>
struct ValueRange {
  T low = least_of<T>();
  T high = greatest_of<T>();
  bool is_single() const { return low == high; }
};

/// Cell number `cell` of those that ascending boundaries divide all values into.
template <class T>
ValueRange<T> cell_of(std::span<const T> boundaries, std::size_t cell) {
  ValueRange<T> range;
  if (cell > 0)
    range.low = boundaries[cell - 1];
  if (cell < boundaries.size())
    range.high = predecessor(boundaries[cell]);
  return range;
}

} // namespace troupe
