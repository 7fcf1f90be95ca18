#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include <troupe/shape.hpp>

#include "formats/file.hpp"

namespace troupe {

/// A region of a row-major array that lies in a file from `data_offset` on, as runs of neighbouring bytes.
class FileRegion {
public:
  /// \param whole  the shape of the array in the file; the region lies inside
  FileRegion(std::uint64_t data_offset, const Shape& whole, std::size_t element_bytes, const Shape& origin,
             const Shape& shape);

  std::size_t run_bytes() const noexcept { return run_bytes_; } ///< 0 if the region is empty.
  std::int64_t run_count() const noexcept { return run_count_; }

  /// Where in the file the runs begin, one after the other in row-major order.
  class Walk {
  public:
    explicit Walk(const FileRegion& region);
    std::uint64_t offset() const noexcept { return offset_; }
    void next();

  private:
    const FileRegion* region_;
    Shape place_;
    std::uint64_t offset_;
  };

private:
  std::uint64_t first_offset_ = 0;
  std::size_t run_bytes_ = 0;
  std::int64_t run_count_ = 0;
  Shape outer_shape_;   ///< Of the axes along which runs are apart,
  Shape outer_strides_; ///< and the distance in bytes.
};

/// The region's bytes in order, from `bytes` on, in a block of the pool.
struct RegionBytes {
  std::shared_ptr<std::byte[]> block;
  std::byte* bytes = nullptr;
};

/// Reads a region. What the page cache holds is copied from there. Long runs are read past it, straight to
/// where they stay if there is but one; short ones with their gaps, as far as those cost less than a read.
///
/// \throws FileError if a read fails or the file ends before.
RegionBytes read_region(const std::filesystem::path& path, const FileRegion& region);

/// Writes a region. The whole blocks of long runs go past the page cache, their ends through it: a block at an
/// end may belong to two runs, and so to two threads.
///
/// \throws FileError if a write fails.
void write_region(const std::filesystem::path& path, const FileRegion& region, const std::byte* from);

} // namespace troupe
