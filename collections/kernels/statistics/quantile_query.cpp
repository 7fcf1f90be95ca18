#include "kernels/statistics/quantile_query.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <troupe/error.hpp>

#include "kernels/statistics/quantile_place.hpp"

namespace troupe {

namespace {

double mean_of_two(double lower, double upper) {
  const double sum = lower + upper;
  return std::isinf(sum) ? lower / 2 + upper / 2 : sum / 2;
}

QuantilePlace place_of(const QuantileQuery& query, double quantile, std::int64_t count) {
  if (!query.by_rank)
    return quantile_place(query.method, quantile, count);
  const std::int64_t rank = std::min(static_cast<std::int64_t>(quantile), count - 1);
  return {rank, rank, 0};
}

template <class T, class Result>
Result value_at(const QuantileQuery& query, const QuantilePlace& place, std::span<const std::int64_t> ranks,
                const T* elements) {
  const auto element = [&](std::int64_t rank) {
    return elements[std::ranges::lower_bound(ranks, rank) - ranks.begin()];
  };
  const T lower = element(place.lower);
  if (place.lower == place.upper || place.weight == 0)
    return static_cast<Result>(lower);
  const T upper = element(place.upper);
  if (query.is_median)
    return static_cast<Result>(mean_of_two(static_cast<double>(lower), static_cast<double>(upper)));
  return static_cast<Result>(
      interpolate(static_cast<double>(lower), static_cast<double>(upper), place.weight));
}

} // namespace

DType QuantileQuery::result() const { return by_rank ? operand : quantile_dtype(method, operand); }

double QuantileQuery::part(std::size_t i, std::int64_t count) const {
  return by_rank ? quantiles[i] / static_cast<double>(std::max<std::int64_t>(1, count - 1)) : quantiles[i];
}

std::vector<std::int64_t> ranks_of(const QuantileQuery& query, std::int64_t count) {
  std::vector<std::int64_t> ranks;
  for (const double q : query.quantiles) {
    const QuantilePlace place = place_of(query, q, count);
    ranks.push_back(place.lower);
    ranks.push_back(place.upper);
  }
  std::ranges::sort(ranks);
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  return ranks;
}

void write_quantiles(const QuantileQuery& query, std::int64_t count, std::span<const std::int64_t> ranks,
                     const void* elements, void* out, std::int64_t stride) {
  if (count == 0)
    return write_no_quantiles(query, out, stride);
  const auto write = [&]<class T, class Result>(std::type_identity<T>, std::type_identity<Result>) {
    auto* result = static_cast<Result*>(out);
    for (const double q : query.quantiles) {
      if constexpr (FloatElement<Result>)
        if (query.by_rank && q >= static_cast<double>(count)) {
          *result = std::numeric_limits<Result>::quiet_NaN();
          result += stride;
          continue;
        }
      *result = value_at<T, Result>(query, place_of(query, q, count), ranks, static_cast<const T*>(elements));
      result += stride;
    }
  };
  visit_dtype(query.operand, [&]<class T>(std::type_identity<T> type) {
    if constexpr (ComplexElement<T>)
      throw DTypeError(query.name + ": not defined for " + std::string(to_string(query.operand)));
    else if (query.result() == query.operand)
      write(type, type);
    else
      write(type, std::type_identity<double>{});
  });
}

void write_no_quantiles(const QuantileQuery& query, void* out, std::int64_t stride) {
  visit_dtype(query.result(), [&]<class T>(std::type_identity<T>) {
    if constexpr (FloatElement<T>)
      for (std::size_t i = 0; i < query.quantiles.size(); ++i)
        static_cast<T*>(out)[static_cast<std::int64_t>(i) * stride] = std::numeric_limits<T>::quiet_NaN();
    else
      throw ValueError(query.name + ": no elements to choose one from");
  });
}

} // namespace troupe
