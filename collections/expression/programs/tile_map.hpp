#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>

#include "expression/input_view.hpp"
#include "expression/node.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

/// "{multiply, add}", of one operation "add": the operations of a program, casts left out unless there is nothing else.
std::string describe(const TileProgram& program);

/// A tile program over arrays that are cut alike: the primitive behind every elementwise operation, and what
/// runs of them are fused to.
struct TileMap {
  static constexpr std::string_view name = "elementwise";
  std::string shown; ///< What keys and errors show: "sqrt".
  TileProgram program;
  std::vector<InputView> views = {}; ///< One for each input; none: they are seen as they are.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, program, views);
  }
  std::string_view label() const { return shown; }
  const TileProgram& tile_program() const { return program; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  std::optional<TileMap> look_through(std::vector<InputView> through) const;
  std::vector<NodeParts> taken(const ArrayNode& node, std::span<const Gather> gathers) const;
  std::string description() const;
};

/// The chunking that arrays broadcast to: along each axis the cuts of all arrays that are not broadcast
/// there. If that makes slivers, many more blocks than any of them has, it is that of the first array of the result's
/// shape.
///
/// \throws ShapeError naming `operation` if the shapes do not broadcast.
Chunking common_chunking(std::span<const Array> arrays, const std::string& operation);

/// Chunk sizes whose cuts are those of `left` and those of `right`, empty chunks left out.
std::vector<std::int64_t> refined_sizes(const std::vector<std::int64_t>& left,
                                        const std::vector<std::int64_t>& right);

/// The sum of chunk sizes; `unknown_extent` if one is unknown.
std::int64_t extent_of(const std::vector<std::int64_t>& sizes);

/// Whether arrays with unknown extents match block by block whatever the lengths turn out to be.
bool match_unknown(std::span<const Array> arrays);

/// How long the rows of blocks are at most, as far as that is known; 1 for an array without axes.
std::int64_t longest_row(const Chunking& chunking);

/// `arrays`, rechunked where they are cut otherwise than `result`, to which they broadcast.
std::vector<Array> cut_alike(std::span<const Array> arrays, const Chunking& result);

} // namespace troupe
