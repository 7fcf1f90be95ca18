#include "formats/file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <troupe/error.hpp>

namespace troupe {

namespace {

// Linux moves at most 2^31 - 4096 bytes a call.
constexpr std::size_t most_read_bytes = std::size_t{1} << 30;

int flags_of(File::Access access) {
  switch (access) {
  case File::Access::read: return O_RDONLY;
  case File::Access::write: return O_RDWR;
  case File::Access::create: return O_RDWR | O_CREAT | O_TRUNC;
  }
  __builtin_unreachable();
}

/// How many bytes from `offset` on lie in the page cache without a gap; 0 if that cannot be told.
std::size_t resident_bytes(int descriptor, std::size_t bytes, std::uint64_t offset) {
  const std::uint64_t first = offset / direct_alignment * direct_alignment;
  const std::size_t length = bytes + static_cast<std::size_t>(offset - first);
  void* const pages = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, descriptor, static_cast<off_t>(first));
  if (pages == MAP_FAILED)
    return 0;
  std::vector<unsigned char> resident((length + direct_alignment - 1) / direct_alignment);
  const bool is_told = ::mincore(pages, length, resident.data()) == 0;
  ::munmap(pages, length);
  if (!is_told)
    return 0;
  const auto gap = std::ranges::find_if(resident, [](unsigned char page) { return (page & 1) == 0; });
  const std::uint64_t end = first + static_cast<std::uint64_t>(gap - resident.begin()) * direct_alignment;
  return end > offset ? static_cast<std::size_t>(end - offset) : 0;
}

} // namespace

File::File(std::filesystem::path path, Access access, Caching caching) : path_(std::move(path)) {
  const int flags = flags_of(access);
  if (caching == Caching::direct) {
    file_ = Descriptor::open(path_, flags | O_DIRECT);
    is_direct_ = file_.is_open();
  }
  if (!file_.is_open() && (caching == Caching::buffered || errno == EINVAL))
    file_ = Descriptor::open(path_, flags);
  if (!file_.is_open())
    fail("open", errno);
  struct stat status = {};
  if (::fstat(file_.descriptor(), &status) != 0 || !S_ISREG(status.st_mode))
    throw FileError("cannot open " + path_.string() + ": it is not a regular file");
}

std::uint64_t File::size_bytes() const {
  struct stat status = {};
  if (::fstat(file_.descriptor(), &status) != 0)
    fail("tell the size of", errno);
  return static_cast<std::uint64_t>(status.st_size);
}

std::size_t File::read_some(std::byte* to, std::size_t bytes, std::uint64_t offset) const {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t count = ::pread(file_.descriptor(), to + done, std::min(bytes - done, most_read_bytes),
                                  static_cast<off_t>(offset + done));
    if (count == 0)
      break;
    if (count > 0)
      done += static_cast<std::size_t>(count);
    else if (errno != EINTR)
      fail("read", errno);
    // After a read that ended inside a block, the end of the file, a direct one could not go on.
    if (is_direct_ && done % direct_alignment != 0)
      break;
  }
  return done;
}

void File::read(std::byte* to, std::size_t bytes, std::uint64_t offset) const {
  if (const std::size_t done = read_some(to, bytes, offset); done < bytes)
    throw FileError("cannot read " + path_.string() + ": it ends at byte " + std::to_string(offset + done)
                    + ", " + std::to_string(bytes - done) + " bytes too early");
}

std::size_t File::read_cached(std::byte* to, std::size_t bytes, std::uint64_t offset) const {
  // Asked for more than there is, the flag alone would begin to read ahead into the page cache.
  bytes = std::min(bytes, resident_bytes(file_.descriptor(), bytes, offset));
  std::size_t done = 0;
  while (done < bytes) {
    const iovec piece{to + done, std::min(bytes - done, most_read_bytes)};
    const ssize_t count =
        ::preadv2(file_.descriptor(), &piece, 1, static_cast<off_t>(offset + done), RWF_NOWAIT);
    // Whatever the reason to stop (gone again, no such flag), an ordinary read comes next and tells of errors.
    if (count <= 0)
      break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

void File::will_need(std::size_t bytes, std::uint64_t offset) const {
  // Advice: where it is not taken, the reads that follow wait longer.
  ::posix_fadvise(file_.descriptor(), static_cast<off_t>(offset), static_cast<off_t>(bytes),
                  POSIX_FADV_WILLNEED);
}

void File::write(const std::byte* from, std::size_t bytes, std::uint64_t offset) const {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t count = ::pwrite(file_.descriptor(), from + done, std::min(bytes - done, most_written_bytes),
                                   static_cast<off_t>(offset + done));
    if (count >= 0)
      done += static_cast<std::size_t>(count);
    else if (errno != EINTR)
      fail("write", errno);
  }
}

void File::reserve(std::uint64_t bytes) const {
  // Not posix_fallocate: without the file system's help that writes every block.
  const int code = ::fallocate(file_.descriptor(), 0, 0, static_cast<off_t>(bytes)) == 0 ? 0 : errno;
  if (code != 0 && code != EOPNOTSUPP && code != ENOSYS)
    fail("reserve " + std::to_string(bytes) + " bytes for", code);
  if (::ftruncate(file_.descriptor(), static_cast<off_t>(bytes)) != 0)
    fail("reserve " + std::to_string(bytes) + " bytes for", errno);
}

void File::sync() const {
  if (::fsync(file_.descriptor()) != 0)
    fail("sync", errno);
}

void File::fail(const std::string& action, int code) const {
  throw FileError("cannot " + action + " " + path_.string() + ": " + std::generic_category().message(code));
}

void rename_synced(const std::filesystem::path& from, const std::filesystem::path& to) {
  const auto fail = [&](int code) {
    throw FileError("cannot rename " + from.string() + " to " + to.string() + ": "
                    + std::generic_category().message(code));
  };
  if (std::rename(from.c_str(), to.c_str()) != 0)
    fail(errno);
  const std::filesystem::path folder = to.has_parent_path() ? to.parent_path() : ".";
  if (const int code = sync_directory(folder); code != 0)
    fail(code);
}

} // namespace troupe
