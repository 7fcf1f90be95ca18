#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/statistics/histogram.hpp>

#include "expression/node.hpp"
#include "kernels/statistics/histogram.hpp"

namespace troupe {

/// The counts of a histogram. Inputs: an array for each dimension, weights if there are any, then edges for each
/// dimension whose parameters say that they are an argument.
struct HistogramCounts {
  static constexpr std::string_view name = "histogram_counts";
  HistogramParameters call;
  DType dtype = DType::int64; ///< of the result

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call, dtype);
  }
  std::string_view label() const { return call.name; }
  bool accepts_unknown(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The same for arrays that are cut alike.
struct HistogramBlocks {
  static constexpr std::string_view name = "histogram_blocks";
  HistogramParameters call;
  DType dtype = DType::int64;
  /// How the array is cut that the program in `call` makes of the inputs.
  std::vector<std::vector<std::int64_t>> mapped_sizes = {};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call, dtype, mapped_sizes);
  }
  std::string_view label() const { return call.name; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::optional<HistogramBlocks> absorb(const TileProgram& made_by, const ArrayMetadata& mapped) const;
};

/// The edges of bins of equal width from an array's least to its greatest element.
struct HistogramEdges {
  static constexpr std::string_view name = "histogram_edges";
  HistogramRangeParameters call;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call);
  }
  std::string_view label() const { return call.name; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
