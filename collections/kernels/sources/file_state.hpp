#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace troupe {

/// A file as it was when somebody looked.
struct FileState {
  std::string path; ///< Absolute.
  std::uint64_t size_bytes = 0;
  std::int64_t changed_ns = 0; ///< The time of the last change, since the clock's epoch.
  bool operator==(const FileState&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(path, size_bytes, changed_ns);
  }
};

/// \throws FileError if there is no such file.
FileState look_at(const std::filesystem::path& file);

/// \throws FileError naming `operation` if the file is not as it was.
void require_unchanged(const FileState& file, std::string_view operation);

} // namespace troupe
