#include "array/elementwise/promotion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

#include <troupe/error.hpp>

namespace troupe {

namespace {

/// NumPy has float results for these whatever the operands' kind.
constexpr std::array float_only{TileOperation::floor, TileOperation::ceil, TileOperation::trunc,
                                TileOperation::rint};

/// Bools are taken as int8 here; every other operation that has no bool kernel refuses them or works on
/// floats.
constexpr std::array bools_are_int8{TileOperation::square,       TileOperation::reciprocal,
                                    TileOperation::floor_divide, TileOperation::remainder,
                                    TileOperation::fmod,         TileOperation::power,
                                    TileOperation::left_shift,   TileOperation::right_shift};

bool is_integer_kind(DType dtype) {
  const DTypeKind kind = kind_of(dtype);
  return kind == DTypeKind::signed_integer || kind == DTypeKind::unsigned_integer;
}

template <class Held>
bool fits(const Held& value, DType dtype) {
  return visit_dtype(dtype, [&]<class T>(std::type_identity<T>) {
    if constexpr (IntegerElement<T>)
      return std::in_range<T>(value);
    else
      return true;
  });
}

/// A double cut towards zero, if `T` can hold it.
template <IntegerElement T>
bool real_fits(double value) {
  // Both bounds are exact as doubles.
  const double above = std::ldexp(1.0, std::numeric_limits<T>::digits);
  const double whole = std::trunc(value);
  return whole < above && whole >= (std::is_signed_v<T> ? -above : 0.0);
}

float narrowed(double value) {
  if (std::isfinite(value) && std::fabs(value) > static_cast<double>(std::numeric_limits<float>::max())) {
    // Halfway to the next power of two rounds to infinity, less rounds down.
    const double halfway = std::ldexp(1.0, 128) - std::ldexp(1.0, 103);
    const float magnitude = std::fabs(value) < halfway ? std::numeric_limits<float>::max()
                                                       : std::numeric_limits<float>::infinity();
    return std::copysign(magnitude, static_cast<float>(std::copysign(1.0, value)));
  }
  return static_cast<float>(value);
}

[[noreturn]] void refuse(const Scalar& scalar, DType dtype) {
  throw ValueError(to_string(scalar) + " is no " + std::string(to_string(dtype)));
}

template <Element T, class Held>
T cut(const Held& value, const Scalar& scalar) {
  if constexpr (ComplexElement<Held>) {
    if constexpr (ComplexElement<T>)
      return T(cut<typename T::value_type>(value.real(), scalar),
               cut<typename T::value_type>(value.imag(), scalar));
    else if constexpr (std::same_as<T, bool>)
      return value != Held{};
    else
      return cut<T>(value.real(), scalar);
  } else if constexpr (std::same_as<T, bool>) {
    return value != Held{};
  } else if constexpr (std::same_as<T, float> && std::same_as<Held, double>) {
    return narrowed(value);
  } else if constexpr (IntegerElement<T> && std::same_as<Held, double>) {
    if (!real_fits<T>(value))
      refuse(scalar, dtype_of<T>());
    return static_cast<T>(value);
  } else if constexpr (IntegerElement<T> && std::integral<Held> && !std::same_as<Held, bool>) {
    if (!std::in_range<T>(value))
      refuse(scalar, dtype_of<T>());
    return static_cast<T>(value);
  } else if constexpr (ComplexElement<T>) {
    return T(cut<typename T::value_type>(value, scalar));
  } else {
    return static_cast<T>(value);
  }
}

} // namespace

DType promote_all(std::vector<DType> dtypes) {
  std::ranges::stable_sort(dtypes, std::ranges::greater(), [](DType dtype) {
    return kind_of(dtype) == DTypeKind::unsigned_integer ? DTypeKind::signed_integer : kind_of(dtype);
  });
  return std::accumulate(dtypes.begin() + 1, dtypes.end(), dtypes.front(), promote);
}

DType promote_weakly(DType dtype, const Scalar& scalar) {
  const DTypeKind kind = kind_of(dtype);
  if (scalar.is_integer())
    return kind == DTypeKind::boolean ? scalar.dtype() : dtype;
  if (kind_of(scalar.dtype()) == DTypeKind::floating)
    return kind < DTypeKind::floating ? DType::float64 : dtype;
  if (kind_of(scalar.dtype()) == DTypeKind::complex) {
    if (kind == DTypeKind::complex)
      return dtype;
    return dtype == DType::float32 ? DType::complex64 : DType::complex128;
  }
  return dtype;
}

std::optional<DType> working_dtype(TileOperation operation, DType dtype) {
  const bool lifted =
      std::ranges::find(float_only, operation) != float_only.end() && kind_of(dtype) < DTypeKind::floating;
  if (!lifted && tile_result(operation, dtype))
    return dtype;
  if (kind_of(dtype) >= DTypeKind::floating)
    return std::nullopt;
  if (!lifted && tile_result(operation, DType::int8)) {
    const bool as_int8 = std::ranges::find(bools_are_int8, operation) != bools_are_int8.end();
    return as_int8 && dtype == DType::boolean ? std::optional(DType::int8) : std::nullopt;
  }
  return tile_result(operation, DType::float64) ? std::optional(DType::float64) : std::nullopt;
}

int side_of_range(const Scalar& scalar, DType dtype) {
  if (!scalar.is_integer() || !is_integer_kind(dtype))
    return 0;
  return std::visit(
      [&]<class T>(const T& value) {
        if constexpr (IntegerElement<T>)
          return fits(value, dtype) ? 0 : (std::cmp_less(value, 0) ? -1 : 1);
        else
          return 0;
      },
      scalar.held());
}

TileConstant lowest(DType dtype) {
  return visit_dtype(dtype, []<class T>(std::type_identity<T>) {
    return TileConstant::of(std::numeric_limits<T>::lowest());
  });
}

TileConstant highest(DType dtype) {
  return visit_dtype(
      dtype, []<class T>(std::type_identity<T>) { return TileConstant::of(std::numeric_limits<T>::max()); });
}

TileConstant constant_of(const Scalar& scalar, DType dtype) {
  const DTypeKind wanted = kind_of(dtype);
  const DTypeKind held = kind_of(scalar.dtype());
  const bool loses = held == DTypeKind::complex ? wanted < DTypeKind::complex
                                                : held == DTypeKind::floating && wanted < DTypeKind::floating;
  if (loses || (scalar.is_integer() && wanted == DTypeKind::boolean))
    refuse(scalar, dtype);
  return converted(scalar, dtype);
}

TileConstant converted(const Scalar& value, DType dtype) {
  return std::visit(
      [&](const auto& held) {
        return visit_dtype(
            dtype, [&]<class T>(std::type_identity<T>) { return TileConstant::of(cut<T>(held, value)); });
      },
      value.held());
}

} // namespace troupe
