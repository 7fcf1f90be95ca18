#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace troupe {

/// What the pool of chunk memory holds, in bytes.
struct PoolUse {
  std::size_t live_bytes = 0; ///< In blocks that somebody uses.
  std::size_t kept_bytes = 0; ///< In free blocks kept for the next user.
};

/// Memory for the elements of chunks: 64-byte aligned (4096 from 64 KiB on, for direct I/O), padded to a multiple of 64 bytes with at least 64
/// readable bytes behind the last element, backed by huge pages from 2 MiB on, and recycled by size class,
/// because the first touch of fresh pages costs more than any kernel.
///
/// Process-wide and thread-safe. Contents of a fresh block are unspecified. It is charged to the account in whose
/// scope it is allocated (`MemoryAccount`).
///
/// \throws MemoryError if `bytes` cannot be allocated, not even after `trim_pool`.
std::shared_ptr<std::byte[]> allocate_block(std::size_t bytes);

PoolUse pool_use();

/// The bytes that a block for so many takes: the next size class.
std::size_t block_bytes(std::size_t bytes);

/// While one exists, free blocks are kept only as far as live and kept blocks together stay below `bytes` more
/// than was live when it was made. Several add up. Blocks below 64 KiB are kept beside that.
class PoolLimit {
public:
  explicit PoolLimit(std::size_t bytes);
  ~PoolLimit();
  PoolLimit(const PoolLimit&) = delete;
  PoolLimit& operator=(const PoolLimit&) = delete;

private:
  std::size_t bytes_;
};

/// Gives the free blocks back to the operating system.
void trim_pool();

/// Memory and swap of this machine, whoever uses it.
std::size_t machine_memory_bytes();

} // namespace troupe
