#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/statistics/quantiles.hpp>

#include "expression/node.hpp"
#include "kernels/statistics/quantile_lanes.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

/// The operation behind `median`, `percentile` and `quantile`.
struct Quantiles {
  static constexpr std::string_view name = "quantiles";
  static constexpr bool promises_extents = true;
  QuantileLanesParameters call;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call);
  }
  std::string_view label() const { return call.query.name; }
  Array build(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array> inputs) const;

private:
  bool needs_element() const;
};

/// The quantiles along axes that are not cut.
struct LaneQuantiles {
  static constexpr std::string_view name = "lane_quantiles";
  QuantileLanesParameters call;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call);
  }
  std::string_view label() const { return call.query.name; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The quantiles of all elements of an array in several blocks.
struct SearchedQuantiles {
  static constexpr std::string_view name = "searched_quantiles";
  QuantileLanesParameters call;
  /// What the blocks go through before, and how the array it makes of the inputs is cut.
  std::optional<TileProgram> program = std::nullopt;
  std::vector<std::vector<std::int64_t>> mapped_sizes = {};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call, program, mapped_sizes);
  }
  std::string_view label() const { return call.query.name; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::optional<SearchedQuantiles> absorb(const TileProgram& made_by, const ArrayMetadata& mapped) const;
};

} // namespace troupe
