#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <utility>

namespace troupe {

/// The most that one call writes. Devices serve what they are given in order, so a read behind a write of 32 MiB waits as
/// long as that takes. Three threads that read 256 KiB at a time beside one that writes (virtio disk, ext4), in GB/s: read 0.1
/// and written 1.3 with writes of 32 MiB; 0.6 and 0.5 with writes of 1 MiB. Two threads that only write are as fast with either.
inline constexpr std::size_t most_written_bytes = std::size_t{1} << 20;

/// An open file, closed with its last owner. Of errors on closing nobody learns: what must not be lost is synchronised before.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Descriptor();

  /// As `open(2)`, closed by `exec`; not `is_open()` and errno on failure.
  static Descriptor open(const std::filesystem::path& path, int flags);

  bool is_open() const noexcept { return descriptor_ >= 0; }
  int descriptor() const noexcept { return descriptor_; }

private:
  int descriptor_ = -1;
};

/// The bytes a file takes on disk; 0 if it is not there.
std::uint64_t disk_bytes(const std::filesystem::path& path);

/// Gives the space of a part of a file back, which reads as zeros then; does nothing where the file system cannot.
///
/// \returns an errno, or 0.
int punch_hole(int descriptor, std::uint64_t offset, std::uint64_t length);

/// Makes the names in a directory survive a crash of the machine.
///
/// \returns an errno, or 0.
int sync_directory(const std::filesystem::path& directory);

} // namespace troupe
