#include "stress/store/numbered_chunks.hpp"

#include <span>

#include <troupe/error.hpp>

namespace troupe::stress {

namespace {

std::uint64_t mixed(std::uint64_t bits) { // the finalizer of splitmix64
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}

std::uint64_t seed_of(std::uint64_t key, std::uint64_t version) {
  return mixed(key * 0x9e3779b97f4a7c15 + mixed(version));
}

/// At least one element; every size up to the largest, small ones as often as large ones.
std::int64_t length_of(std::uint64_t seed, std::uint64_t largest_bytes) {
  const std::uint64_t limit = largest_bytes >> (seed >> 61);
  return static_cast<std::int64_t>(1 + mixed(seed) % (limit / 8));
}

} // namespace

Chunk numbered_chunk(std::uint64_t key, std::uint64_t version, std::uint64_t largest_bytes) {
  const std::uint64_t seed = seed_of(key, version);
  return Chunk::generate<std::uint64_t>({length_of(seed, largest_bytes)}, [&](std::span<std::uint64_t> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = mixed(seed + i);
    out[0] = version;
  });
}

std::optional<std::uint64_t> version_of(const Chunk& chunk, std::uint64_t key, std::uint64_t largest_bytes) {
  const std::uint64_t version = chunk.values<std::uint64_t>()[0];
  if (!identical(chunk, numbered_chunk(key, version, largest_bytes)))
    return std::nullopt;
  return version;
}

std::uint64_t stored_version(const ChunkStore& store, std::uint64_t key, std::uint64_t largest_bytes) {
  const std::optional<Value> found = store.find(std::to_string(key));
  if (!found)
    return 0;
  if (const auto version = version_of(found->as_chunk(), key, largest_bytes))
    return *version;
  throw StoreError("the chunk " + std::to_string(key) + " is not what was written");
}

} // namespace troupe::stress
