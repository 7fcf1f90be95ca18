#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <troupe/array/array.hpp>

#include "array/functions/block_call.hpp"
#include "array/functions/function_call.hpp"

namespace troupe {

/// The operation behind `blockwise`.
struct Blockwise {
  static constexpr std::string_view name = "blockwise";
  using LabelSizes = std::vector<std::pair<std::int32_t, BlockCall::Sizes>>;

  FunctionCall function;
  DType dtype = DType::float64;
  BlockCall::Labels out;
  std::vector<BlockCall::Labels> labels; ///< Of the inputs.
  std::vector<std::uint8_t> lists;
  LabelSizes new_axes;
  LabelSizes adjusted;
  bool align = true;
  Told told = Told::nothing;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(function, dtype, out, labels, lists, new_axes, adjusted, align, told);
  }
  bool accepts_unknown(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array>) const {
    return {dtype, Chunking(std::vector(out.size(), BlockCall::Sizes{unknown_extent})), {}};
  }

private:
  std::map<std::int32_t, BlockCall::Sizes> label_sizes(std::span<const Array> inputs) const;
  /// Whether an input is wanted in one chunk along labels that the result has not.
  bool puts_together(std::int32_t label) const;
};

} // namespace troupe
