#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"
#include "kernels/blocks/accumulate.hpp"

namespace troupe {

/// The running sum or product along an axis. Each block's total is found first; a chain of tasks adds them up
/// along the axis; then every block accumulates from what comes before it. The blocks are read twice, all of
/// them at once.
struct Accumulation {
  static constexpr std::string_view name = "accumulation";
  std::string shown; ///< What keys and errors show: "cumsum".
  AccumulateParameters parameters;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, parameters);
  }
  std::string_view label() const { return shown; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  void lower(const ArrayNode& node, Lowering& lowering) const;

private:
  BodyId accumulating_body(bool is_first, const ArrayNode& node, Graph& graph) const;
};

} // namespace troupe
