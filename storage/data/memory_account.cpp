#include <algorithm>

#include <troupe/memory_account.hpp>

namespace troupe {

constinit thread_local MemoryAccount::Scope* MemoryAccount::innermost_ = nullptr;

MemoryAccount* MemoryAccount::current() noexcept {
  return innermost_ != nullptr ? &innermost_->account_ : nullptr;
}

void MemoryAccount::reserve(Reservation& reservation, std::size_t bytes) noexcept {
  reservation.left += bytes;
  used_.fetch_add(bytes, std::memory_order_relaxed);
}

void MemoryAccount::cancel(Reservation& reservation) noexcept {
  used_.fetch_sub(reservation.left, std::memory_order_relaxed);
  reservation = {};
}

void MemoryAccount::charge(std::size_t bytes) noexcept {
  live_.fetch_add(bytes, std::memory_order_relaxed);
  Scope* const scope = innermost_;
  if (scope == nullptr || &scope->account_ != this) {
    used_.fetch_add(bytes, std::memory_order_relaxed);
    return;
  }
  scope->live_ += bytes;
  scope->peak_ = std::max(scope->peak_, scope->live_);
  std::size_t promised = 0;
  if (Reservation* const reservation = scope->reservation_) {
    working_.fetch_add(bytes, std::memory_order_relaxed);
    promised = std::min(bytes, reservation->left);
    reservation->left -= promised;
    reservation->taken += promised;
  }
  if (promised < bytes)
    used_.fetch_add(bytes - promised, std::memory_order_relaxed);
}

// What a task frees while it runs goes back to its promise, so that it may allocate as much again.
void MemoryAccount::release(std::size_t bytes) noexcept {
  live_.fetch_sub(bytes, std::memory_order_relaxed);
  std::size_t promised = 0;
  if (Scope* const scope = innermost_; scope != nullptr && &scope->account_ == this) {
    const std::size_t own = std::min(scope->live_, bytes);
    scope->live_ -= own;
    if (Reservation* const reservation = scope->reservation_) {
      working_.fetch_sub(own, std::memory_order_relaxed);
      promised = std::min(bytes, reservation->taken);
      reservation->taken -= promised;
      reservation->left += promised;
    }
  }
  if (promised < bytes)
    used_.fetch_sub(bytes - promised, std::memory_order_relaxed);
}

} // namespace troupe
