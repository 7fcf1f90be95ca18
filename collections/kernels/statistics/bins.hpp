#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/search_side.hpp>

#include "kernels/statistics/histogram_table.hpp"

namespace troupe {

/// Edges of bins, of which elements are sought: as float64, or, for integers among integers, as they are.
struct BinEdges {
  std::vector<double> real;
  std::vector<std::int64_t> whole; ///< in place of `real`; those of uint64 with the sign bit turned
  bool is_whole = false;
  bool is_uniform = false; ///< Bins of equal width.

  std::size_t size() const { return is_whole ? whole.size() : real.size(); }
  bool is_ascending() const; ///< And none is NaN.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(real, whole, is_whole, is_uniform);
  }
};

/// The edges in a chunk of real numbers, for elements of `dtype`.
BinEdges bin_edges(const Chunk& edges, DType dtype);

/// The edges of `bins` bins of equal width between two values, as NumPy's linspace computes them. \param dtype
/// float32 or float64
Chunk uniform_edges(double first, double last, std::int64_t bins, DType dtype);

/// Edges padded with infinity to a power of two, for `HistogramTable::search`.
struct PaddedEdges {
  std::vector<double> edges;
  std::int32_t steps = 0;

  PaddedEdges() = default;
  explicit PaddedEdges(const std::vector<double>& given);
};

/// Finds the bins of a chunk's elements.
class BinFinder {
public:
  /// \throws ValueError naming `operation` for less than two edges; DTypeError for elements without order.
  BinFinder(BinEdges edges, DType dtype, std::string operation);

  std::int32_t bins() const noexcept { return static_cast<std::int32_t>(edges_.size()) - 1; }

  /// The bins of at most a tile of elements, from number `begin` on. The last bin has its right edge; an
  /// element outside is in bin `bins()`.
  void locate(const Chunk& chunk, std::size_t begin, std::size_t count, std::int32_t* out);

private:
  void search(const double* elements, std::size_t count, std::int32_t* out) const;
  const double* widened(const Chunk& chunk, std::size_t begin, std::size_t count);

  BinEdges edges_;
  DType dtype_;
  std::string operation_;
  UniformBins uniform_;
  PaddedEdges padded_; ///< of edges that are sought one by one
  double scratch_[histogram_tile];
};

/// For each element how many edges, ascending, are less than it (left), or not greater (right); all for NaN.
/// int64, of the chunk's shape.
Chunk edges_before(const BinEdges& edges, SearchSide side, const Chunk& chunk);

} // namespace troupe
