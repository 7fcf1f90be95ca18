#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace troupe {

/// Counts the pool memory that was allocated on somebody's behalf, whoever uses it now, and what has been
/// promised to those who will allocate soon.
///
/// A block is charged to the account of the `Scope` in which a thread allocates it, and taken off when its
/// last user lets go, in whatever thread. Thread-safe; a charge costs two atomic additions.
class MemoryAccount : public std::enable_shared_from_this<MemoryAccount> {
public:
  /// A promise to one task: what it allocates comes out of this first. Used by one thread at a time.
  struct Reservation {
    std::size_t left = 0;  ///< Promised and not allocated yet.
    std::size_t taken = 0; ///< Allocated out of the promise.
  };

  std::size_t live_bytes() const noexcept { return live_.load(std::memory_order_relaxed); }
  /// Of these, what was allocated in scopes with a reservation that have not ended: what running tasks work on.
  std::size_t working_bytes() const noexcept { return working_.load(std::memory_order_relaxed); }
  /// Live and promised.
  std::size_t used_bytes() const noexcept { return used_.load(std::memory_order_relaxed); }

  void reserve(Reservation& reservation, std::size_t bytes) noexcept;
  /// Takes back what is left of a promise.
  void cancel(Reservation& reservation) noexcept;

  /// Bytes that are not in the pool: texts, lists.
  void charge(std::size_t bytes) noexcept;
  void release(std::size_t bytes) noexcept;

  /// While one exists, what this thread allocates is charged to `account`. Scopes nest.
  class Scope {
  public:
    explicit Scope(MemoryAccount& account, Reservation* reservation = nullptr) noexcept
        : account_(account), reservation_(reservation), outer_(std::exchange(innermost_, this)) {}
    ~Scope() {
      innermost_ = outer_;
      if (reservation_ != nullptr)
        account_.working_.fetch_sub(live_, std::memory_order_relaxed);
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    /// The most that this thread had allocated in this scope and not freed in it.
    std::size_t peak_bytes() const noexcept { return peak_; }
    /// What it has allocated in this scope and not freed in it.
    std::size_t live_bytes() const noexcept { return live_; }

  private:
    friend class MemoryAccount;
    MemoryAccount& account_;
    Reservation* const reservation_;
    Scope* const outer_;
    std::size_t live_ = 0;
    std::size_t peak_ = 0;
  };

  /// The account of this thread's innermost scope, or nullptr.
  static MemoryAccount* current() noexcept;

private:
  static constinit thread_local Scope* innermost_;

  std::atomic<std::size_t> live_{0};
  std::atomic<std::size_t> used_{0};
  std::atomic<std::size_t> working_{0};
};

} // namespace troupe
