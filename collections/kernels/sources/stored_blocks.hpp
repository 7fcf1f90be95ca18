#pragma once

#include <optional>
#include <string>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/dataset.hpp>
#include <troupe/kernel.hpp>

#include "kernels/blocks/gather.hpp"

namespace troupe {

/// Kernels "read_store" and "store_chunk": the chunk of a block of a dataset, out of and into a chunk store. The
/// second one yields null. Stores are found among those that are open, or opened.
struct StoredBlockParameters {
  std::string directory; ///< Of `store_path`.
  DatasetBlock block;
  /// What is taken of the block that is read, and what it is narrowed to; all of it as it is if there is none.
  std::optional<GatherParameters> gather = std::nullopt;
  std::optional<DType> as = std::nullopt;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(directory, block, gather, as);
  }
};

/// \throws StoreError as `ChunkStore::open` and `read_block`.
Chunk read_stored_block(const StoredBlockParameters& parameters);

/// \throws StoreError as `ChunkStore::open` and `write_block`.
void store_block(const StoredBlockParameters& parameters, const Chunk& chunk);

} // namespace troupe
