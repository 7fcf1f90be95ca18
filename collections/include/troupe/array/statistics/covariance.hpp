#pragma once

#include <cstdint>
#include <optional>
#include <source_location>

#include <troupe/array/array.hpp>

// How variables vary together. A row is a variable and a column an observation of all of them, or, with
// `rowvar = false`, the other way round; a 1-d array is one variable. The result is a matrix of a row and a
// column for each variable, 0-d if there is only one; float64, or complex128.
//
// The mean is taken first and what differs from it multiplied as a product of blocks, so a large mean does no
// harm, and observations may be more than fit into memory.

namespace troupe {

struct CovarianceOptions {
  std::optional<Array> y = std::nullopt;     ///< Further variables with the same observations.
  bool rowvar = true;                        ///< Whether variables are rows.
  bool bias = false;                         ///< Divide by n, not by n - 1.
  std::optional<double> ddof = std::nullopt; ///< Divide by n - ddof, whatever `bias` says.
  /// How often each observation was made: 1-d integers. Negative ones fail when it runs.
  std::optional<Array> fweights = std::nullopt;
  /// How much each observation counts: 1-d, none negative.
  std::optional<Array> aweights = std::nullopt;
};

/// The covariance of the variables, as numpy.cov; infinite or NaN where n <= ddof.
///
///     cov(from_chunk(Chunk::from<double>({2, 3}, {0, 1, 2, 2, 1, 0})))        // {{1, -1}, {-1, 1}}
///
/// \throws ShapeError for more than two axes, observations that differ in number, or weights that are not as
///         many; DTypeError for frequencies that are no integers.
Array cov(const Array& array, const CovarianceOptions& options = {},
          std::source_location line = std::source_location::current());

struct CorrelationOptions {
  std::optional<Array> y = std::nullopt; ///< Further variables with the same observations.
  bool rowvar = true;                    ///< Whether variables are rows.
};
/// Pearson's coefficients of correlation, each part in [-1, 1]: covariances over the square roots of the
/// variances, NaN where one is 0.
///
/// \throws as `cov`.
Array corrcoef(const Array& array, const CorrelationOptions& options = {},
               std::source_location line = std::source_location::current());

} // namespace troupe
