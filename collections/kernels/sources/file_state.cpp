#include "kernels/sources/file_state.hpp"

#include <chrono>
#include <system_error>

#include <troupe/error.hpp>

namespace troupe {

FileState look_at(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::absolute(file, error);
  const std::uintmax_t size = error ? 0 : std::filesystem::file_size(path, error);
  const auto changed =
      error ? std::filesystem::file_time_type() : std::filesystem::last_write_time(path, error);
  if (error)
    throw FileError("cannot read " + file.string() + ": " + error.message());
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(changed.time_since_epoch());
  return {path.string(), size, since.count()};
}

void require_unchanged(const FileState& file, std::string_view operation) {
  if (look_at(file.path) != file)
    throw FileError(std::string(operation) + ": " + file.path + " has changed since it was opened");
}

} // namespace troupe
