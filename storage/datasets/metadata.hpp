#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <troupe/dataset.hpp>

// What stands under names/NAME and pending/NAME: the version of the format as 4 bytes, then the struct as an archive.
// Another layout gets another number; a program refuses numbers it does not know.

namespace troupe {

inline constexpr std::uint32_t dataset_format = 1;

/// Under names/NAME.
struct StoredDataset {
  std::uint64_t id = 0;
  std::uint64_t revision = 0;
  std::int64_t created_ns = 0;
  DatasetDescription description;
};

/// Under pending/NAME.
struct StoredPending {
  std::uint64_t id = 0; ///< Under which the chunks lie until the write is finished.
  std::optional<Digest> fingerprint;
  std::optional<DatasetVersion> base; ///< Of a change: what it is of.
  DatasetDescription description;
};

std::string encode_dataset(const StoredDataset& dataset);
std::string encode_pending(const StoredPending& pending);

/// What stands there, or nothing.
///
/// \throws StoreError naming directory and dataset if it is damaged or of another format.
std::optional<StoredDataset> find_dataset(const ChunkStore& store, const std::string& name);
std::optional<StoredPending> find_pending(const ChunkStore& store, const std::string& name);

/// \throws KeyError telling the names there are.
StoredDataset get_dataset(const ChunkStore& store, const std::string& name);

/// The names that stand behind a prefix, in order.
std::vector<std::string> names_behind(const ChunkStore& store, std::string_view prefix);

} // namespace troupe
