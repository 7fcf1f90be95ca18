#pragma once

#include <array>
#include <cstdint>
#include <source_location>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/scalar.hpp>

namespace troupe {

/// What an array is padded with, NumPy's names. The numbers are part of serialised parameters: append, never
/// renumber.
enum class PadMode : std::uint8_t {
  constant,    ///< `constant_values`
  edge,        ///< the last element
  linear_ramp, ///< from the last element to `end_values`
  maximum,     ///< of the axis, as are the next two
  minimum,
  mean,
  reflect,   ///< c b | a b c | b a
  symmetric, ///< b a | a b c | c b
  wrap,      ///< b c | a b c | a b
};
constexpr PadMode last_of(PadMode) { return PadMode::wrap; }

enum class ReflectType : std::uint8_t {
  even, ///< The mirror image.
  odd,  ///< Twice the edge less the mirror image: slopes go on.
};
constexpr ReflectType last_of(ReflectType) { return ReflectType::odd; }

struct PadOptions {
  PadMode mode = PadMode::constant;
  Scalar constant_values = 0;
  Scalar end_values = 0;
  ReflectType reflect_type = ReflectType::even; ///< For `reflect` and `symmetric`.
};

/// How many elements are put before and behind, one pair for all axes or one for each.
using PadWidths = std::vector<std::array<std::int64_t, 2>>;

/// The array with more elements at both ends of its axes; they are extended one after the other, first to
/// last.
///
/// \throws ShapeError for another number of pairs; ValueError for a width below 0, or if there is nothing to
///         go on with: a mode other than `constant` for an empty axis; or if `reflect` (even), `symmetric` or `wrap`
///         would repeat an axis more than 2^20 times.
Array pad(const Array& array, const PadWidths& widths, const PadOptions& options = {},
          std::source_location line = std::source_location::current());

} // namespace troupe
