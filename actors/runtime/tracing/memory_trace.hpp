#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

namespace troupe {

class Tracer;

/// Bytes of a value that went between memory and a disk, or were let go of. Times are nanoseconds of the steady clock.
struct MemoryMove {
  enum class Kind : std::uint8_t {
    spilled,
    reloaded, ///< from the scratch store
    reread,   ///< from a file
    dropped,  ///< without being written: it took no time
  };
  Kind kind;
  int participant; ///< Who moved it; below 0: a thread of the program.
  std::uint64_t bytes;
  std::uint64_t begin_ns;
  std::uint64_t end_ns;
};

/// How much memory a session with a limit uses at a moment.
struct MemorySample {
  std::uint64_t when_ns;
  std::uint64_t value_bytes;
  std::uint64_t workspace_bytes;
  std::uint64_t promised_bytes; ///< To tasks that have not allocated them yet.
};

/// Where a session's memory tells what it does while a trace runs. Thread-safe.
class MemoryTrace {
public:
  /// \param tracer  or nullptr: nobody wants to know
  void set(std::shared_ptr<Tracer> tracer);
  bool is_on() const noexcept { return is_on_.load(std::memory_order_relaxed); }

  /// Something that began at `begin` has ended.
  void moved(MemoryMove::Kind kind, std::uint64_t bytes, int participant,
             std::chrono::steady_clock::time_point begin);
  void dropped(std::uint64_t bytes);
  void sampled(std::chrono::steady_clock::time_point when, std::uint64_t value_bytes,
               std::uint64_t workspace_bytes, std::uint64_t promised_bytes);

private:
  template <class Event>
  void tell(const Event& event);

  std::atomic<bool> is_on_{false};
  std::mutex mutex_;
  std::shared_ptr<Tracer> tracer_;
};

} // namespace troupe
