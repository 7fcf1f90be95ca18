#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include <troupe/chunk_store.hpp>

#include "files/descriptor.hpp"
#include "lmdb/index/record.hpp"

namespace troupe {

/// The file of large values' bytes. Knows nothing of which are in use. Reading and writing is safe in any number of threads.
///
/// Bytes go past the page cache (O_DIRECT) where the file system can: a value is written once and read back late, and copying costs
/// more than the disk. What the page cache happens to hold is taken from there.
class Slab {
public:
  /// Opens it; makes it for writing. A missing one is found out by reading.
  Slab(const std::filesystem::path& directory, StoreAccess access);

  std::uint64_t size() const;
  /// Takes space of the disk up to `size`. \throws DiskFullError
  void grow(std::uint64_t size);
  void truncate(std::uint64_t size);
  void punch(const Extent& extent); ///< Gives its space back; does nothing where the file system cannot.

  /// Writes at an extent's beginning; up to 4095 zero bytes follow.
  void write(std::uint64_t offset, std::span<const std::byte> bytes);
  void sync(); ///< What was written survives a crash of the machine.

  /// Fills `target` from an extent's beginning and returns its checksum. \throws StoreError if the file ends before, or cannot be
  /// read.
  std::uint64_t read(std::uint64_t offset, std::span<std::byte> target) const;

private:
  void write_piece(std::uint64_t offset, std::span<const std::byte> bytes);
  bool is_cached(std::uint64_t offset, std::size_t bytes) const;
  std::size_t read_direct(std::uint64_t offset, std::span<std::byte> target) const;
  std::uint64_t read_buffered(std::uint64_t offset, std::span<std::byte> target, std::uint64_t so_far) const;
  std::size_t read_piece(std::uint64_t offset, std::span<std::byte> target) const;

  const std::filesystem::path directory_;
  Descriptor file_;
  Descriptor direct_file_; ///< The same past the page cache; not open where that is not supported.
};

} // namespace troupe
