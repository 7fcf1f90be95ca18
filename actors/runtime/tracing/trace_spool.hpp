#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace troupe {

/// The memory of records, in blocks. The first are there from the beginning, so that nobody who runs a task has to wait for
/// fresh pages; more come as they are needed, and go when all are unused. Beyond a bound records wait in a file without a
/// name, made when it is needed first. Thread-safe.
class TraceSpool {
public:
  /// \param directory  where the file is made
  TraceSpool(std::filesystem::path directory, std::uint64_t most_bytes);
  ~TraceSpool();
  TraceSpool(const TraceSpool&) = delete;
  TraceSpool& operator=(const TraceSpool&) = delete;

  static constexpr std::size_t block_bytes = std::size_t{256} << 10;
  /// \throws std::bad_alloc
  std::byte* borrow_block();
  void return_block(std::byte* block) noexcept;

  /// Whether so much memory may be taken.
  bool take(std::uint64_t bytes) noexcept;
  void take_in_any_case(std::uint64_t bytes) noexcept { used_.fetch_add(bytes, std::memory_order_relaxed); }
  void give_back(std::uint64_t bytes) noexcept { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  bool is_full() const noexcept { return used_.load(std::memory_order_relaxed) > most_bytes_; }

  /// Returns the place of what is written. A failure is told by `read`.
  std::uint64_t write(std::span<const std::byte> bytes) noexcept;
  /// \throws FileError, also if something could not be written.
  void read(std::span<std::byte> bytes, std::uint64_t place);

private:
  struct Unmap {
    void operator()(std::byte* slab) const noexcept;
  };
  /// Several blocks: fresh pages come cheapest in large ones.
  using Slab = std::unique_ptr<std::byte[], Unmap>;
  void add_slab();
  void add_blocks_of(const Slab& slab) noexcept;
  bool open() noexcept;

  const std::filesystem::path directory_;
  const std::uint64_t most_bytes_;
  std::atomic<std::uint64_t> used_{0};
  std::mutex mutex_;
  int file_ = -1;
  std::uint64_t end_ = 0;
  int failure_ = 0; ///< The first one's errno.
  std::vector<Slab> slabs_;
  std::vector<std::byte*> free_; ///< Blocks that nobody has.
};

} // namespace troupe
