#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/functions/overlap.hpp>

#include "array/elementwise/saved_scalar.hpp"
#include "array/functions/function_call.hpp"
#include "array/gathering/extension.hpp"
#include "array/gathering/gather.hpp"
#include "expression/node.hpp"

namespace troupe {

/// How the chunks of an axis are widened.
struct AxisOverlap {
  std::int64_t before = 0;
  std::int64_t after = 0;
  Extension extension = Extension::none;
  SavedScalar constant; ///< For `Extension::constant`.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(before, after, extension, constant);
  }
};

/// An array's chunks, each widened by its neighbours.
struct Overlap {
  static constexpr std::string_view name = "overlap";
  std::vector<AxisOverlap> axes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(axes);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  Array build(std::span<const Array> inputs) const;
};

/// A user's kernel over widened chunks.
struct MapOverlap {
  static constexpr std::string_view name = "map_overlap";
  static constexpr bool promises_extents = true;
  FunctionCall function;
  std::vector<AxisOverlap> axes;
  DType dtype = DType::float64;
  bool trim = true;
  bool told_place = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(function, axes, dtype, trim, told_place);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The same for inputs cut alike: one task a block, which gathers, calls and trims.
struct MapOverlapBlocks {
  static constexpr std::string_view name = "map_overlap_blocks";
  MapOverlap call;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call);
  }
  std::string_view label() const { return MapOverlap::name; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The chunks of each axis of `chunking`, widened.
std::vector<GatherAxis> widened_axes(const std::vector<AxisOverlap>& axes, const Chunking& chunking);

/// The fill values of the constant boundaries, one for each axis.
std::vector<ElementBits> boundary_fills(const std::vector<AxisOverlap>& axes, DType dtype);

} // namespace troupe
