#include "lmdb/directory.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "lmdb/errors.hpp"

namespace troupe {

namespace {

namespace fs = std::filesystem;

constexpr std::array store_files{index_name, index_lock_name, slab_name, writer_lock_name, boot_name};

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  while (text.ends_with('\n'))
    text.pop_back();
  return text;
}

/// A directory without an index is taken only if nothing else lies there.
void require_own(const fs::path& directory) {
  if (fs::exists(directory / index_name))
    return;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory))
    if (std::ranges::find(store_files, entry.path().filename().string()) == store_files.end())
      throw_store_error(directory,
                        "holds " + entry.path().filename().string() + ", so it is not made a store");
}

void remove_file(const fs::path& directory, std::string_view name) {
  if (unlink((directory / name).c_str()) != 0 && errno != ENOENT)
    throw_store_error(directory, "removing " + std::string(name), errno);
}

void write_file(const fs::path& directory, std::string_view name, const Descriptor& file,
                const std::string& text) {
  const ssize_t written =
      ftruncate(file.descriptor(), 0) != 0 ? -1 : pwrite(file.descriptor(), text.data(), text.size(), 0);
  if (written != static_cast<ssize_t>(text.size()))
    throw_store_error(directory, "writing " + std::string(name), written < 0 ? errno : ENOSPC);
}

bool holds_bytes(const fs::path& file) {
  std::error_code ignored; // of a file that is not there
  const std::uintmax_t size = fs::file_size(file, ignored);
  return !ignored && size > 0;
}

} // namespace

std::string boot_id() { return read_text("/proc/sys/kernel/random/boot_id"); }

void make_store_directory(const fs::path& directory) {
  std::error_code code;
  std::vector<fs::path> made; // each is synced in its parent's: a store must not be gone with its name
  for (fs::path path = fs::absolute(directory, code).lexically_normal(); !code && !fs::exists(path, code);
       path = path.parent_path())
    made.push_back(path);
  fs::create_directories(directory, code);
  if (code)
    throw_store_error(directory, "making the directory", code.value());
  for (const fs::path& path : made)
    if (const int failure = path.has_filename() ? sync_directory(path.parent_path()) : 0; failure != 0)
      throw_store_error(directory, "synchronising the directory it lies in", failure);
}

Descriptor lock_for_writing(const fs::path& directory) {
  try {
    require_own(directory);
  } catch (const fs::filesystem_error& error) {
    throw_store_error(directory, "reading the directory", error.code().value());
  }
  Descriptor file = Descriptor::open(directory / writer_lock_name, O_RDWR | O_CREAT);
  if (!file.is_open())
    throw_store_error(directory, "opening for writing", errno);
  if (flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      throw_store_error(directory, "locking", errno);
    throw_store_error(directory, "is being written by process " + read_text(directory / writer_lock_name));
  }
  try {
    write_file(directory, writer_lock_name, file, std::to_string(getpid()) + '\n');
  } catch (const DiskFullError&) {
    // The lock counts, not the text; who opens a full store may be about to free space.
  }
  return file;
}

void require_store(const fs::path& directory) {
  std::error_code code;
  if (!fs::is_directory(directory, code))
    throw_store_error(directory, code.value() != 0 && code.value() != ENOENT ? code.message()
                                                                             : "there is no such directory");
  if (holds_bytes(directory / index_name))
    return;
  if (fs::exists(directory / index_name, code))
    throw_store_error(directory, "holds no store: " + std::string(index_name) + " is empty");
  if (code)
    throw_store_error(directory, "looking for " + std::string(index_name), code.value());
  throw_store_error(directory, "holds no store: there is no " + std::string(index_name));
}

void renew_scratch(const fs::path& directory) {
  if (fs::exists(directory / index_name) && !fs::exists(directory / boot_name))
    throw_store_error(directory, "was made to be durable");
  for (const std::string_view name : {index_name, index_lock_name, slab_name})
    remove_file(directory, name);
  const Descriptor file = Descriptor::open(directory / boot_name, O_WRONLY | O_CREAT);
  if (!file.is_open())
    throw_store_error(directory, "opening " + std::string(boot_name), errno);
  write_file(directory, boot_name, file, boot_id() + '\n');
}

void refuse_lost_index(const fs::path& directory) {
  if (holds_bytes(directory / slab_name) && !holds_bytes(directory / index_name))
    throw_store_error(directory, std::string(slab_name) + " holds values and " + std::string(index_name)
                                     + ", which tells what they are, is missing or empty; a new store here "
                                       "would overwrite them");
}

void refuse_scratch(const fs::path& directory) {
  if (fs::exists(directory / boot_name))
    throw_store_error(directory, "was made as scratch");
}

void refuse_old_scratch(const fs::path& directory) {
  if (fs::exists(directory / boot_name) && read_text(directory / boot_name) != boot_id())
    throw_store_error(directory, "is scratch of before the machine's last start");
}

} // namespace troupe
