#include "files/descriptor.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace troupe {

Descriptor::~Descriptor() {
  if (is_open())
    close(descriptor_);
}

Descriptor Descriptor::open(const std::filesystem::path& path, int flags) {
  int descriptor = -1;
  do
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  while (descriptor < 0 && errno == EINTR);
  return Descriptor(descriptor);
}

std::uint64_t disk_bytes(const std::filesystem::path& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_blocks) * 512 : 0;
}

int punch_hole(int descriptor, std::uint64_t offset, std::uint64_t length) {
  const bool is_done = fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                                 static_cast<off_t>(offset), static_cast<off_t>(length))
                       == 0;
  return is_done || errno == EOPNOTSUPP ? 0 : errno;
}

int sync_directory(const std::filesystem::path& directory) {
  const Descriptor file = Descriptor::open(directory, O_RDONLY | O_DIRECTORY);
  return file.is_open() && fsync(file.descriptor()) == 0 ? 0 : errno;
}

} // namespace troupe
