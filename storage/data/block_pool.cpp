#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <mutex>
#include <new>
#include <span>
#include <string>
#include <vector>

#include <malloc.h>
#include <sys/sysinfo.h>

#include <troupe/block_pool.hpp>
#include <troupe/error.hpp>
#include <troupe/memory_account.hpp>

#include "data/block_memory.hpp"

// Small blocks (below 64 KiB) are kept in two steps: shards, each with a few blocks of every class and used
// by one thread or a few, and behind them a depot for all. Large blocks are kept in one place, oldest first,
// as long as what is live and kept together stays near the largest amount that ever was live.

namespace troupe {

namespace {

constexpr std::size_t small_limit = std::size_t{64} << 10;
constexpr std::size_t small_classes = 8 + 8 * 7; // up to 64 KiB
constexpr std::size_t shard_count = 16;
constexpr std::size_t shard_class_bytes = std::size_t{64} << 10;
constexpr std::size_t shard_class_blocks = 16;
constexpr std::size_t depot_class_bytes = std::size_t{1} << 20;
constexpr std::size_t large_slack = std::size_t{256} << 20;
constexpr std::size_t largest_block = std::size_t{1} << 62;

/// Free blocks of the small classes, shared by all threads.
class Depot {
public:
  /// Moves up to `wanted` blocks of a class to `out`; returns how many.
  std::size_t take(std::size_t number, std::size_t wanted, std::byte** out) {
    const std::lock_guard lock(mutex_);
    auto& blocks = blocks_[number];
    const std::size_t count = std::min(wanted, blocks.size());
    std::copy(blocks.end() - static_cast<std::ptrdiff_t>(count), blocks.end(), out);
    blocks.resize(blocks.size() - count);
    return count;
  }

  /// Keeps as many of `blocks` as the bound allows; gives the others back.
  void put(std::size_t number, std::span<std::byte* const> blocks) noexcept {
    const std::size_t bytes = class_bytes(number), limit = depot_class_bytes / bytes;
    std::size_t kept = 0;
    try {
      const std::lock_guard lock(mutex_);
      auto& list = blocks_[number];
      list.reserve(limit);
      kept = std::min(blocks.size(), limit - std::min(limit, list.size()));
      list.insert(list.end(), blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(kept));
    } catch (const std::bad_alloc&) {
      kept = 0; // all are given back
    }
    for (std::byte* block : blocks.subspan(kept))
      unmap_block(block, bytes);
  }

  std::size_t kept_bytes() {
    const std::lock_guard lock(mutex_);
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < small_classes; ++i)
      bytes += blocks_[i].size() * class_bytes(i);
    return bytes;
  }

  void trim() {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < small_classes; ++i) {
      for (std::byte* block : blocks_[i])
        unmap_block(block, class_bytes(i));
      blocks_[i].clear();
    }
  }

private:
  std::mutex mutex_;
  std::array<std::vector<std::byte*>, small_classes> blocks_;
};

/// A few free blocks of each small class, near the threads that use this shard.
class alignas(64) Shard {
public:
  std::byte* allocate(std::size_t number, Depot& depot) {
    const std::lock_guard lock(mutex_);
    Rack& rack = racks_[number];
    if (rack.count == 0)
      rack.count = depot.take(number, std::max<std::size_t>(capacity(number) / 2, 1), rack.blocks.data());
    std::byte* const block = rack.count > 0 ? rack.blocks[--rack.count] : map_block(class_bytes(number));
    if (block != nullptr)
      live_bytes_ += static_cast<std::int64_t>(class_bytes(number));
    return block;
  }

  void release(std::byte* block, std::size_t number, Depot& depot) noexcept {
    const std::lock_guard lock(mutex_);
    Rack& rack = racks_[number];
    if (rack.count == capacity(number)) {
      const std::size_t half = rack.count / 2;
      depot.put(number, std::span(rack.blocks).subspan(half, rack.count - half));
      rack.count = half;
    }
    rack.blocks[rack.count++] = block;
    live_bytes_ -= static_cast<std::int64_t>(class_bytes(number));
  }

  /// A block may be freed on another shard than it came from: only the sum over all shards means something.
  void add_use(std::int64_t& live, std::size_t& kept) {
    const std::lock_guard lock(mutex_);
    live += live_bytes_;
    for (std::size_t i = 0; i < small_classes; ++i)
      kept += racks_[i].count * class_bytes(i);
  }

  void trim() {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < small_classes; ++i)
      for (; racks_[i].count > 0; --racks_[i].count)
        unmap_block(racks_[i].blocks[racks_[i].count - 1], class_bytes(i));
  }

private:
  struct Rack {
    std::size_t count = 0;
    std::array<std::byte*, shard_class_blocks> blocks{};
  };

  static std::size_t capacity(std::size_t number) {
    return std::clamp<std::size_t>(shard_class_bytes / class_bytes(number), 1, shard_class_blocks);
  }

  std::mutex mutex_;
  std::int64_t live_bytes_ = 0;
  std::array<Rack, small_classes> racks_;
};

/// Blocks from 64 KiB on.
class LargeBlocks {
public:
  std::byte* allocate(std::size_t number) {
    const std::size_t bytes = class_bytes(number);
    {
      const std::lock_guard lock(mutex_);
      live_bytes_ += bytes;
      peak_bytes_ = std::max(peak_bytes_, live_bytes_);
      auto& blocks = kept_[number];
      if (!blocks.empty()) {
        std::byte* const block = blocks.back().block;
        blocks.pop_back();
        kept_bytes_ -= bytes;
        return block;
      }
      evict_until(bound());
    }
    std::byte* block = map_block(bytes);
    if (block == nullptr) {
      trim();
      block = map_block(bytes);
    }
    if (block == nullptr) {
      const std::lock_guard lock(mutex_);
      live_bytes_ -= bytes;
      peak_bytes_ = live_bytes_; // what was not to be had was never live
    }
    return block;
  }

  void release(std::byte* block, std::size_t number) noexcept {
    const std::size_t bytes = class_bytes(number);
    const std::lock_guard lock(mutex_);
    live_bytes_ -= bytes;
    try {
      kept_[number].push_back({block, ++clock_});
      kept_bytes_ += bytes;
    } catch (const std::bad_alloc&) {
      unmap_block(block, bytes);
    }
  }

  void add_use(std::int64_t& live, std::size_t& kept) {
    const std::lock_guard lock(mutex_);
    live += static_cast<std::int64_t>(live_bytes_);
    kept += kept_bytes_;
  }

  void trim() {
    const std::lock_guard lock(mutex_);
    evict_until(0);
    peak_bytes_ = live_bytes_;
  }

  /// Each limit counts from what was live when it came.
  void add_limit(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    most_bytes_ = bytes + (limit_count_++ == 0 ? live_bytes_ : most_bytes_);
    trim_heap_while_freeing(true);
    evict_until(bound());
  }
  void remove_limit(std::size_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    most_bytes_ = --limit_count_ == 0 ? unlimited : most_bytes_ - bytes;
    trim_heap_while_freeing(limit_count_ > 0);
  }

private:
  struct Kept {
    std::byte* block = nullptr;
    std::uint64_t since = 0;
  };

  // Of what is live and kept together. The slack lets two classes alternate without giving pages back.
  std::size_t bound() const {
    return std::min(peak_bytes_ + std::max(large_slack, peak_bytes_ / 4), most_bytes_);
  }

  void evict_until(std::size_t bytes) {
    while (kept_bytes_ > 0 && live_bytes_ + kept_bytes_ > bytes) {
      std::size_t oldest = class_count;
      for (std::size_t i = 0; i < class_count; ++i)
        if (!kept_[i].empty()
            && (oldest == class_count || kept_[i].front().since < kept_[oldest].front().since))
          oldest = i;
      unmap_block(kept_[oldest].front().block, class_bytes(oldest));
      kept_[oldest].erase(kept_[oldest].begin());
      kept_bytes_ -= class_bytes(oldest);
    }
  }

  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  std::mutex mutex_;
  std::size_t most_bytes_ = unlimited;
  std::size_t limit_count_ = 0;
  std::size_t live_bytes_ = 0;
  std::size_t peak_bytes_ = 0;
  std::size_t kept_bytes_ = 0;
  std::uint64_t clock_ = 0;
  std::array<std::vector<Kept>, class_count> kept_; ///< oldest first
};

struct Pool {
  std::array<Shard, shard_count> shards;
  Depot depot;
  LargeBlocks large;
};

// Never destroyed: chunks with static lifetime give their blocks back after any destructor of ours would have
// run.
Pool& pool() {
  static Pool* const instance = new Pool;
  return *instance;
}

// A number without a destructor, so that threads may free blocks while they end.
Shard& shard_of_this_thread() {
  static std::atomic<std::size_t> next{0};
  thread_local const std::size_t index = next.fetch_add(1, std::memory_order_relaxed) % shard_count;
  return pool().shards[index];
}

/// Puts a block back when its last user is gone.
struct Return {
  std::size_t number;
  std::shared_ptr<MemoryAccount> account; ///< Of whom it was allocated for, or null.
  void operator()(std::byte* block) const noexcept {
    const std::size_t bytes = class_bytes(number);
    forbid_block(block, bytes);
    if (bytes < small_limit)
      shard_of_this_thread().release(block, number, pool().depot);
    else
      pool().large.release(block, number);
    if (account != nullptr)
      account->release(bytes);
  }
};

std::shared_ptr<MemoryAccount> charged_account(std::size_t bytes) noexcept {
  MemoryAccount* const account = MemoryAccount::current();
  if (account == nullptr)
    return nullptr;
  account->charge(bytes);
  return account->shared_from_this();
}

std::byte* find_block(const SizeClass& wanted) {
  return wanted.bytes < small_limit ? shard_of_this_thread().allocate(wanted.number, pool().depot)
                                    : pool().large.allocate(wanted.number);
}

} // namespace

std::shared_ptr<std::byte[]> allocate_block(std::size_t bytes) {
  std::byte* block = nullptr;
  const SizeClass wanted = bytes <= largest_block ? size_class(bytes) : SizeClass{};
  if (bytes <= largest_block) {
    block = find_block(wanted);
    if (block == nullptr) {
      trim_pool();
      block = find_block(wanted);
    }
  }
  if (block == nullptr)
    throw MemoryError("allocate: no memory for a block of " + std::to_string(bytes) + " bytes");
  permit_block(block, wanted.bytes, bytes);
  return {block, Return{wanted.number, charged_account(wanted.bytes)}};
}

PoolUse pool_use() {
  std::int64_t live = 0;
  PoolUse use;
  for (Shard& shard : pool().shards)
    shard.add_use(live, use.kept_bytes);
  pool().large.add_use(live, use.kept_bytes);
  use.kept_bytes += pool().depot.kept_bytes();
  use.live_bytes = static_cast<std::size_t>(std::max<std::int64_t>(live, 0));
  return use;
}

PoolLimit::PoolLimit(std::size_t bytes) : bytes_(bytes) { pool().large.add_limit(bytes); }
PoolLimit::~PoolLimit() { pool().large.remove_limit(bytes_); }

std::size_t block_bytes(std::size_t bytes) { return size_class(std::min(bytes, largest_block)).bytes; }

void trim_pool() {
  for (Shard& shard : pool().shards)
    shard.trim();
  pool().depot.trim();
  pool().large.trim();
  malloc_trim(0); // blocks below 2 MiB are the C library's, which keeps what it is given
}

std::size_t machine_memory_bytes() {
  struct sysinfo machine = {};
  if (sysinfo(&machine) != 0)
    throw MemoryError("cannot ask how much memory this machine has");
  return (machine.totalram + machine.totalswap) * machine.mem_unit;
}

} // namespace troupe
