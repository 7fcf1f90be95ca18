#include "raw_disk.hpp"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "benchmark.hpp"

namespace {

constexpr std::size_t piece = std::size_t{8} << 20;
constexpr int queue_depths[] = {1, 2, 4, 8};

struct Free {
  void operator()(void* memory) const noexcept { std::free(memory); }
};

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class File {
public:
  File(const std::string& name, int flags)
      : descriptor(open(name.c_str(), flags | O_DIRECT | O_CLOEXEC, 0644)) {
    if (descriptor < 0)
      fail(name);
  }
  ~File() { close(descriptor); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const int descriptor;
};

/// Calls `move(offset, memory)` for each whole piece, by as many threads as the queue is deep.
template <class Move>
double time_pieces(std::size_t bytes, int queue_depth, const Move& move) {
  std::atomic<std::size_t> next = 0;
  std::atomic<int> failure = 0;
  const double begin = now_seconds();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < queue_depth; ++i)
      threads.emplace_back([&] {
        const std::unique_ptr<void, Free> memory(std::aligned_alloc(4096, piece));
        std::memset(memory.get(), 1, piece);
        for (std::size_t offset = next.fetch_add(piece); offset + piece <= bytes;
             offset = next.fetch_add(piece))
          if (move(static_cast<off_t>(offset), memory.get()) != static_cast<ssize_t>(piece))
            failure = errno;
      });
  }
  if (failure != 0)
    throw std::system_error(failure, std::generic_category(), "raw disk");
  return now_seconds() - begin;
}

void keep_best(RawRates& best, double rate, int queue_depth) {
  if (rate > best.bytes_per_s)
    best = {rate, queue_depth};
}

} // namespace

RawRates raw_read_rate(const std::string& name, std::size_t most_bytes) {
  const File file(name, O_RDONLY);
  struct stat state = {};
  if (fstat(file.descriptor, &state) != 0)
    fail(name);
  const std::size_t bytes = std::min(most_bytes, static_cast<std::size_t>(state.st_size)) / piece * piece;
  RawRates best;
  for (const int depth : queue_depths) {
    const double seconds = time_pieces(bytes, depth, [&](off_t offset, void* memory) {
      return pread(file.descriptor, memory, piece, offset);
    });
    keep_best(best, static_cast<double>(bytes) / seconds, depth);
  }
  return best;
}

RawRates raw_write_rate(const std::string& name, std::size_t bytes) {
  RawRates best;
  bytes = bytes / piece * piece;
  for (const int depth : queue_depths) {
    const File file(name, O_RDWR | O_CREAT | O_TRUNC);
    if (const int error = posix_fallocate(file.descriptor, 0, static_cast<off_t>(bytes)); error != 0)
      throw std::system_error(error, std::generic_category(), name);
    double seconds = time_pieces(bytes, depth, [&](off_t offset, void* memory) {
      return pwrite(file.descriptor, memory, piece, offset);
    });
    const double begin = now_seconds();
    if (fdatasync(file.descriptor) != 0)
      fail(name);
    seconds += now_seconds() - begin;
    keep_best(best, static_cast<double>(bytes) / seconds, depth);
  }
  unlink(name.c_str());
  return best;
}
