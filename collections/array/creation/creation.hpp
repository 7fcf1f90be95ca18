#pragma once

#include <cstdint>
#include <span>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"
#include "kernels/sources/creation.hpp"

namespace troupe {

using ChunkSizes = std::vector<std::vector<std::int64_t>>;

/// \throws ShapeError for a negative extent, which elsewhere may be one that nobody knows, and for a shape of more than
///         2^63 - 1 elements.
void require_extents(const Shape& shape);

/// An array of one value.
struct Full {
  static constexpr std::string_view name = "full";
  TileConstant value;
  ChunkSizes sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(value, sizes);
  }
  ArrayMetadata infer(std::span<const Array>) const { return {value.dtype, Chunking(sizes), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::vector<NodeParts> taken(const ArrayNode& node, std::span<const Gather> gathers) const;
};

/// start + (first + i * stride) * step along one axis, the same along the others.
struct Ramp {
  static constexpr std::string_view name = "arange";
  TileConstant start;
  TileConstant step;
  std::uint32_t axis = 0;
  ChunkSizes sizes;
  std::int64_t first = 0;
  std::int64_t stride = 1;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(start, step, axis, sizes, first, stride);
  }
  ArrayMetadata infer(std::span<const Array>) const { return {start.dtype, Chunking(sizes), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::vector<NodeParts> taken(const ArrayNode& node, std::span<const Gather> gathers) const;
};

/// Evenly spaced numbers, 1-d. Of `parameters`, `first` and `length` are each block's own.
struct Linspace {
  static constexpr std::string_view name = "linspace";
  LinspaceParameters parameters;
  std::vector<std::int64_t> sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(parameters, sizes);
  }
  ArrayMetadata infer(std::span<const Array>) const { return {parameters.dtype, Chunking({sizes}), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// Index grids of all axes of a shape, stacked along a new first axis.
struct Indices {
  static constexpr std::string_view name = "indices";
  DType dtype = DType::int64;
  ChunkSizes sizes; ///< Of the shape, without the new axis.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, sizes);
  }
  ArrayMetadata infer(std::span<const Array>) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
