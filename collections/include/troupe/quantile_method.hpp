#pragma once

#include <cstdint>
#include <string_view>

namespace troupe {

/// How a quantile that falls between two elements is computed: NumPy's thirteen methods, under its names. The
/// first nine are those of Hyndman & Fan, "Sample quantiles in statistical packages", The American
/// Statistician 50 (1996), in their order. The numbers are part of serialised parameters: append, never
/// renumber.
///
/// Methods that choose an element (`inverted_cdf`, `closest_observation`, `lower`, `higher`, `nearest`) keep
/// the dtype; the others make float64 of bools and integers.
enum class QuantileMethod : std::uint8_t {
  inverted_cdf,
  averaged_inverted_cdf,
  closest_observation,
  interpolated_inverted_cdf,
  hazen,
  weibull,
  linear, ///< NumPy's and Troupe's default
  median_unbiased,
  normal_unbiased,
  lower,
  higher,
  midpoint,
  nearest,
};

inline constexpr int quantile_method_count = 13;
constexpr QuantileMethod last_of(QuantileMethod) { return QuantileMethod::nearest; }

std::string_view to_string(QuantileMethod method);

/// The method NumPy calls `name`.
///
/// \throws ValueError listing the names, for any other.
QuantileMethod quantile_method_from_name(std::string_view name);

} // namespace troupe
