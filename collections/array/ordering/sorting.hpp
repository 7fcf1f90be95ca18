#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/ordering/sorting.hpp>

#include "expression/node.hpp"

namespace troupe {

/// From which sizes on chunks are not put together. Never derived from a memory limit.
struct SortBounds {
  std::int64_t run_bytes = 0;                           ///< Of a run; 0: from the size of the array.
  std::int64_t gathered_bytes = std::int64_t{32} << 20; ///< Of a chunk that has the axis whole.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(run_bytes, gathered_bytes);
  }
};

/// `sort` and `argsort`.
struct Sort {
  static constexpr std::string_view name = "sort";
  static constexpr bool promises_extents = true;
  bool is_argsort = false;
  std::optional<std::int32_t> axis; ///< None: flat.
  SortBounds bounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(is_argsort, axis, bounds);
  }
  std::string_view label() const { return is_argsort ? "argsort" : "sort"; }
  bool accepts_unknown(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The same of every block by itself.
struct SortBlocks {
  static constexpr std::string_view name = "sort_blocks";
  bool is_argsort = false;
  std::int32_t axis = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(is_argsort, axis);
  }
  std::string_view label() const { return is_argsort ? "argsort" : "sort"; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The same of a 1-d array, through runs of neighbouring chunks. The blocks of the result are as long as the runs.
struct SortRuns {
  static constexpr std::string_view name = "sort_runs";
  bool is_argsort = false;
  std::vector<std::uint32_t> groups; ///< How many chunks make each run.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(is_argsort, groups);
  }
  std::string_view label() const { return is_argsort ? "argsort" : "sort"; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
