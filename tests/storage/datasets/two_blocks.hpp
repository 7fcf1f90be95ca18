#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include <troupe/dataset.hpp>

#include "support/memory_store.hpp"

namespace troupe::test {

/// Three numbers in two blocks.
inline DatasetDescription two_blocks() {
  return {DType::float64, Chunking({{2, 1}}), {{"unit", "K"}}, Compression::lz4};
}

/// A write of 1, 2 and 3 that has come as far as its first block.
inline DatasetWriter begun(const std::shared_ptr<MemoryStore>& store, const std::string& name,
                           std::optional<Digest> fingerprint = std::nullopt) {
  DatasetWriter writer = DatasetWriter::replace(store, name, two_blocks(), fingerprint);
  writer.write(0, Chunk::from<double>({2}, {1, 2}));
  store->commit();
  return writer;
}

inline void store_values(const std::shared_ptr<MemoryStore>& store, const std::string& name) {
  DatasetWriter writer = begun(store, name);
  writer.write(1, Chunk::from<double>({1}, {3}));
  DatasetWriter::finish(std::span(&writer, 1));
}

} // namespace troupe::test
