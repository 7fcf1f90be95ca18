#pragma once

#include <algorithm>
#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/array/array.hpp>

#include "expression/call_scope.hpp"
#include "expression/deferred.hpp"
#include "expression/gather.hpp"
#include "expression/input_view.hpp"
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
// The public function is one line: `return apply(Transpose{axes}, {array}, source_line(line));`. What it throws is led by
// the operation's name, and every node it makes carries the line of the outermost call.
//
// Optional members:
//
//     std::string_view label() const;                        // what keys and errors show in place of `name`
//     bool accepts_unknown(std::span<const Array>) const;    // see below
//     ArrayMetadata promise(std::span<const Array>) const;   // see below
//     static constexpr bool promises_extents = true;         // see below
//     const TileProgram& tile_program() const;               // an elementwise primitive: the plan fuses it
//     std::optional<Op> absorb(const TileProgram&, const ArrayMetadata& mapped) const;
//         // the same with, for its last input, what the program makes of other inputs, which broadcast to
//         // `mapped` and stand in its place as the node's inputs. expression/matching_blocks.hpp tells which
//         // blocks belong together
//     std::optional<std::vector<std::int32_t>> axis_order(const ArrayNode&) const;
//         // a primitive that only moves its input's elements: their axes in the result, however it is cut
//     std::optional<Op> look_through(std::vector<InputView> views) const;
//         // the same reading its inputs through views (expression/input_view.hpp)
//     const Gather& gathering() const;                       // a primitive that does nothing but move elements
//     std::vector<NodeParts> taken(const ArrayNode&, std::span<const Gather>) const;
//     std::optional<Op> read_as(DType) const;                // a primitive without inputs
//     std::string description() const;
//     std::int64_t bytes_read(const ArrayNode&, std::int64_t block) const;   // these as in `Operation`
//
// Extents only the data can tell: an operation sees inputs with known extents only, unless it declares
// `accepts_unknown` and returns true. Otherwise `apply` *defers* it: a planning task waits for the lengths
// (not for the chunks), applies the same operation to arrays of known shape, and yields their graph. For that
// each operation is listed in `register_deferred_operations()` (array/deferred_operations.cpp). The result's
// dtype and rank are found by applying the operation to stand-ins of length 1, then of length 2^20 (which
// errors show as ?); an operation for which both would throw says it itself with `promise`, of which dtype and
// rank are read. With `promises_extents` the extents are promised too: those that `promise` knows, or without one those
// that do not depend on the stand-ins' length. An operation says so if that length has nothing to do with them for any
// other length either, which is not so of `x[5:6]` or the k largest. With `promises_chunks` the chunks of `promise` are
// promised where they are known.

namespace troupe {

template <class Op>
concept CompositeOperation = requires(const Op& op, std::span<const Array> inputs) {
  { op.build(inputs) } -> std::same_as<Array>;
};

template <class Op>
concept PrimitiveOperation = requires(const Op& op, std::span<const Array> inputs, const ArrayNode& node,
                                      Lowering& lowering) {
  { op.infer(inputs) } -> std::same_as<ArrayMetadata>;
  op.lower(node, lowering);
};

template <class Op>
concept UnknownAccepting = requires(const Op& op, std::span<const Array> inputs) {
  { op.accepts_unknown(inputs) } -> std::same_as<bool>;
};

template <class Op>
concept Promising = requires(const Op& op, std::span<const Array> inputs) {
  { op.promise(inputs) } -> std::same_as<ArrayMetadata>;
};

template <class Op>
concept PromisingChunks = Promising<Op> && Op::promises_chunks;

template <class Op>
concept Labelled = requires(const Op& op) {
  { op.label() } -> std::convertible_to<std::string_view>;
};

template <class Op>
std::string_view name_of(const Op& op) noexcept {
  if constexpr (Labelled<Op>)
    return op.label();
  else
    return Op::name;
}

/// A primitive as the nodes hold it.
template <PrimitiveOperation Op>
class OperationOf final : public Operation {
public:
  /// \param absorbed  what runs on an input while it is read, as `describe` says it
  explicit OperationOf(Op op, std::string absorbed = {})
      : op_(std::move(op)), absorbed_(std::move(absorbed)) {}
  std::string_view name() const noexcept override { return name_of(op_); }
  std::string encode() const override { return to_bytes(op_); }
  void lower(const ArrayNode& node, Lowering& lowering) const override { op_.lower(node, lowering); }
  const TileProgram* program() const noexcept override {
    if constexpr (requires { op_.tile_program(); })
      return &op_.tile_program();
    else
      return nullptr;
  }
  std::shared_ptr<const Operation> absorb(const TileProgram& program,
                                          const ArrayMetadata& mapped) const override {
    if constexpr (requires { op_.absorb(program, mapped); }) {
      if (std::optional<Op> absorbed = op_.absorb(program, mapped))
        return std::make_shared<const OperationOf>(std::move(*absorbed), describe(program));
    }
    return nullptr;
  }
  std::optional<std::vector<std::int32_t>> axis_order(const ArrayNode& node) const override {
    if constexpr (requires { op_.axis_order(node); })
      return op_.axis_order(node);
    else
      return std::nullopt;
  }
  std::shared_ptr<const Operation> look_through(std::vector<InputView> views) const override {
    if constexpr (requires { op_.look_through(views); }) {
      if (std::optional<Op> seeing = op_.look_through(std::move(views)))
        return std::make_shared<const OperationOf>(std::move(*seeing), absorbed_);
    }
    return nullptr;
  }
  const Gather* gathering() const noexcept override {
    if constexpr (requires { op_.gathering(); })
      return &op_.gathering();
    else
      return nullptr;
  }
  std::vector<NodeParts> taken(const ArrayNode& node, std::span<const Gather> gathers) const override {
    if constexpr (requires { op_.taken(node, gathers); })
      return op_.taken(node, gathers);
    else
      return {};
  }
  std::shared_ptr<const Operation> read_as(DType dtype) const override {
    if constexpr (requires { op_.read_as(dtype); }) {
      if (std::optional<Op> reading = op_.read_as(dtype))
        return std::make_shared<const OperationOf>(std::move(*reading));
    }
    return nullptr;
  }
  std::string description() const override {
    std::string text(name());
    if constexpr (requires { op_.description(); })
      text = op_.description();
    return absorbed_.empty() ? text : text + " of " + absorbed_;
  }
  std::int64_t bytes_read(const ArrayNode& node, std::int64_t block) const override {
    if constexpr (requires { op_.bytes_read(node, block); })
      return op_.bytes_read(node, block);
    else
      return 0;
  }
  const Op& op() const noexcept { return op_; }

private:
  Op op_;
  std::string absorbed_;
};

/// The array of a primitive, whose metadata `infer` found.
Array make_array(std::shared_ptr<const Operation> operation, std::span<const Array> inputs,
                 ArrayMetadata metadata);

template <class Op>
requires(CompositeOperation<Op> || PrimitiveOperation<Op>) Array
    apply_known(Op op, std::span<const Array> inputs) {
  if constexpr (CompositeOperation<Op>) {
    return op.build(inputs);
  } else {
    ArrayMetadata metadata = op.infer(inputs);
    return make_array(std::make_shared<const OperationOf<Op>>(std::move(op)), inputs, std::move(metadata));
  }
}

/// What `op` makes of inputs whose extents are not known yet: the dtype, and the shape as far as it can be told.
template <class Op>
std::pair<DType, Shape> promised_shape(const Op& op, std::span<const Array> inputs) {
  constexpr bool tells_extents = requires { requires Op::promises_extents; };
  const auto only_rank = [](const ArrayMetadata& metadata) {
    return std::pair(metadata.dtype, Shape(metadata.chunking.rank(), unknown_extent));
  };
  if constexpr (Promising<Op>) {
    const ArrayMetadata promise = op.promise(inputs);
    return tells_extents ? std::pair(promise.dtype, promise.chunking.shape()) : only_rank(promise);
  } else {
    const auto try_extent = [&](std::int64_t extent, bool as_partners = false) {
      return apply_known(op, stand_ins(inputs, extent, as_partners)).node()->metadata();
    };
    const auto try_long = [&] { return showing_unknown([&] { return try_extent(long_stand_in); }); };
    std::optional<ArrayMetadata> of_short;
    try {
      of_short = try_extent(1);
    } catch (const Error&) {
      try {
        return only_rank(try_extent(long_stand_in, true));
      } catch (const Error&) { // the error without partners' extents shows what is not known
        return only_rank(try_long());
      }
    }
    if constexpr (tells_extents) {
      try {
        return {of_short->dtype, shape_of_both(*of_short, try_long())};
      } catch (const Error&) { // only short ones fit
      }
    }
    return only_rank(*of_short);
  }
}

/// The promise of a deferred `op`, with how its result will be cut.
template <class Op>
ArrayMetadata promise_of(const Op& op, std::span<const Array> inputs) {
  if constexpr (PromisingChunks<Op>) {
    ArrayMetadata promise = op.promise(inputs);
    if (promise.chunking.is_known())
      return promise;
  }
  const auto [dtype, shape] = promised_shape(op, inputs);
  return {dtype, promised_chunking(inputs, dtype, shape), {}};
}

template <class Op>
bool needs_deferral(const Op& op, std::span<const Array> inputs) {
  if (all_known(inputs))
    return false;
  if constexpr (UnknownAccepting<Op>)
    return !op.accepts_unknown(inputs);
  else
    return true;
}

/// What `op` makes of `inputs`. Runs nothing.
///
/// \throws what the operation's `infer` or `build` throws, led by the operation's name.
template <class Op>
requires(CompositeOperation<Op> || PrimitiveOperation<Op>) Array
    apply(Op op, std::vector<Array> inputs, SourceLine line = {}) {
  const CallScope scope(line);
  try {
    if (!needs_deferral(op, inputs))
      return apply_known(op, inputs);
    return defer(Op::name, name_of(op), to_bytes(op), inputs, promise_of(op, inputs));
  } catch (...) {
    rethrow_named(name_of(op));
  }
}

} // namespace troupe
