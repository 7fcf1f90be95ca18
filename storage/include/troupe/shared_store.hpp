#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <troupe/chunk_store.hpp>

// Chunk stores as arrays and tasks use them: found by their path, kept open for reading while somebody may read, and
// opened for writing all the same. `ChunkStore::open` alone would refuse to write what the process has open to read, and an
// array that kept a store open to write would keep other processes from writing it.

namespace troupe {

/// The path by which tasks find a store: absolute, without links, the same however the directory is named.
///
/// \throws StoreError if the system cannot tell.
std::filesystem::path store_path(const std::filesystem::path& directory);

/// Keeps a store ready for those who read it. A writer of this process takes its place for a while.
class StoreHold {
public:
  /// \param path  of `store_path`
  explicit StoreHold(std::filesystem::path path);
  ~StoreHold();
  StoreHold(const StoreHold&) = delete;
  StoreHold& operator=(const StoreHold&) = delete;

private:
  std::string path_;
};

/// A store while something is read. To be short: `open_to_write` waits for it.
class StoreReading {
public:
  /// \param path  of `store_path`
  /// \throws StoreError as `ChunkStore::open`.
  explicit StoreReading(const std::filesystem::path& path);
  ~StoreReading();
  StoreReading(const StoreReading&) = delete;
  StoreReading& operator=(const StoreReading&) = delete;

  const std::shared_ptr<const ChunkStore>& store() const noexcept { return store_; }

private:
  std::string path_;
  std::shared_ptr<const ChunkStore> store_;
};

/// The store, open to write. Waits for readings in other threads; there must be none in this one.
///
/// \param path  of `store_path`
/// \throws StoreError as `ChunkStore::open`; ValueError if somebody has opened it to read with `ChunkStore::open`.
std::shared_ptr<ChunkStore> open_to_write(const std::filesystem::path& path);

} // namespace troupe
