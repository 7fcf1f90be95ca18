#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/dataset.hpp>
#include <troupe/shared_store.hpp>

#include "array/creation/reading.hpp"
#include "expression/node.hpp"

namespace troupe {

/// A dataset, one task a block.
struct ReadStore {
  static constexpr std::string_view name = "open_store";
  std::string directory; ///< Of `store_path`.
  DatasetVersion version;
  DType dtype = DType::float64;
  std::vector<std::vector<std::int64_t>> sizes;
  /// Keeps the store open, so that tasks find it so. Nothing depends on it, and it is no part of the operation's bytes.
  std::shared_ptr<const StoreHold> hold = nullptr;
  Reading reading = {};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(directory, version, dtype, sizes, reading);
  }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
  /// Where each block takes of one block of the dataset, and no two of the same: those are read whole.
  std::vector<NodeParts> taken(const ArrayNode& node, std::span<const Gather> gathers) const;
  std::optional<ReadStore> read_as(DType narrow) const {
    return reading.as ? std::nullopt : reader_as(*this, narrow);
  }
  std::string description() const { return describe_reading(name, reading); }
  std::int64_t bytes_read(const ArrayNode& node, std::int64_t block) const;
};

/// The dataset as an array.
Array array_of(const Dataset& dataset, SourceLine line);

} // namespace troupe
