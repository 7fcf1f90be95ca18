#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"
#include "kernels/linalg/stacks.hpp"

namespace troupe {

/// An operation of the kernel "stack_of_matrices" on arrays whose last two axes are one chunk each, the others being
/// cut alike. Blocks yield lists, of which `ListItem` takes one.
struct StackLists {
  static constexpr std::string_view name = "stack_of_matrices";
  std::string shown;
  StackOperation operation = StackOperation::inverse;
  double cutoff = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, operation, cutoff);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// An item of the lists that are the blocks of `inputs[0]`.
struct ListItem {
  static constexpr std::string_view name = "list_item";
  std::string shown;
  std::int64_t index = 0;
  DType dtype = DType::float64;
  std::vector<std::vector<std::int64_t>> sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, index, dtype, sizes);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array>) const { return {dtype, Chunking(sizes), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// Item `index` of what an operation makes of stacks, which are cut as it wants them; `each` is the shape it makes of
/// each matrix.
Array of_stacks(const StackLists& operation, std::int64_t index, const std::vector<Array>& inputs,
                DType dtype, const Shape& each);

} // namespace troupe
