#pragma once

#include <cstddef>
#include <cstdint>

#include <troupe/dtype.hpp>

#include "kernels/isa_level.hpp"

namespace troupe {

/// Elements are put into bins a tile at a time.
inline constexpr std::size_t histogram_tile = 1024;
/// Neighbouring elements are counted apart, so that one count need not wait for the other.
inline constexpr std::size_t histogram_lanes = 4;

/// Bins of equal width.
struct UniformBins {
  double first = 0;
  double scale = 1; ///< bins in a unit
  double doubt = 0; ///< Nearer to an edge than this, in bins, an element is compared with the edge.
  std::int32_t bins = 1;
  const double* edges = nullptr; ///< one more than bins
};

/// The loops behind histograms of one ISA level. Bin number `bins` is that of elements outside all bins.
struct HistogramTable {
  /// Elements as float64, by dtype; none for complex numbers.
  void (*widen[dtype_count])(const void* elements, std::size_t count, double* out);
  /// The bins of at most a tile of elements: the last one has its right edge.
  void (*locate)(const UniformBins& bins, const double* elements, std::size_t count, std::int32_t* out);
  /// How many of ascending edges are not greater than each of at most a tile of elements, or less (`strictly`);
  /// all for NaN. The edges are padded with infinity to 2^steps.
  void (*search)(const double* edges, std::int32_t steps, bool strictly, const double* elements,
                 std::size_t count, std::int32_t* out);
  /// Counts bins: element i to `counts[i % histogram_lanes]`.
  void (*count)(const std::int32_t* bins, std::size_t count, std::int64_t* const* counts);
};

const HistogramTable& histogram_table();

} // namespace troupe
