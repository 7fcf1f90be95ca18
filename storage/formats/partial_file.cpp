#include <random>
#include <string>
#include <system_error>

#include <troupe/error.hpp>
#include <troupe/partial_file.hpp>

#include "formats/file.hpp"

namespace troupe {

namespace {

/// The file that is meant, links followed. It may not be there yet, but nothing that is no file is replaced.
std::filesystem::path regular_file(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::path path =
      std::filesystem::weakly_canonical(std::filesystem::absolute(file, error), error);
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (path.empty() || !std::filesystem::status_known(status))
    throw FileError("cannot write \"" + file.string() + "\": " + error.message());
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw FileError(file.string() + " is there and is no regular file");
  if (!std::filesystem::is_directory(path.parent_path(), error))
    throw FileError("cannot write " + file.string() + ": there is no directory "
                    + path.parent_path().string());
  return path;
}

} // namespace

PartialFile::PartialFile(const std::filesystem::path& target)
    : target_(regular_file(target)),
      path_(target_.string() + "." + std::to_string(std::random_device()()) + ".partial") {}

PartialFile::~PartialFile() {
  std::error_code ignored; // it has become the target, or an exception is on its way
  std::filesystem::remove(path_, ignored);
}

void PartialFile::finish() const {
  std::error_code error;
  const std::filesystem::file_status before = std::filesystem::status(target_, error);
  if (std::filesystem::exists(before))
    std::filesystem::permissions(path_, before.permissions(), error); // else it has those of a new file
  File(path_, File::Access::write, File::Caching::buffered).sync();
  rename_synced(path_, target_);
}

} // namespace troupe
