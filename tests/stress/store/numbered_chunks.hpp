#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <troupe/chunk.hpp>
#include <troupe/chunk_store.hpp>

namespace troupe::stress {

/// A chunk whose size and elements follow from a key and a version, which it tells itself: so whoever reads it knows if it is whole.
Chunk numbered_chunk(std::uint64_t key, std::uint64_t version, std::uint64_t largest_bytes);

/// The version of a chunk that is whole; nothing if any of its bytes is another.
std::optional<std::uint64_t> version_of(const Chunk& chunk, std::uint64_t key, std::uint64_t largest_bytes);

/// What a store has under a key. 0: nothing.
///
/// \throws StoreError if it cannot be read or is not what was written.
std::uint64_t stored_version(const ChunkStore& store, std::uint64_t key, std::uint64_t largest_bytes);

} // namespace troupe::stress
