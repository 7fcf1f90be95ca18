#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/quantile_method.hpp>

#include "kernels/reductions/reduction_table.hpp"

namespace troupe {

/// Which quantiles are asked for.
struct QuantileQuery {
  std::string name;              ///< for errors
  std::vector<double> quantiles; ///< in [0, 1]
  QuantileMethod method = QuantileMethod::linear;
  bool is_median = false; ///< The mean of the two middle elements, as NumPy's median computes it.
  NanRule nan = NanRule::spread;
  DType operand = DType::float64;
  /// `quantiles` are ranks: wanted are the elements of these. Ranks behind the numbers are NaN.
  bool by_rank = false;

  DType result() const;
  /// About where the elements are that quantile number `i` of `count` elements needs, in [0, 1].
  double part(std::size_t i, std::int64_t count) const;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, quantiles, method, is_median, nan, operand, by_rank);
  }
};

/// Which sorted elements the quantiles of `count` ≥ 1 of them need: ascending, each once.
std::vector<std::int64_t> ranks_of(const QuantileQuery& query, std::int64_t count);

/// The quantiles of `count` elements, of which those of `ranks` are known: `elements` has the operand's dtype.
/// Written to `out`, of the result's dtype, `stride` elements apart. Of no elements they are NaN.
///
/// \throws ValueError if there are none and the result's dtype has no NaN.
void write_quantiles(const QuantileQuery& query, std::int64_t count, std::span<const std::int64_t> ranks,
                     const void* elements, void* out, std::int64_t stride);

/// Writes NaN for each quantile: the array has one, or no element.
///
/// \throws ValueError if the result's dtype has no NaN.
void write_no_quantiles(const QuantileQuery& query, void* out, std::int64_t stride);

} // namespace troupe
