#pragma once

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include <boost/test/unit_test.hpp>
#include <sys/mount.h>

#include "support/temporary_directory.hpp"

namespace troupe::test {

/// A small file system in memory of one's own, where mounting is permitted.
class MountedDirectory {
public:
  explicit MountedDirectory(const std::string& size) {
    if (mount("tmpfs", place_.path().c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0)
      is_mounted_ = true;
    else
      BOOST_TEST_MESSAGE("not tested: mounting is not permitted (" << std::strerror(errno) << ')');
  }
  MountedDirectory(const MountedDirectory&) = delete;
  MountedDirectory& operator=(const MountedDirectory&) = delete;
  ~MountedDirectory() {
    if (is_mounted_)
      umount2(place_.path().c_str(), MNT_DETACH);
  }

  explicit operator bool() const noexcept { return is_mounted_; }
  const std::filesystem::path& path() const noexcept { return place_.path(); }
  void make_read_only() {
    if (mount(nullptr, place_.path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0)
      throw std::system_error(errno, std::generic_category(), "remount");
  }

private:
  TemporaryDirectory place_;
  bool is_mounted_ = false;
};

} // namespace troupe::test
