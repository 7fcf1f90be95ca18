#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>

#include "kernels/statistics/bins.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

/// Kernel "histogram": how many elements of a chunk lie in each bin, int64; or, weighted, their weights added
/// up, float64 or complex128. Arguments: edges for each dimension that says they are an argument, a chunk for
/// each dimension, weights.
struct HistogramParameters {
  struct Dimension {
    DType dtype = DType::float64;
    bool is_argument = false; ///< The edges are one, of bins of equal width.
    BinEdges edges;
    std::int64_t bins = 1;
    template <class Archive>
    void serialize(Archive& archive) {
      archive(dtype, is_argument, edges, bins);
    }
  };
  std::string name;
  std::vector<Dimension> dimensions;
  std::optional<DType> weights;
  std::optional<TileProgram> program; ///< of one dimension without weights: makes the chunk of the arguments

  DType counts() const;
  Shape shape() const;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, dimensions, weights, program);
  }
};

/// Kernel "histogram_merge": counts added up, as another dtype.
struct HistogramMergeParameters {
  DType dtype = DType::int64;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype);
  }
};

/// Kernels "value_range", the least and the greatest element of a chunk, if there is any, and
/// "histogram_edges", the edges of bins between all of them.
struct HistogramRangeParameters {
  std::string name;
  std::int64_t bins = 1;
  DType edges = DType::float64;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, bins, edges);
  }
};

/// \param edges  for each dimension
Chunk count_bins(const HistogramParameters& parameters, std::vector<BinEdges> edges,
                 std::span<const Chunk> chunks, const Chunk* weights);

} // namespace troupe
