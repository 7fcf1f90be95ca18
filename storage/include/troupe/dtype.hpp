#pragma once

#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace troupe {

/// The type of an array's elements. The values are part of the stored format:
/// append, never renumber.
enum class DType : std::uint8_t {
  boolean,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  complex64,
  complex128
};

inline constexpr std::size_t dtype_count = 13;

/// NumPy's name of the dtype: "bool", "int8", …, "complex128".
std::string_view to_string(DType dtype);

/// The dtype NumPy calls `name`.
///
/// \throws DTypeError for any other name.
DType dtype_from_name(std::string_view name);

/// The dtype with this number in the stored format.
///
/// \throws FileError if there is none.
DType dtype_from_number(std::uint8_t number);

template <class T, class... Ts>
concept AnyOf = (std::same_as<T, Ts> || ...);

/// A C++ type that stands for a dtype.
template <class T>
concept Element =
    AnyOf<T, bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t,
          std::uint32_t, std::uint64_t, float, double, std::complex<float>, std::complex<double>>;

template <class T>
concept ComplexElement = AnyOf<T, std::complex<float>, std::complex<double>>;

template <class T>
concept FloatElement = AnyOf<T, float, double>;

template <class T>
concept IntegerElement = Element<T> && std::integral<T> && !std::same_as<T, bool>;

/// An element that can be added and ordered.
template <class T>
concept Number = IntegerElement<T> || FloatElement<T>;

/// Calls `f(std::type_identity<T>{})` for the C++ type `T` of `dtype`.
/// The only switch over dtypes: kernels are templates and meet it here.
template <class F>
constexpr decltype(auto) visit_dtype(DType dtype, F&& f) {
  switch (dtype) {
  case DType::boolean: return f(std::type_identity<bool>{});
  case DType::int8: return f(std::type_identity<std::int8_t>{});
  case DType::int16: return f(std::type_identity<std::int16_t>{});
  case DType::int32: return f(std::type_identity<std::int32_t>{});
  case DType::int64: return f(std::type_identity<std::int64_t>{});
  case DType::uint8: return f(std::type_identity<std::uint8_t>{});
  case DType::uint16: return f(std::type_identity<std::uint16_t>{});
  case DType::uint32: return f(std::type_identity<std::uint32_t>{});
  case DType::uint64: return f(std::type_identity<std::uint64_t>{});
  case DType::float32: return f(std::type_identity<float>{});
  case DType::float64: return f(std::type_identity<double>{});
  case DType::complex64: return f(std::type_identity<std::complex<float>>{});
  case DType::complex128: return f(std::type_identity<std::complex<double>>{});
  }
  __builtin_unreachable();
}

template <Element T>
constexpr DType dtype_of() {
  DType found{};
  for (std::size_t i = 0; i < dtype_count; ++i)
    visit_dtype(static_cast<DType>(i), [&]<class U>(std::type_identity<U>) {
      if constexpr (std::same_as<T, U>)
        found = static_cast<DType>(i);
    });
  return found;
}

/// Bytes of one element.
constexpr std::size_t size_of(DType dtype) {
  return visit_dtype(dtype, []<class T>(std::type_identity<T>) { return sizeof(T); });
}

/// The kind of a dtype, in the order in which kinds promote.
enum class DTypeKind : std::uint8_t { boolean, unsigned_integer, signed_integer, floating, complex };

constexpr DTypeKind kind_of(DType dtype) {
  return visit_dtype(dtype, []<class T>(std::type_identity<T>) {
    if constexpr (std::same_as<T, bool>)
      return DTypeKind::boolean;
    else if constexpr (ComplexElement<T>)
      return DTypeKind::complex;
    else if constexpr (FloatElement<T>)
      return DTypeKind::floating;
    else
      return std::unsigned_integral<T> ? DTypeKind::unsigned_integer : DTypeKind::signed_integer;
  });
}

/// The dtype that holds both, by NumPy's rules: int8 + uint8 is int16, int64 + uint64 is
/// float64, int16 + float32 is float32, int32 + float32 is float64, bool + T is T.
DType promote(DType left, DType right);

} // namespace troupe
