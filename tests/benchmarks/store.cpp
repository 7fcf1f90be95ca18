// The chunk store beside the disk it lies on, SIZE bytes in chunks of 8 MiB, THREADS callers at once. `of_raw` is the store's rate by
// the raw one, medians of repetitions that alternate: the same bytes through the same number of threads, which is the queue depth.
//
//   spill      put into scratch                  raw: O_DIRECT writes, at the best of several depths
//   durable    put and commit                    raw: the same and fdatasync
//   read_warm  find, the slab in the page cache  raw: pread
//   read_cold  find, nothing in the page cache   raw: O_DIRECT reads
//   churn      random values replaced by others of 64 KiB to 16 MiB; no raw peer: disk by live bytes, times of a put
//
// Files go to the place for temporary files, which TMPDIR names.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <troupe/chunk_store.hpp>

#include "benchmark.hpp"

using namespace troupe;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t chunk_bytes = 8 << 20;

class Directory {
public:
  Directory() {
    std::string pattern = (fs::temp_directory_path() / "troupe-bench-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw std::system_error(errno, std::generic_category(), "make a directory like " + pattern);
    path_ = pattern;
  }
  ~Directory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  fs::path operator/(const char* name) const { return path_ / name; }

private:
  fs::path path_;
};

class RawFile {
public:
  RawFile(const fs::path& path, int flags) : descriptor_(open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0)
      throw std::system_error(errno, std::generic_category(), path.string());
  }
  ~RawFile() { close(descriptor_); }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  void reserve(std::size_t bytes) const {
    require(fallocate(descriptor_, 0, 0, static_cast<off_t>(bytes)) == 0);
  }
  void sync() const { require(fdatasync(descriptor_) == 0); }
  void write(const std::byte* from, std::size_t offset) const {
    require(pwrite(descriptor_, from, chunk_bytes, static_cast<off_t>(offset))
            == static_cast<ssize_t>(chunk_bytes));
  }
  void read(std::byte* to, std::size_t offset) const {
    require(pread(descriptor_, to, chunk_bytes, static_cast<off_t>(offset))
            == static_cast<ssize_t>(chunk_bytes));
  }

private:
  static void require(bool holds) {
    if (!holds)
      throw std::system_error(errno, std::generic_category(), "raw file");
  }
  const int descriptor_;
};

Chunk noise(std::uint64_t seed) {
  return Chunk::generate<std::uint64_t>({chunk_bytes / 8}, [seed](std::span<std::uint64_t> out) {
    std::mt19937_64 random(seed);
    std::ranges::generate(out, random);
  });
}

/// Calls `work(i)` for every chunk, in so many threads, and returns the seconds.
double run_in_threads(int threads, std::size_t chunks, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const double begin = now_seconds();
  {
    std::vector<std::jthread> running;
    for (int t = 0; t < threads; ++t)
      running.emplace_back([&] {
        for (std::size_t i = next++; i < chunks; i = next++)
          work(i);
      });
  }
  return now_seconds() - begin;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void print(const BenchmarkCall& call, const std::vector<double>& seconds,
           const std::vector<double>& raw_seconds, double check) {
  const std::size_t bytes = call.size / chunk_bytes * chunk_bytes;
  Cell(call.workload)
      .add("times", seconds)
      .add("check", check)
      .add("size", std::uint64_t{call.size})
      .add("bytes_processed", std::uint64_t{bytes})
      .add("raw_times", raw_seconds)
      .add("gb_per_s", static_cast<double>(bytes) / median(seconds) / 1e9)
      .add("raw_gb_per_s", static_cast<double>(bytes) / median(raw_seconds) / 1e9)
      .add("of_raw", median(raw_seconds) / median(seconds))
      .print();
}

double write_raw(const fs::path& path, int threads, std::size_t chunks, const Chunk& source,
                 Durability durability) {
  fs::remove(path);
  const RawFile file(path, O_RDWR | O_CREAT | O_DIRECT);
  file.reserve(chunks * chunk_bytes);
  const double begin = now_seconds();
  run_in_threads(threads, chunks, [&](std::size_t i) { file.write(source.bytes(), i * chunk_bytes); });
  if (durability == Durability::durable)
    file.sync();
  return now_seconds() - begin;
}

/// The depth at which the disk writes fastest today.
int best_depth(const Directory& directory, std::size_t chunks, const Chunk& source, Durability durability) {
  int best = 1;
  double least = HUGE_VAL;
  for (const int depth : {1, 2, 4})
    if (const double seconds = write_raw(directory / "raw", depth, chunks, source, durability);
        seconds < least) {
      least = seconds;
      best = depth;
    }
  return best;
}

void measure_writing(const BenchmarkCall& call, std::size_t chunks, Durability durability) {
  const Directory directory;
  const Chunk source = noise(1);
  const int depth = best_depth(directory, chunks, source, durability);
  std::vector<double> raw_seconds;
  double check = 0;
  std::vector<double> seconds;
  for (int i = 0; i < call.repetitions; ++i) {
    raw_seconds.push_back(write_raw(directory / "raw", depth, chunks, source, durability));
    fs::remove(directory / "raw");
    const auto store = ChunkStore::open(directory / "store", {StoreAccess::write, durability});
    const double begin = now_seconds();
    run_in_threads(call.threads, chunks, [&](std::size_t k) { store->put(std::to_string(k), source); });
    store->commit();
    seconds.push_back(now_seconds() - begin);
    check = static_cast<double>(store->usage().live_bytes);
    fs::remove_all(directory / "store");
  }
  print(call, seconds, raw_seconds, check);
}

void drop_page_cache(const fs::path& file) {
  sync();
  if (const int descriptor = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC); descriptor >= 0) {
    const bool is_dropped = write(descriptor, "1", 1) == 1;
    close(descriptor);
    if (is_dropped)
      return;
  }
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC); // not permitted: of this file at least
  if (descriptor < 0 || posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) != 0)
    throw std::runtime_error("the page cache cannot be emptied");
  close(descriptor);
}

void measure_reading(const BenchmarkCall& call, std::size_t chunks, bool is_cold) {
  const Directory directory;
  const auto store = ChunkStore::open(directory / "store", {StoreAccess::write, Durability::durable});
  for (std::size_t i = 0; i < chunks; ++i)
    store->put(std::to_string(i), noise(i));
  store->commit();
  const fs::path slab = directory / "store" / "slab.0";
  const RawFile raw(slab, O_RDONLY | (is_cold ? O_DIRECT : 0));
  // What was read is held until the end, as a computation would: else both would copy into the processor's cache.
  const auto read_raw = [&] {
    std::vector<std::shared_ptr<std::byte[]>> blocks(chunks);
    return run_in_threads(call.threads, chunks, [&](std::size_t i) {
      blocks[i] = allocate_block(chunk_bytes);
      raw.read(blocks[i].get(), i * chunk_bytes);
    });
  };
  std::atomic<std::uint64_t> found_bytes = 0;
  const auto read_store = [&] {
    std::vector<Value> values(chunks);
    found_bytes = 0;
    return run_in_threads(call.threads, chunks, [&](std::size_t i) {
      values[i] = store->find(std::to_string(i)).value();
      found_bytes += values[i].as_chunk().size_bytes();
    });
  };
  read_raw(); // fills the page cache, or warms the disk's
  read_store();
  std::vector<double> seconds, raw_seconds;
  for (int i = 0; i < call.repetitions; ++i) {
    if (is_cold)
      drop_page_cache(slab);
    raw_seconds.push_back(read_raw());
    if (is_cold)
      drop_page_cache(slab);
    seconds.push_back(read_store());
  }
  print(call, seconds, raw_seconds, static_cast<double>(found_bytes));
}

void measure_churn(const BenchmarkCall& call) {
  const Directory directory;
  const auto store = ChunkStore::open(directory / "store", {StoreAccess::write, Durability::scratch});
  constexpr std::int64_t largest = 16 << 20, smallest = 64 << 10;
  const Chunk source = Chunk::generate<std::uint8_t>({largest}, [](auto out) { std::ranges::fill(out, 7); });
  std::mt19937_64 random(1);
  const double mean_bytes = (largest - smallest) / std::log(static_cast<double>(largest) / smallest);
  const auto slots = static_cast<std::uint64_t>(static_cast<double>(call.size) / mean_bytes) + 1;
  std::vector<double> put_seconds;
  double most_disk = 0;
  const Timing timing = time_repeatedly(call.repetitions, [&] {
    for (std::uint64_t i = 0; i < slots; ++i) {
      const double fraction = static_cast<double>(random() >> 11) * 0x1p-53;
      const auto size = static_cast<std::int64_t>(smallest * std::pow(double{largest} / smallest, fraction));
      const std::string key = std::to_string(random() % slots);
      const double begin = now_seconds();
      store->put(key, source.view(0, {size}));
      put_seconds.push_back(now_seconds() - begin);
    }
    const ChunkStore::Usage usage = store->usage();
    most_disk =
        std::max(most_disk, static_cast<double>(usage.disk_bytes) / static_cast<double>(usage.live_bytes));
  });
  std::ranges::sort(put_seconds);
  Cell(call.workload)
      .add("times", timing.seconds)
      .add("check", static_cast<double>(put_seconds.size()))
      .add("size", std::uint64_t{call.size})
      .add("bytes_processed", std::uint64_t{call.size})
      .add("disk_by_live", most_disk)
      .add("put_p50_ms", put_seconds[put_seconds.size() / 2] * 1e3)
      .add("put_p99_ms", put_seconds[put_seconds.size() * 99 / 100] * 1e3)
      .print();
}

} // namespace

bool run_store(const BenchmarkCall& call) {
  const std::size_t chunks = call.size / chunk_bytes;
  if (chunks == 0 && call.workload != "churn")
    throw std::invalid_argument("store: SIZE is at least a chunk of " + std::to_string(chunk_bytes)
                                + " bytes");
  if (call.workload == "spill")
    measure_writing(call, chunks, Durability::scratch);
  else if (call.workload == "durable")
    measure_writing(call, chunks, Durability::durable);
  else if (call.workload == "read_warm" || call.workload == "read_cold")
    measure_reading(call, chunks, call.workload == "read_cold");
  else if (call.workload == "churn")
    measure_churn(call);
  else
    return false;
  return true;
}
