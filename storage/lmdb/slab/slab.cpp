#include "lmdb/slab/slab.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <troupe/block_pool.hpp>

#include "codec/checksum.hpp"
#include "lmdb/directory.hpp"
#include "lmdb/errors.hpp"

namespace troupe {

namespace {

/// Direct I/O moves whole pages, to and from addresses that begin one.
constexpr std::size_t page = 4096;
/// The most one call reads; the kernel stops short of 2 GiB.
constexpr std::size_t most_read_bytes = std::size_t{1} << 30;
/// What is copied from the page cache at once, and checksummed while the processor's cache has it. Of 128 KiB to 1 MiB the fastest.
constexpr std::size_t cached_piece = 4 * checksum_piece;

struct alignas(page) Page {
  std::array<std::byte, page> bytes;
};

bool begins_page(const void* address) { return reinterpret_cast<std::uintptr_t>(address) % page == 0; }

iovec part(const void* address, std::size_t bytes) { return {const_cast<void*>(address), bytes}; }

} // namespace

Slab::Slab(const std::filesystem::path& directory, StoreAccess access) : directory_(directory) {
  const int flags = access == StoreAccess::write ? O_RDWR | O_CREAT : O_RDONLY;
  file_ = Descriptor::open(directory_ / slab_name, flags);
  if (!file_.is_open() && (access == StoreAccess::write || errno != ENOENT))
    throw_store_error(directory_, "opening " + std::string(slab_name), errno);
  if (file_.is_open())
    direct_file_ = Descriptor::open(directory_ / slab_name, (flags & ~O_CREAT) | O_DIRECT);
}

std::uint64_t Slab::size() const {
  struct stat status {};
  if (!file_.is_open())
    return 0;
  if (fstat(file_.descriptor(), &status) != 0)
    throw_store_error(directory_, "measuring " + std::string(slab_name), errno);
  return static_cast<std::uint64_t>(status.st_size);
}

void Slab::grow(std::uint64_t size) {
  const std::uint64_t before = this->size();
  if (size <= before)
    return;
  int code = 0;
  if (fallocate(file_.descriptor(), 0, static_cast<off_t>(before), static_cast<off_t>(size - before)) != 0)
    code = errno;
  if (code == EOPNOTSUPP) // then the disk may turn out full while writing
    code = ftruncate(file_.descriptor(), static_cast<off_t>(size)) == 0 ? 0 : errno;
  if (code != 0) {
    // What was reserved of it goes back, or the error would eat the rest of the disk.
    static_cast<void>(ftruncate(file_.descriptor(), static_cast<off_t>(before)));
    throw_store_error(directory_, "growing " + std::string(slab_name), code);
  }
}

void Slab::truncate(std::uint64_t size) {
  if (ftruncate(file_.descriptor(), static_cast<off_t>(size)) != 0)
    throw_store_error(directory_, "shortening " + std::string(slab_name), errno);
}

void Slab::punch(const Extent& extent) {
  if (const int code = punch_hole(file_.descriptor(), extent.offset, extent.length); code != 0)
    throw_store_error(directory_, "giving back space of " + std::string(slab_name), code);
}

void Slab::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  const std::size_t most = std::min(most_written_bytes, bytes.size());
  const bool is_copied = direct_file_.is_open() && !begins_page(bytes.data());
  const std::shared_ptr<std::byte[]> copy =
      is_copied ? allocate_block(std::max(most, std::size_t{inline_limit})) : nullptr;
  for (std::size_t done = 0; done < bytes.size(); done += most) {
    std::span<const std::byte> piece = bytes.subspan(done, std::min(most, bytes.size() - done));
    if (is_copied) {
      std::memcpy(copy.get(), piece.data(), piece.size());
      piece = {copy.get(), piece.size()};
    }
    write_piece(offset + done, piece);
  }
}

// The whole pages where they lie, the rest from a page of its own, in one call.
void Slab::write_piece(std::uint64_t offset, std::span<const std::byte> bytes) {
  Page last;
  const std::size_t whole = bytes.size() / page * page;
  const std::size_t rest = bytes.size() - whole;
  if (rest > 0) {
    std::memcpy(last.bytes.data(), bytes.data() + whole, rest);
    std::memset(last.bytes.data() + rest, 0, page - rest);
  }
  const std::size_t wanted = whole + (rest > 0 ? page : 0);
  int descriptor = direct_file_.is_open() ? direct_file_.descriptor() : file_.descriptor();
  for (std::size_t done = 0; done < wanted;) {
    std::array<iovec, 2> parts{
        part(bytes.data() + std::min(done, whole), whole - std::min(done, whole)),
        part(last.bytes.data() + (done > whole ? done - whole : 0), wanted - std::max(done, whole))};
    const bool skips_first = parts[0].iov_len == 0;
    const ssize_t got =
        pwritev(descriptor, parts.data() + (skips_first ? 1 : 0), (skips_first ? 0 : 1) + (rest > 0 ? 1 : 0),
                static_cast<off_t>(offset + done));
    if (got > 0)
      done += static_cast<std::size_t>(got);
    else if (got < 0 && errno == EINVAL && descriptor != file_.descriptor())
      descriptor = file_.descriptor(); // direct after all only for larger pages, or after a short write
    else if (got == 0 || errno != EINTR)
      throw_store_error(directory_, "writing " + std::string(slab_name), got == 0 ? ENOSPC : errno);
  }
}

void Slab::sync() {
  if (fdatasync(file_.descriptor()) != 0)
    throw_store_error(directory_, "synchronising " + std::string(slab_name), errno);
}

std::uint64_t Slab::read(std::uint64_t offset, std::span<std::byte> target) const {
  if (!file_.is_open())
    throw_store_error(directory_, std::string(slab_name) + " is missing");
  std::size_t done = 0;
  if (direct_file_.is_open() && begins_page(target.data()) && !is_cached(offset, target.size())) {
    done = read_direct(offset, target);
    if (done < target.size())
      done -= done % checksum_piece;
  }
  return read_buffered(offset + done, target.subspan(done), checksum(target.first(done)));
}

// Whether it looks as if: the ends tell, and either way of reading gives the same bytes. (To try preadv2 with RWF_NOWAIT would make
// the kernel read ahead, beside the direct reading that follows.)
bool Slab::is_cached(std::uint64_t offset, std::size_t bytes) const {
  void* const map =
      mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file_.descriptor(), static_cast<off_t>(offset));
  if (map == MAP_FAILED)
    return false;
  unsigned char first = 0, last = 0;
  std::byte* const begin = static_cast<std::byte*>(map);
  const bool is_known =
      mincore(begin, 1, &first) == 0 && mincore(begin + (bytes - 1) / page * page, 1, &last) == 0;
  munmap(map, bytes);
  return is_known && (first & last & 1) != 0;
}

// Returns short of `target` where the file ends or direct reading is refused.
std::size_t Slab::read_direct(std::uint64_t offset, std::span<std::byte> target) const {
  Page last;
  const std::size_t whole = target.size() / page * page;
  const std::size_t rest = target.size() - whole;
  std::size_t done = 0;
  while (done < target.size()) {
    const std::size_t piece = std::min(most_read_bytes, whole - done);
    const bool is_last = done + piece == whole && rest > 0;
    const std::array<iovec, 2> parts{part(target.data() + done, piece), part(last.bytes.data(), page)};
    const ssize_t got = preadv(direct_file_.descriptor(), parts.data() + (piece == 0 ? 1 : 0),
                               (piece == 0 ? 0 : 1) + (is_last ? 1 : 0), static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0 && errno != EINVAL)
      throw_store_error(directory_, "reading " + std::string(slab_name), errno);
    if (got <= 0)
      break;
    done += static_cast<std::size_t>(got);
    if (done > whole) {
      done = std::min(done, target.size());
      std::memcpy(target.data() + whole, last.bytes.data(), done - whole);
      break;
    }
    if (done % page != 0)
      break;
  }
  return done;
}

// The checksum follows each piece while the processor's cache has it.
std::uint64_t Slab::read_buffered(std::uint64_t offset, std::span<std::byte> target,
                                  std::uint64_t so_far) const {
  while (!target.empty()) {
    const std::span<std::byte> piece = target.first(std::min(cached_piece, target.size()));
    if (read_piece(offset, piece) < piece.size())
      throw_store_error(directory_, std::string(slab_name) + " ends at " + std::to_string(size())
                                        + ", before " + std::to_string(offset + target.size()));
    so_far = checksum(piece, so_far);
    offset += piece.size();
    target = target.subspan(piece.size());
  }
  return so_far;
}

// Returns short of `target` where the file ends.
std::size_t Slab::read_piece(std::uint64_t offset, std::span<std::byte> target) const {
  std::size_t done = 0;
  while (done < target.size()) {
    const ssize_t got = pread(file_.descriptor(), target.data() + done, target.size() - done,
                              static_cast<off_t>(offset + done));
    if (got < 0 && errno != EINTR)
      throw_store_error(directory_, "reading " + std::string(slab_name), errno);
    if (got == 0)
      break;
    done += got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  return done;
}

} // namespace troupe
