#pragma once

#include <concepts>
#include <span>
#include <string>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/array.hpp>

#include "expression/node.hpp"

// How an operation is written. It is a plain serialisable struct with a name, and one of two forms.
//
// A *primitive* makes tasks of its own:
//
//     struct Transpose {
//       static constexpr std::string_view name = "transpose";
//       std::vector<int> axes;
//       template <class Archive> void serialize(Archive& archive) { archive(axes); }
//       ArrayMetadata infer(std::span<const Array> inputs) const;              // throws for wrong calls
//       void lower(const ArrayNode& node, Lowering& lowering) const;           // adds the tasks
//     };
//
// A *composite* is written with other operations:
//
//     struct Roll {
//       …
//       Array build(std::span<const Array> inputs) const;
//     };
//
// The public function is one line: `return apply(Transpose{axes}, {array}, line);`.
//
// Extents only the data can tell: an operation sees inputs with known extents only, unless it declares
// `bool accepts_unknown(std::span<const Array> inputs) const` and returns true. Otherwise `apply` *defers* it: a
// planning task waits for the lengths (not for the chunks), applies the same operation to arrays of known shape, and yields their graph.
// For that each operation is listed in `register_deferred_operations()` (expression/deferred_operations.cpp). The result's dtype and rank are found by applying the operation to
// stand-ins of length 1, then of length 2^20; an operation for which both would throw says it itself with
// `ArrayMetadata promise(std::span<const Array> inputs) const`, of which dtype and rank are read.

namespace troupe {

template <class Op>
concept CompositeOperation = requires(const Op& op, std::span<const Array> inputs) {
  { op.build(inputs) } -> std::same_as<Array>;
};

template <class Op>
concept PrimitiveOperation =
    requires(const Op& op, std::span<const Array> inputs, const ArrayNode& node, Lowering& lowering) {
      { op.infer(inputs) } -> std::same_as<ArrayMetadata>;
      op.lower(node, lowering);
    };

template <class Op>
concept UnknownAccepting = requires(const Op& op, std::span<const Array> inputs) {
  { op.accepts_unknown(inputs) } -> std::same_as<bool>;
};

template <class Op>
  requires(CompositeOperation<Op> || PrimitiveOperation<Op>)
Array apply(Op op, std::vector<Array> inputs, SourceLine line = {});

} // namespace troupe
