#pragma once

#include <filesystem>

namespace troupe {

/// A file in the making, beside the one it becomes when it is whole; removed unless it does. So whoever reads the file sees
/// the old one or the new.
class PartialFile {
public:
  /// Nothing is made yet: the caller writes `path()`.
  ///
  /// \throws FileError if the file cannot be looked at, is there and is no regular file, or its directory is not there. Links
  ///         are followed.
  explicit PartialFile(const std::filesystem::path& target);
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile();

  const std::filesystem::path& path() const noexcept { return path_; }
  /// Puts it in its place, with the permissions of what was there. It is on the disk when this returns.
  ///
  /// \throws FileError naming the file.
  void finish() const;

private:
  std::filesystem::path target_;
  std::filesystem::path path_;
};

} // namespace troupe
