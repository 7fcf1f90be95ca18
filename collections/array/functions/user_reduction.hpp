#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>

#include "array/functions/function_call.hpp"
#include "expression/node.hpp"

namespace troupe {

/// The operation behind `reduction`: a task maps each block to its state, a tree of tasks merges the states of
/// neighbouring blocks along the reduced axes, and the last one finishes.
struct UserReduction {
  static constexpr std::string_view name = "reduction";
  FunctionCall map;
  FunctionCall merge;
  FunctionCall finish;
  std::vector<std::int64_t> axes; ///< ascending
  bool keepdims = false;
  bool needs_elements = false;
  std::int64_t state_bytes = -1; ///< Of a kept position; negative if only the state knows.
  DType dtype = DType::float64;
  std::int64_t split_every = 8;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(map, merge, finish, axes, keepdims, needs_elements, state_bytes, dtype, split_every);
  }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
