#include "lmdb/errors.hpp"

#include <cerrno>
#include <cstdint>

#include <lmdb.h>
#include <sys/statvfs.h>

#include <troupe/byte_size.hpp>

namespace troupe {

namespace {

// Less than this left, and what failed was probably larger.
constexpr std::uint64_t nearly_nothing = 4 << 20;

bool is_full(const std::filesystem::path& directory, int code, std::uint64_t& free_bytes) {
  struct statvfs status {};
  if (statvfs(directory.c_str(), &status) != 0)
    return code == ENOSPC;
  free_bytes = std::uint64_t{status.f_bavail} * status.f_frsize;
  return code == ENOSPC || (code == EIO && free_bytes < nearly_nothing);
}

} // namespace

void throw_store_error(const std::filesystem::path& directory, const std::string& problem) {
  throw StoreError("store " + directory.string() + ": " + problem);
}

void throw_store_error(const std::filesystem::path& directory, const std::string& operation, int code) {
  const std::string what = "store " + directory.string() + ": " + operation + ": ";
  if (code == EDQUOT)
    throw DiskFullError(what + "the user's disk quota is used up");
  if (std::uint64_t free_bytes = 0; is_full(directory, code, free_bytes))
    throw DiskFullError(what + "the disk is full, " + to_string(ByteSize(free_bytes)) + " left");
  throw StoreError(what + mdb_strerror(code));
}

} // namespace troupe
