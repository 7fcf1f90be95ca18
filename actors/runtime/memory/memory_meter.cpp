#include "runtime/memory/memory_meter.hpp"

#include <algorithm>
#include <cstdio>

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <troupe/block_pool.hpp>

namespace troupe {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_looks{1};

/// So much is worth a walk through the heap.
constexpr std::uint64_t least_trimmed = std::uint64_t{16} << 20;

/// What is resident beside values and free blocks.
std::uint64_t other_bytes(std::uint64_t resident, std::uint64_t live, std::uint64_t kept) {
  return resident - std::min(resident, live + kept);
}

void raise(std::uint64_t& peak, std::uint64_t value) { peak = std::max(peak, value); }

} // namespace

std::size_t resident_memory_bytes() {
  const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return 0;
  char text[128] = {};
  const ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  unsigned long total = 0, resident = 0;
  if (length <= 0 || std::sscanf(text, "%lu %lu", &total, &resident) != 2)
    return 0;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

void MemoryMeter::begin(const MemoryAccount& account) {
  {
    const std::scoped_lock lock(mutex_);
    if (computes_++ == 0) {
      counts_ = {};
      trim_heap(account);
    }
    next_look_ = {};
  }
  sample(account);
}

void MemoryMeter::trim_heap(const MemoryAccount& account) {
  const auto other = [&] {
    return other_bytes(resident_memory_bytes(), account.live_bytes(), pool_use().kept_bytes);
  };
  const std::uint64_t before = other();
  if (before < least_other_ + least_trimmed) {
    least_other_ = std::min(least_other_, before);
    return;
  }
  malloc_trim(0);
  least_other_ = other();
}

void MemoryMeter::end() {
  const std::scoped_lock lock(mutex_);
  --computes_;
}

MemoryReport MemoryMeter::report() const {
  const std::scoped_lock lock(mutex_);
  return counts_;
}

void MemoryMeter::sample(const MemoryAccount& account) {
  const std::uint64_t live = account.live_bytes();
  const std::uint64_t working = std::min<std::uint64_t>(account.working_bytes(), live);
  const auto now = SteadyClock::now();
  const std::scoped_lock lock(mutex_);
  raise(counts_.peak_bytes, account.used_bytes());
  raise(counts_.peak_live_bytes, live);
  raise(counts_.peak_value_bytes, live - working);
  raise(counts_.peak_workspace_bytes, working);
  if (now < next_look_)
    return;
  next_look_ = now + between_looks;
  trace_.sampled(now, live - working, working,
                 account.used_bytes() - std::min<std::uint64_t>(account.used_bytes(), live));
  const PoolUse pool = pool_use();
  const std::uint64_t resident = resident_memory_bytes();
  raise(counts_.peak_pool_bytes, pool.kept_bytes);
  raise(counts_.peak_resident_bytes, resident);
  raise(counts_.peak_other_bytes, other_bytes(resident, live, pool.kept_bytes));
}

void MemoryMeter::count_spilled(std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  counts_.spilled_bytes += bytes;
  ++counts_.spilled_values;
}

void MemoryMeter::count_reloaded(std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  counts_.reloaded_bytes += bytes;
  ++counts_.reloaded_values;
}

void MemoryMeter::count_dropped(std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  counts_.dropped_bytes += bytes;
  ++counts_.dropped_values;
}

void MemoryMeter::count_reread(std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  counts_.reread_bytes += bytes;
  ++counts_.reread_values;
}

void MemoryMeter::count_delay(SteadyClock::duration delay) {
  const std::scoped_lock lock(mutex_);
  ++counts_.delayed_starts;
  counts_.delayed_s += std::chrono::duration<double>(delay).count();
}

} // namespace troupe
