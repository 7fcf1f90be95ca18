#include "formats/file_region.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <troupe/block_pool.hpp>

namespace troupe {

namespace {

// From here on a run is worth a read or write of its own past the page cache.
constexpr std::size_t long_run = std::size_t{256} << 10;
// What goes past the page cache through a buffer does so in pieces that keep a disk busy: at four at a time, 4 MiB
// were written at 1.8 GB/s, 1 MiB at 1.0.
constexpr std::size_t piece_bytes = std::size_t{4} << 20;
// Runs and what is between them are read in pieces that stay in the processor's cache.
constexpr std::size_t span_bytes = std::size_t{1} << 20;
// Reading this much in vain from a disk takes as long as another read.
constexpr std::uint64_t largest_gap = std::uint64_t{64} << 10;
// Copying this much in vain from the page cache takes as long as another call.
constexpr std::size_t largest_copied_gap = std::size_t{2} << 10;

constexpr std::uint64_t round_down(std::uint64_t offset) {
  return offset / direct_alignment * direct_alignment;
}
constexpr std::uint64_t round_up(std::uint64_t offset) { return round_down(offset + direct_alignment - 1); }

bool is_aligned(const void* memory) {
  return reinterpret_cast<std::uintptr_t>(memory) % direct_alignment == 0;
}

/// Memory for direct access. Large blocks of the pool are aligned; one that is not is taken a little larger.
RegionBytes allocate_aligned(std::size_t bytes) {
  std::shared_ptr<std::byte[]> block = allocate_block(bytes);
  if (!is_aligned(block.get())) {
    block.reset();
    block = allocate_block(bytes + direct_alignment);
  }
  std::byte* const first = block.get();
  const auto rest = reinterpret_cast<std::uintptr_t>(first) % direct_alignment;
  return {std::move(block), first + (rest == 0 ? 0 : direct_alignment - rest)};
}

/// Reads one file, from the page cache or past it.
class Reader {
public:
  explicit Reader(const std::filesystem::path& path)
      : buffered_(path, File::Access::read, File::Caching::buffered) {}

  const File& buffered() const noexcept { return buffered_; }

  /// A long run. Memory begins at the block of the file in which the run begins, so nothing is copied.
  RegionBytes read_in_place(std::uint64_t offset, std::size_t bytes) {
    const std::uint64_t first = round_down(offset), last = round_up(offset + bytes);
    RegionBytes result = allocate_aligned(last - first);
    std::byte* const run = result.bytes + (offset - first);
    const std::size_t cached = buffered_.read_cached(run, bytes, offset);
    if (cached < bytes) {
      const std::uint64_t from = round_down(offset + cached);
      read_blocks(result.bytes + (from - first), from, last, offset + bytes);
    }
    result.bytes = run;
    return result;
  }

  /// A long run to anywhere, through a buffer.
  void read_through(std::byte* to, std::uint64_t offset, std::size_t bytes) {
    std::size_t done = buffered_.read_cached(to, bytes, offset);
    if (done < bytes && !buffer_.block)
      buffer_ = allocate_aligned(piece_bytes);
    while (done < bytes) {
      const std::uint64_t at = offset + done, from = round_down(at);
      const std::uint64_t until = std::min(from + piece_bytes, round_up(offset + bytes));
      const std::uint64_t wanted = std::min(until, offset + bytes);
      read_blocks(buffer_.bytes, from, until, wanted);
      std::memcpy(to + done, buffer_.bytes + (at - from), wanted - at);
      done += wanted - at;
    }
  }

private:
  /// Blocks `from … until`, of which the file must have the bytes before `wanted`.
  void read_blocks(std::byte* to, std::uint64_t from, std::uint64_t until, std::uint64_t wanted) {
    if (!direct_)
      direct_.emplace(buffered_.path(), File::Access::read, File::Caching::direct);
    // A direct read may end early for a file system's own reasons; a file that is too short fails here.
    if (from + direct_->read_some(to, until - from, from) < wanted)
      buffered_.read(to, wanted - from, from);
  }

  File buffered_;
  std::optional<File> direct_;
  RegionBytes buffer_;
};

void read_long_runs(Reader& reader, const FileRegion& region, std::byte* to) {
  FileRegion::Walk walk(region);
  for (std::int64_t i = 0; i < region.run_count(); ++i, walk.next())
    reader.read_through(to + static_cast<std::size_t>(i) * region.run_bytes(), walk.offset(),
                        region.run_bytes());
}

/// Reads runs of one length, which lie near each other at the given offsets.
void read_group(const File& file, std::span<const std::uint64_t> offsets, std::size_t run, std::byte* to,
                RegionBytes& buffer) {
  const std::size_t span = offsets.back() + run - offsets.front();
  if (span > offsets.size() * (run + largest_copied_gap) || offsets.size() == 1) {
    if (offsets.size() > 1)
      file.will_need(span, offsets.front());
    for (std::size_t i = 0; i < offsets.size(); ++i)
      file.read(to + i * run, run, offsets[i]);
    return;
  }
  if (!buffer.block)
    buffer = allocate_aligned(span_bytes);
  file.read(buffer.bytes, span, offsets.front());
  for (std::size_t i = 0; i < offsets.size(); ++i)
    std::memcpy(to + i * run, buffer.bytes + (offsets[i] - offsets.front()), run);
}

/// Reads runs that lie near each other together, with what is between them.
void read_short_runs(const Reader& reader, const FileRegion& region, std::byte* to) {
  const std::size_t run = region.run_bytes();
  FileRegion::Walk walk(region);
  RegionBytes buffer;
  std::vector<std::uint64_t> group;
  for (std::int64_t done = 0; done < region.run_count(); to += group.size() * run) {
    group.clear();
    for (; done < region.run_count(); ++done, walk.next()) {
      const bool joins = group.empty()
                         || (walk.offset() - (group.back() + run) <= largest_gap
                             && walk.offset() + run - group.front() <= span_bytes);
      if (!joins)
        break;
      group.push_back(walk.offset());
    }
    read_group(reader.buffered(), group, run, to, buffer);
  }
}

/// Writes one file, the whole blocks of long runs past the page cache.
class Writer {
public:
  explicit Writer(const std::filesystem::path& path)
      : buffered_(path, File::Access::write, File::Caching::buffered),
        direct_(path, File::Access::write, File::Caching::direct) {}

  void write(const std::byte* from, std::uint64_t offset, std::size_t bytes) {
    const std::uint64_t first = round_up(offset), last = round_down(offset + bytes);
    if (bytes < long_run || !direct_.is_direct()) {
      buffered_.write(from, bytes, offset);
      return;
    }
    buffered_.write(from, first - offset, offset);
    write_blocks(from + (first - offset), first, last);
    buffered_.write(from + (last - offset), offset + bytes - last, last);
  }

private:
  void write_blocks(const std::byte* from, std::uint64_t first, std::uint64_t last) {
    if (is_aligned(from)) {
      direct_.write(from, last - first, first);
      return;
    }
    if (!buffer_.block)
      buffer_ = allocate_aligned(piece_bytes);
    for (std::uint64_t at = first; at < last; at += piece_bytes) {
      const std::size_t count = std::min<std::uint64_t>(piece_bytes, last - at);
      std::memcpy(buffer_.bytes, from + (at - first), count);
      direct_.write(buffer_.bytes, count, at);
    }
  }

  File buffered_;
  File direct_;
  RegionBytes buffer_;
};

} // namespace

FileRegion::FileRegion(std::uint64_t data_offset, const Shape& whole, std::size_t element_bytes,
                       const Shape& origin, const Shape& shape) {
  Shape strides = row_major_strides(whole);
  first_offset_ = data_offset;
  for (std::size_t axis = 0; axis < whole.size(); ++axis) {
    strides[axis] *= static_cast<std::int64_t>(element_bytes);
    first_offset_ += static_cast<std::uint64_t>(origin[axis] * strides[axis]);
  }
  // A run goes on through the axes that are taken whole, and along the one before them.
  std::int64_t run = 1;
  std::size_t outer = whole.size();
  for (bool is_whole = true; outer > 0 && is_whole; --outer) {
    run *= shape[outer - 1];
    is_whole = shape[outer - 1] == whole[outer - 1];
  }
  outer_shape_.assign(shape.begin(), shape.begin() + static_cast<std::ptrdiff_t>(outer));
  outer_strides_.assign(strides.begin(), strides.begin() + static_cast<std::ptrdiff_t>(outer));
  run_count_ = run == 0 ? 0 : element_count(outer_shape_);
  run_bytes_ = run_count_ == 0 ? 0 : static_cast<std::size_t>(run) * element_bytes;
}

FileRegion::Walk::Walk(const FileRegion& region)
    : region_(&region), place_(region.outer_shape_.size(), 0), offset_(region.first_offset_) {}

void FileRegion::Walk::next() {
  for (std::size_t axis = place_.size(); axis-- > 0;) {
    offset_ += static_cast<std::uint64_t>(region_->outer_strides_[axis]);
    if (++place_[axis] < region_->outer_shape_[axis])
      return;
    offset_ -= static_cast<std::uint64_t>(place_[axis] * region_->outer_strides_[axis]);
    place_[axis] = 0;
  }
}

RegionBytes read_region(const std::filesystem::path& path, const FileRegion& region) {
  const std::size_t bytes = region.run_bytes() * static_cast<std::size_t>(region.run_count());
  if (bytes == 0)
    return {};
  Reader reader(path);
  if (region.run_count() == 1 && bytes >= long_run)
    return reader.read_in_place(FileRegion::Walk(region).offset(), bytes);
  std::shared_ptr<std::byte[]> block = allocate_block(bytes);
  if (region.run_bytes() >= long_run)
    read_long_runs(reader, region, block.get());
  else
    read_short_runs(reader, region, block.get());
  std::byte* const first = block.get();
  return {std::move(block), first};
}

void write_region(const std::filesystem::path& path, const FileRegion& region, const std::byte* from) {
  if (region.run_count() == 0)
    return;
  Writer writer(path);
  FileRegion::Walk walk(region);
  for (std::int64_t i = 0; i < region.run_count(); ++i, walk.next())
    writer.write(from + static_cast<std::size_t>(i) * region.run_bytes(), walk.offset(), region.run_bytes());
}

} // namespace troupe
