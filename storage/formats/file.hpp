#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "files/descriptor.hpp"

namespace troupe {

/// What a disk moves at a time, and so the alignment of offsets, lengths and memory of direct access.
inline constexpr std::size_t direct_alignment = 4096;

/// An open file, read and written at offsets; several threads may do so at once.
class File {
public:
  enum class Access : std::uint8_t { read, write, create };
  enum class Caching : std::uint8_t {
    buffered, ///< through the page cache
    direct,   ///< past it, in whole blocks (`direct_alignment`); buffered where the file system has no such
  };

  /// `create` makes the file, or empties the one there is.
  ///
  /// \throws FileError naming the file if it cannot be opened, or is not a regular file.
  File(std::filesystem::path path, Access access, Caching caching);

  const std::filesystem::path& path() const noexcept { return path_; }
  bool is_direct() const noexcept { return is_direct_; }

  std::uint64_t size_bytes() const;

  /// Reads up to `bytes`; fewer only at the end of the file.
  ///
  /// \returns how many were read.
  std::size_t read_some(std::byte* to, std::size_t bytes, std::uint64_t offset) const;

  /// As `read_some`, and \throws FileError if the file ends before.
  void read(std::byte* to, std::size_t bytes, std::uint64_t offset) const;

  /// Reads what the page cache holds of the range, from its begin on, without waiting for a disk.
  ///
  /// \returns how many bytes were read; 0 where the system cannot tell.
  std::size_t read_cached(std::byte* to, std::size_t bytes, std::uint64_t offset) const;

  /// Has the range read into the page cache, without waiting for it.
  void will_need(std::size_t bytes, std::uint64_t offset) const;

  void write(const std::byte* from, std::size_t bytes, std::uint64_t offset) const;

  /// Makes the file `bytes` long, with room for all of them on the disk.
  void reserve(std::uint64_t bytes) const;

  void sync() const; ///< Returns when all that was written is on the disk.

  /// \throws FileError: "cannot read a.npy: Input/output error".
  [[noreturn]] void fail(const std::string& action, int code) const;

private:
  std::filesystem::path path_;
  Descriptor file_;
  bool is_direct_ = false;
};

/// Gives a file another name in its folder, in place of the file that had it, and syncs the folder.
///
/// \throws FileError naming both.
void rename_synced(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace troupe
