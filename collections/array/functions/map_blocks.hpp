#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <troupe/array/array.hpp>

#include "array/functions/block_call.hpp"
#include "array/functions/function_call.hpp"
#include "expression/node.hpp"

namespace troupe {

/// The operation behind `map_blocks`.
struct MapBlocks {
  static constexpr std::string_view name = "map_blocks";
  FunctionCall function;
  DType dtype = DType::float64;
  std::optional<std::vector<std::vector<std::int64_t>>> sizes; ///< Of the result, where they are given.
  std::vector<std::int32_t> drop_axis;
  std::vector<std::int32_t> new_axis;
  bool one_element = false; ///< Without `sizes`, chunks of one element.
  Told told = Told::nothing;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(function, dtype, sizes, drop_axis, new_axis, one_element, told);
  }
  bool accepts_unknown(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array> inputs) const;

private:
  std::vector<BlockCall::Labels> labels(std::span<const Array> inputs) const;
  BlockCall::Labels result_labels(std::size_t rank) const;
};

} // namespace troupe
