#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/array/array.hpp>
#include <troupe/kernel.hpp>

#include "expression/node.hpp"

// Operations on arrays whose extents only the data can tell. `defer` makes a node whose planning task,
// kernel "deferred/<operation>", gets the blocks of all inputs by reference: it learns their shapes without
// loading them, applies the operation to arrays of known shape, and yields the graph of the result.
//
//     n > 1 blocks:   inputs' blocks ──> plan ──> promised 0 … promised n-1
//     n = 1:          inputs' blocks ──> plan, whose own value is the block

namespace troupe {

/// What is known of one input of a deferred operation.
struct DeferredInput {
  DType dtype = DType::float64;
  std::vector<std::vector<std::int64_t>> chunk_sizes; ///< `unknown_extent` where only the data can tell.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, chunk_sizes);
  }
};

/// The parameters of a kernel "deferred/<operation>".
struct DeferredCall {
  using Sizes = std::vector<std::vector<std::int64_t>>;
  std::string operation; ///< The operation's bytes.
  std::vector<DeferredInput> inputs;
  DType dtype = DType::float64; ///< Of the result, as promised.
  /// How the result is cut, as promised, `unknown_extent` where only the data can tell.
  Sizes chunk_sizes;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(operation, inputs, dtype, chunk_sizes);
  }
  /// \throws ValueError unless a block or more is promised.
  void check() const;
};

inline constexpr std::string_view deferred_prefix = "deferred/";

/// Whether all extents of all arrays are known.
bool all_known(std::span<const Array> arrays);

/// Arrays of the same dtypes and ranks whose unknown axes are `extent` long. They hold nothing.
///
/// \param as_partners  as long as the axis, or the last axis, is in the first array that knows it
std::vector<Array> stand_ins(std::span<const Array> arrays, std::int64_t extent, bool as_partners = false);

/// The longer of the lengths that stand in for unknown ones: most divisors and positions fit it, and nobody would
/// write it, so that where a message says it, this length is meant.
inline constexpr std::int64_t long_stand_in = std::int64_t{21} << 20;

/// Throws the exception that is being handled again, `long_stand_in` in its message being `?`.
[[noreturn]] void rethrow_showing_unknown();

/// What `build` returns; what it throws shows `?` where it speaks of `long_stand_in`.
template <class Build>
auto showing_unknown(Build&& build) {
  try {
    return build();
  } catch (...) {
    rethrow_showing_unknown();
  }
}

/// A result of which dtype and shape are all that is known, for an operation's `promise`.
ArrayMetadata promise_metadata(DType dtype, const Shape& shape);

/// The extents that do not depend on how long stand-ins are.
Shape shape_of_both(const ArrayMetadata& shorter, const ArrayMetadata& longer);

/// How a deferred result of such a shape is cut: along axis 0 into as many blocks as the input that is cut most finely
/// along the extents in question; where all extents are known, into as many as an array of its shape has.
Chunking promised_chunking(std::span<const Array> inputs, DType dtype, const Shape& shape);

/// The array that the kernel "deferred/<name>" will plan; keys show `label`.
///
/// \param promise  dtype and chunking, of which the extents that only the data can tell are `unknown_extent`
Array defer(std::string_view name, std::string_view label, std::string operation_bytes,
            std::span<const Array> inputs, const ArrayMetadata& promise);

/// In the kernel: the inputs, of known shape, over references to their blocks.
std::vector<Array> known_inputs(const DeferredCall& call, std::span<const Value> arguments);

/// In the kernel: the graph of `result`, cut as promised.
///
/// \throws DTypeError or ShapeError if the result is not of the promised dtype and shape.
Value yield_promised(const DeferredCall& call, const Array& result);

/// Adds the planning kernel that cuts a result whose own lengths the data tell into the promised blocks.
void register_deferred_cut(KernelRegistry& registry);

/// Adds the planning kernels of all operations, one line each (array/deferred_operations.cpp).
void register_deferred_operations(KernelRegistry& registry);

} // namespace troupe
