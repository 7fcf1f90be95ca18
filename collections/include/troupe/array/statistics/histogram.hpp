#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <source_location>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/array/array.hpp>

// How many elements lie where: in bins between edges, or at each small integer. Every block is read once, with
// the elementwise operations before it; without a range, twice.
//
// A bin has its left edge and not its right one, except the last, which has both. Elements outside, and NaN,
// are in none. Results are those of NumPy, bin by bin; sums of weights depend on the chunking in their last
// bits.

namespace troupe {

/// Edges of bins, and their dtype.
class Edges {
public:
  Edges(const std::vector<double>& edges);
  Edges(std::initializer_list<double> edges) : Edges(std::vector<double>(edges)) {}
  Edges(const std::vector<std::int64_t>& edges);
  /// \throws ShapeError if they are not 1-d.
  Edges(Chunk edges);

  const Chunk& chunk() const noexcept { return chunk_; }

private:
  Chunk chunk_;
};

/// Bins: so many of equal width, or those between edges.
class Bins {
public:
  Bins(int count) : held_(std::int64_t{count}) {}
  Bins(std::int64_t count) : held_(count) {}
  Bins(std::initializer_list<double> edges) : held_(Edges(edges)) {}
  Bins(Edges edges) : held_(std::move(edges)) {}
  Bins(const std::vector<double>& edges) : Bins(Edges(edges)) {}
  Bins(const std::vector<std::int64_t>& edges) : Bins(Edges(edges)) {}

  const std::variant<std::int64_t, Edges>& held() const noexcept { return held_; }

private:
  std::variant<std::int64_t, Edges> held_;
};

struct HistogramOptions {
  Bins bins = 10;
  /// Of bins that are counted; without it from the least to the greatest element. One value v stands for
  /// v - 0.5 to v + 0.5.
  std::optional<std::pair<double, double>> range = std::nullopt;
  bool density = false;                        ///< The integral over the range is 1: float64.
  std::optional<Array> weights = std::nullopt; ///< Added up instead of counted, in their dtype.
};

struct Histogram {
  Array counts; ///< int64, or of the weights' dtype, or float64
  Array edges;  ///< One more than bins; float32 for float32, float64 for others, as given if given.
};

/// The histogram of an array's elements, whatever its shape. Of no elements, without a range, from 0 to 1.
///
/// \throws ValueError for less than one bin, edges that decrease, a range that is NaN, infinite or the wrong way
/// round; ShapeError for weights of another shape; DTypeError for complex elements. When it runs, a TaskError if
/// there is no range and the elements have none: NaN or infinity are among them.
Histogram histogram(const Array& array, const HistogramOptions& options = {},
                    std::source_location line = std::source_location::current());
/// With nothing but bins: `histogram(x, 20)`.
template <std::convertible_to<Bins> T>
Histogram histogram(const Array& array, const T& bins,
                    std::source_location line = std::source_location::current()) {
  return histogram(array, HistogramOptions{.bins = bins}, line);
}

struct Histogram2dOptions {
  Bins x_bins = 10, y_bins = 10;
  std::optional<std::pair<double, double>> x_range = std::nullopt, y_range = std::nullopt;
  bool density = false;
  std::optional<Array> weights = std::nullopt;
};

struct Histogram2d {
  Array counts; ///< (x bins, y bins), float64
  Array x_edges, y_edges;
};

/// How many pairs (x, y) lie in each cell of a grid. The arrays are 1-d and of one length.
///
/// \throws as `histogram`, and ShapeError for other arrays, ValueError for 2^31 cells or more.
Histogram2d histogram2d(const Array& x, const Array& y, const Histogram2dOptions& options = {},
                        std::source_location line = std::source_location::current());

struct BincountOptions {
  std::optional<Array> weights = std::nullopt; ///< Added up instead of counted: float64.
  std::int64_t minlength = 0;
};

/// How often each integer from 0 on occurs in a 1-d array: int64. The result is as long as the greatest one asks
/// for, which only the data can tell.
///
/// \throws ShapeError for an array that is not 1-d, or weights of another shape; DTypeError for elements that are
/// no integers, or complex weights; ValueError for a negative length. A negative element is a TaskError when it
/// runs.
Array bincount(const Array& array, const BincountOptions& options = {},
               std::source_location line = std::source_location::current());

struct DigitizeOptions {
  bool right = false; ///< Bins have their right edge instead of the left one.
};

/// For each element the number of the bin it lies in: i with bins[i-1] <= x < bins[i]; 0 before the first edge,
/// as many as there are edges behind the last. Edges may descend: then bins[i-1] > x >= bins[i]. int64. A NaN
/// lies behind all numbers.
///
/// \throws ValueError for edges that neither ascend nor descend; DTypeError for complex elements.
Array digitize(const Array& array, const Edges& bins, const DigitizeOptions& options = {},
               std::source_location line = std::source_location::current());

} // namespace troupe
