#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <troupe/array/array.hpp>

#include "array/functions/function_call.hpp"
#include "expression/node.hpp"

namespace troupe {

/// What a function is told beside its blocks, as a last argument.
enum class Told : std::uint8_t {
  nothing,
  shape, ///< The shape of the block it is to make.
  place, ///< That, and where it is.
  cores, ///< How many of the last axes make one call's arguments and results (`CoreFunction`).
};

/// How one of several results of a function differs from the first.
struct FunctionResult {
  DType dtype = DType::float64;
  Shape core; ///< Extents of the last axes, those that are the call's.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, core);
  }
};

/// A user's function on blocks, the primitive behind all operations that call one by block. Axes carry *labels*:
/// a block of the result is made of the blocks that stand in its place along equal labels. Inputs are cut alike along
/// a label, or have one block there, which all share.
struct BlockCall {
  static constexpr std::string_view name = "block_call";
  using Labels = std::vector<std::int32_t>;
  using Sizes = std::vector<std::int64_t>;

  std::string shown; ///< What keys and errors show: "map_blocks".
  FunctionCall function;
  std::vector<FunctionResult> results; ///< Of several, a block's value is the list.
  std::vector<Sizes> sizes;            ///< Chunks of the first result.
  Labels out;
  std::vector<Labels> inputs;
  /// For each input, whether it is the list of all its blocks along labels that the result has not, row-major. Others
  /// have one block there.
  std::vector<std::uint8_t> lists;
  Told told = Told::nothing;
  std::vector<std::int64_t> core_ranks = {}; ///< Of the inputs, for `Told::cores`.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, function, results, sizes, out, inputs, lists, told, core_ranks);
  }
  std::string_view label() const { return shown; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// One result of a `BlockCall` of several.
struct PickResult {
  static constexpr std::string_view name = "pick_result";
  std::string shown;
  std::uint32_t number = 0;
  DType dtype = DType::float64;
  std::vector<BlockCall::Sizes> sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, number, dtype, sizes);
  }
  std::string_view label() const { return shown; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array>) const { return {dtype, Chunking(sizes), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The chunk sizes of labels: those of all arrays that have it, an extent of 1 is stretched.
///
/// \throws ShapeError naming `operation` if extents differ.
std::map<std::int32_t, BlockCall::Sizes> common_sizes_of_labels(std::span<const Array> arrays,
                                                                const std::vector<BlockCall::Labels>& labels,
                                                                const std::string& operation);

/// Whether arrays match block by block along their labels whatever their unknown lengths turn out to be.
bool labels_match_unknown(std::span<const Array> arrays, const std::vector<BlockCall::Labels>& labels);

/// `arrays`, rechunked where they are cut otherwise than their labels' sizes.
std::vector<Array> cut_to_labels(std::span<const Array> arrays, const std::vector<BlockCall::Labels>& labels,
                                 const std::map<std::int32_t, BlockCall::Sizes>& sizes);

} // namespace troupe
