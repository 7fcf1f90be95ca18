#include "kernels/statistics/quantile_place.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include <troupe/error.hpp>
#include <troupe/names.hpp>

namespace troupe {

namespace {

constexpr std::array<std::string_view, quantile_method_count> names{"inverted_cdf",
                                                                    "averaged_inverted_cdf",
                                                                    "closest_observation",
                                                                    "interpolated_inverted_cdf",
                                                                    "hazen",
                                                                    "weibull",
                                                                    "linear",
                                                                    "median_unbiased",
                                                                    "normal_unbiased",
                                                                    "lower",
                                                                    "higher",
                                                                    "midpoint",
                                                                    "nearest"};

QuantilePlace at_element(double index, std::int64_t count) {
  const auto last = static_cast<double>(count - 1);
  const auto place = static_cast<std::int64_t>(std::clamp(index, 0.0, last));
  return {place, place, 0};
}

/// The place of a position between elements.
QuantilePlace between(double position, std::int64_t count) {
  if (!(position >= 0))
    return {0, 0, 0};
  if (position >= static_cast<double>(count - 1))
    return {count - 1, count - 1, 0};
  const double below = std::floor(position);
  const auto lower = static_cast<std::int64_t>(below);
  return {lower, lower + 1, position - below};
}

/// Hyndman & Fan's continuous methods.
QuantilePlace continuous(double q, std::int64_t count, double alpha, double beta) {
  const auto n = static_cast<double>(count);
  return between(n * q + (alpha + q * (1 - alpha - beta)) - 1, count);
}

/// The element before a position that is one, else the next; `is_before` decides where the position is one.
template <class IsBefore>
QuantilePlace stepped(double position, std::int64_t count, const IsBefore& is_before) {
  const double below = std::floor(position);
  return at_element(position == below && is_before(below) ? below : below + 1, count);
}

} // namespace

std::string_view to_string(QuantileMethod method) { return names.at(static_cast<std::size_t>(method)); }

QuantileMethod quantile_method_from_name(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found != names.end())
    return static_cast<QuantileMethod>(found - names.begin());
  throw ValueError("quantile: no method is called \"" + std::string(name) + "\"; there are " + joined(names));
}

QuantilePlace quantile_place(QuantileMethod method, double q, std::int64_t count) {
  const auto n = static_cast<double>(count);
  const double last = (n - 1) * q;
  switch (method) {
  case QuantileMethod::inverted_cdf: return stepped(n * q - 1, count, [](double) { return true; });
  case QuantileMethod::averaged_inverted_cdf: {
    QuantilePlace place = between(n * q - 1, count);
    if (place.lower != place.upper)
      place.weight = place.weight == 0 ? 0.5 : 1;
    return place;
  }
  case QuantileMethod::closest_observation: // half-way to the even one, counted from 1
    return stepped(n * q - 1 - 0.5, count, [](double below) { return std::fmod(below, 2) != 0; });
  case QuantileMethod::interpolated_inverted_cdf: return continuous(q, count, 0, 1);
  case QuantileMethod::hazen: return continuous(q, count, 0.5, 0.5);
  case QuantileMethod::weibull: return continuous(q, count, 0, 0);
  case QuantileMethod::linear: return between(last, count);
  case QuantileMethod::median_unbiased: return continuous(q, count, 1.0 / 3, 1.0 / 3);
  case QuantileMethod::normal_unbiased: return continuous(q, count, 3.0 / 8, 3.0 / 8);
  case QuantileMethod::lower: return at_element(std::floor(last), count);
  case QuantileMethod::higher: return at_element(std::ceil(last), count);
  case QuantileMethod::midpoint: return between(0.5 * (std::floor(last) + std::ceil(last)), count);
  case QuantileMethod::nearest: return at_element(std::nearbyint(last), count);
  }
  throw ValueError("quantile: a method that is none");
}

bool chooses_element(QuantileMethod method) {
  switch (method) {
  case QuantileMethod::inverted_cdf:
  case QuantileMethod::closest_observation:
  case QuantileMethod::lower:
  case QuantileMethod::higher:
  case QuantileMethod::nearest: return true;
  default: return false;
  }
}

DType quantile_dtype(QuantileMethod method, DType dtype) {
  return chooses_element(method) || kind_of(dtype) == DTypeKind::floating ? dtype : DType::float64;
}

double interpolate(double lower, double upper, double weight) {
  if (lower == upper || weight == 0)
    return lower;
  if (weight == 1)
    return upper;
  const double difference = upper - lower;
  return weight >= 0.5 ? upper - difference * (1 - weight) : lower + difference * weight;
}

} // namespace troupe
