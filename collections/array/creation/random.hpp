#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/creation/random.hpp>

#include "array/creation/creation.hpp"
#include "expression/node.hpp"
#include "kernels/random/draw.hpp"
#include "kernels/random/philox.hpp"

namespace troupe {

/// Elements of a distribution.
struct Draw {
  static constexpr std::string_view name = "random";
  std::string shown{name};
  RandomDraw draw;
  ChunkSizes sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, draw, sizes);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array>) const { return {draw.dtype, Chunking(sizes), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The first `length` of the numbers below `count` in random order: one block.
struct Shuffled {
  static constexpr std::string_view name = "shuffled";
  std::string shown{name};
  RandomStream stream;
  std::int64_t count = 0;
  std::int64_t length = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, stream, count, length);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array>) const { return {DType::int64, Chunking::whole({length}), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The values of a random bijection of the numbers below `count` for 0, 1, ….
struct Permuted {
  static constexpr std::string_view name = "permuted";
  std::string shown{name};
  RandomStream stream;
  std::int64_t count = 0;
  ChunkSizes sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, stream, count, sizes);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array>) const { return {DType::int64, Chunking(sizes), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// Positions with repeats; the input, of one block, are the running sums of their probabilities.
struct WeightedChoice {
  static constexpr std::string_view name = "weighted_choice";
  RandomStream stream;
  ChunkSizes sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream, sizes);
  }
  std::string_view label() const { return "choice"; }
  ArrayMetadata infer(std::span<const Array>) const { return {DType::int64, Chunking(sizes), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// Different positions; the input, of one block, are their weights.
struct WeightedSample {
  static constexpr std::string_view name = "weighted_sample";
  RandomStream stream;
  std::int64_t length = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream, length);
  }
  std::string_view label() const { return "choice"; }
  ArrayMetadata infer(std::span<const Array>) const { return {DType::int64, Chunking::whole({length}), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The rows of an array in random order.
struct PermuteRows {
  static constexpr std::string_view name = "permutation";
  static constexpr bool promises_extents = true;
  RandomStream stream;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const { return inputs[0].node()->metadata(); }
  Array build(std::span<const Array> inputs) const;
};

/// Some rows of an array.
struct ChooseRows {
  static constexpr std::string_view name = "choice";
  RandomStream stream;
  Shape shape;
  Replace replace = Replace::yes;
  std::vector<double> probabilities;
  Chunks chunks;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream, shape, replace, probabilities, chunks);
  }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
