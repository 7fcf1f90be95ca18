#include "lmdb/directory.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>

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

void write_file(const fs::path& directory, const Descriptor& file, const std::string& text) {
  if (ftruncate(file.descriptor(), 0) != 0
      || pwrite(file.descriptor(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    throw_store_error(directory, "writing a lock or boot file", errno);
}

} // namespace

std::string boot_id() { return read_text("/proc/sys/kernel/random/boot_id"); }

void make_store_directory(const fs::path& directory) {
  std::error_code code;
  fs::create_directories(directory, code);
  if (code)
    throw_store_error(directory, "making the directory", code.value());
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
  write_file(directory, file, std::to_string(getpid()) + '\n');
  return file;
}

void require_store(const fs::path& directory) {
  std::error_code code;
  if (!fs::is_directory(directory, code))
    throw_store_error(directory, code.value() != 0 && code.value() != ENOENT ? code.message()
                                                                             : "there is no such directory");
  if (fs::exists(directory / index_name, code))
    return;
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
  write_file(directory, file, boot_id() + '\n');
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
