#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <troupe/array/statistics/histogram.hpp>

#include "expression/node.hpp"
#include "kernels/statistics/counting.hpp"

namespace troupe {

/// The operation behind `bincount`, of an array and weights that may be cut differently.
struct Bincount {
  static constexpr std::string_view name = "bincount";
  BincountParameters call;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call);
  }
  bool accepts_unknown(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array> inputs) const;
};

/// The same for arrays that are cut alike.
struct BincountBlocks {
  static constexpr std::string_view name = "bincount_blocks";
  BincountParameters call;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call);
  }
  std::string_view label() const { return Bincount::name; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The operation behind `digitize`.
struct Digitize {
  static constexpr std::string_view name = "digitize";
  DigitizeParameters call;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call);
  }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
