// Writers that die, and machines that lose power, at random moments. What a writer said to be committed must be there and whole.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

#include <troupe/chunk_store.hpp>
#include <troupe/error.hpp>

#include "stress/store/modes.hpp"
#include "stress/store/numbered_chunks.hpp"
#include "stress/store/process.hpp"

namespace troupe::stress {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t key_count = 48;
constexpr std::uint64_t largest_bytes = 1 << 20;

using Versions = std::vector<std::uint64_t>;

/// Puts and commits until it is killed; tells each key and version once it is to last.
template <class Tell>
void write_for_ever(const fs::path& directory, Durability durability, std::uint64_t seed, Versions versions,
                    const Tell& tell) {
  const auto store = ChunkStore::open(directory, {StoreAccess::write, durability});
  std::mt19937_64 random(seed);
  for (;;) {
    std::vector<std::uint64_t> keys;
    for (std::uint64_t i = 1 + random() % 4; i > 0; --i) {
      const std::uint64_t key = random() % key_count;
      ++versions[key];
      keys.push_back(key);
      store->put(std::to_string(key), numbered_chunk(key, versions[key], largest_bytes),
                 random() % 3 == 0 ? Compression::lz4 : Compression::none);
    }
    store->commit();
    for (const std::uint64_t key : keys)
      tell({key, versions[key]});
    if (random() % 50 == 0)
      store->compact();
  }
}

struct Inspection {
  Versions versions = Versions(key_count, 0);
  std::uint64_t damaged = 0;
  bool is_open = true;
};

/// What a process of its own finds in the store; a store nobody had time to make is empty.
Inspection inspect(const fs::path& directory) {
  Inspection found;
  if (!fs::exists(directory / "index.mdb"))
    return found;
  Process reader([&](const auto& tell) {
    const auto store = ChunkStore::open(directory, {StoreAccess::read});
    for (std::uint64_t key = 0; key < key_count; ++key) {
      try {
        tell({key, stored_version(*store, key, largest_bytes)});
      } catch (const StoreError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        tell({key_count, key});
      }
    }
  });
  while (const auto message = reader.next()) {
    if ((*message)[0] == key_count)
      ++found.damaged;
    else
      found.versions[(*message)[0]] = (*message)[1];
  }
  found.is_open = reader.wait() == 0;
  return found;
}

struct Tally {
  std::uint64_t rounds = 0, commits = 0, lost = 0, damaged = 0, unopened = 0;

  bool is_clean() const { return lost + damaged + unopened == 0; }
  void print(const char* what) const {
    std::printf(
        "%s: %llu rounds, %llu values committed, %llu lost, %llu damaged, %llu stores that do not open\n",
        what, static_cast<unsigned long long>(rounds), static_cast<unsigned long long>(commits),
        static_cast<unsigned long long>(lost), static_cast<unsigned long long>(damaged),
        static_cast<unsigned long long>(unopened));
  }
};

void compare(const Versions& committed, const Inspection& found, Tally& tally) {
  ++tally.rounds;
  tally.damaged += found.damaged;
  // Before anything was committed the store may not have been made as yet: readers are told so, and the next writer makes it.
  const bool may_be_unmade =
      std::ranges::all_of(committed, [](std::uint64_t version) { return version == 0; });
  tally.unopened += found.is_open || may_be_unmade ? 0 : 1;
  for (std::uint64_t key = 0; key < key_count; ++key)
    tally.lost += found.versions[key] < committed[key] ? 1 : 0;
}

/// Lets a writer work for a random time, then `strike`s; notes what it said until then.
template <class Strike>
void interrupt_writer(const fs::path& directory, Durability durability, std::mt19937_64& random,
                      Versions& versions, Tally& tally, const Strike& strike) {
  Process writer([&, seed = random()](const auto& tell) {
    write_for_ever(directory, durability, seed, versions, tell);
  });
  using namespace std::chrono;
  const auto end = steady_clock::now() + milliseconds(20 + random() % 200);
  const auto note = [&](const Message& message) {
    versions[message[0]] = std::max(versions[message[0]], message[1]);
    ++tally.commits;
  };
  while (steady_clock::now() < end)
    if (const auto message = writer.next(5))
      note(*message);
  strike();
  writer.kill();
  writer.wait();
  while (const auto message = writer.next())
    note(*message);
}

Tally kill_writers(const StoreCall& call, const fs::path& directory, Durability durability) {
  std::mt19937_64 random(call.seed);
  Tally tally;
  Versions versions(key_count, 0);
  for (std::uint64_t round = 0; round < (call.amount > 0 ? call.amount : 8); ++round) {
    if (durability == Durability::scratch)
      versions.assign(key_count, 0); // the next writer begins empty
    interrupt_writer(directory, durability, random, versions, tally, [] {});
    const Inspection found = inspect(directory);
    compare(versions, found, tally);
    versions = found.versions;
  }
  return tally;
}

bool run_command(const std::string& command) { return std::system((command + " 2>/dev/null").c_str()) == 0; }

/// An ext4 file system in a file, on a loop device.
class LoopDisk {
public:
  explicit LoopDisk(const fs::path& directory) : image_(directory / "image"), mount_(directory / "disk") {
    fs::create_directories(mount_);
    is_mounted_ = run_command("truncate -s 600M " + image_.string())
                  && run_command("mkfs.ext4 -q -F " + image_.string()) && mount();
  }
  LoopDisk(const LoopDisk&) = delete;
  LoopDisk& operator=(const LoopDisk&) = delete;
  ~LoopDisk() {
    if (is_mounted_)
      umount();
  }

  bool is_mounted() const noexcept { return is_mounted_; }
  const fs::path& path() const noexcept { return mount_; }

  /// What has not reached the disk never will, the journal's included.
  bool cut_power() const {
    constexpr std::uint32_t without_flushing_the_log = 2;     // EXT4_GOING_FLAGS_NOLOGFLUSH
    constexpr auto shut_down = _IOR('X', 125, std::uint32_t); // EXT4_IOC_SHUTDOWN
    const int descriptor = open(mount_.c_str(), O_RDONLY | O_CLOEXEC);
    std::uint32_t flags = without_flushing_the_log;
    const bool is_off = descriptor >= 0 && ioctl(descriptor, shut_down, &flags) == 0;
    if (descriptor >= 0)
      close(descriptor);
    return is_off;
  }
  void start_again() {
    umount();
    is_mounted_ = mount();
    if (!is_mounted_)
      throw std::runtime_error("the file system does not mount again");
  }

private:
  bool mount() const { return run_command("mount -o loop " + image_.string() + ' ' + mount_.string()); }
  void umount() const { run_command("umount " + mount_.string()); }

  const fs::path image_;
  const fs::path mount_;
  bool is_mounted_ = false;
};

} // namespace

int run_kill(const StoreCall& call) {
  const Tally durable = kill_writers(call, call.directory / "durable", Durability::durable);
  durable.print("killed while writing a durable store");
  const Tally scratch = kill_writers(call, call.directory / "scratch", Durability::scratch);
  scratch.print("killed while writing scratch");
  return durable.is_clean() && scratch.is_clean() ? 0 : 1;
}

int run_power(const StoreCall& call) {
  LoopDisk disk(call.directory);
  if (!disk.is_mounted()) {
    std::printf("power: not tested, mounting a loop device is not permitted\n");
    return 0;
  }
  std::mt19937_64 random(call.seed);
  Tally tally;
  Versions versions(key_count, 0);
  for (std::uint64_t round = 0; round < (call.amount > 0 ? call.amount : 4); ++round) {
    bool is_off = true;
    interrupt_writer(disk.path() / "store", Durability::durable, random, versions, tally,
                     [&] { is_off = disk.cut_power(); });
    if (!is_off) {
      std::printf("power: not tested, the file system cannot be shut down\n");
      return 0;
    }
    disk.start_again();
    const Inspection found = inspect(disk.path() / "store");
    compare(versions, found, tally);
    versions = found.versions;
  }
  tally.print("power cut while writing a durable store");
  return tally.is_clean() ? 0 : 1;
}

} // namespace troupe::stress
