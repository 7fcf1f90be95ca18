#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/ordering/unique.hpp>

#include "expression/node.hpp"
#include "kernels/ordering/unique_runs.hpp"

namespace troupe {

/// One part of what is told of the distinct elements.
struct Unique {
  static constexpr std::string_view name = "unique";
  ItemKind kind = ItemKind::key; ///< Keys, if nothing but the elements is asked for.
  UniquePart part = UniquePart::values;
  std::int64_t run_bytes = 0; ///< As in `SortBounds`.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, part, run_bytes);
  }
  bool accepts_unknown(std::span<const Array>) const { return kind == ItemKind::key; }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The distinct elements as items, an array of bytes, a row each. Keys that are joined from runs become elements at once. Of
/// keys the order of the blocks does not matter, so the input may have any shape.
struct UniqueItems {
  static constexpr std::string_view name = "unique_items";
  ItemKind kind = ItemKind::key;
  std::vector<std::uint32_t> groups; ///< How many blocks make each run.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, groups);
  }
  std::string_view label() const { return Unique::name; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  bool yields_elements() const { return kind == ItemKind::key && groups.size() > 1; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// A part of items.
struct UniqueParts {
  static constexpr std::string_view name = "unique_parts";
  UniquePartParameters parameters;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(parameters);
  }
  std::string_view label() const { return Unique::name; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

} // namespace troupe
