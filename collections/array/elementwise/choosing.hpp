#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"
#include "kernels/blocks/require_range.hpp"

namespace troupe {

/// The operation behind `array_equal`.
struct ArrayEqual {
  static constexpr std::string_view name = "array_equal";
  template <class Archive>
  void serialize(Archive&) {}
  Array build(std::span<const Array> inputs) const;
};

/// An integer array as it is, if all its elements lie in [0, count); else the run fails.
struct RequireRange {
  static constexpr std::string_view name = "require_range";
  std::string shown; ///< The operation that asks.
  std::int64_t count = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, count);
  }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
