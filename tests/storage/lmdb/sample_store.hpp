#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <troupe/chunk_store.hpp>

#include "storage/sample_values.hpp"
#include "support/temporary_directory.hpp"

namespace troupe::test {

inline constexpr StoreOptions durable{StoreAccess::write, Durability::durable};
inline constexpr StoreOptions scratch{StoreAccess::write, Durability::scratch};
inline constexpr StoreOptions reading{StoreAccess::read};

inline Chunk bytes_chunk(std::int64_t size) { return sample_chunk(DType::uint8, {size}); }

/// A store with "first" and "second", 100,000 bytes each, in the slab one after the other, and "small", in the index; closed.
struct SampleStore {
  TemporaryDirectory temporary;
  std::filesystem::path path = std::filesystem::canonical(temporary.path()) / "store";

  SampleStore() {
    const auto store = ChunkStore::open(path, durable);
    store->put("first", bytes_chunk(100'000));
    store->put("second", bytes_chunk(100'000));
    store->put("small", "a small value of some length, to be found in the index");
  }
  /// A problem with it, as a message tells it.
  std::string says(const std::string& problem) const { return "store " + path.string() + ": " + problem; }
};

} // namespace troupe::test
