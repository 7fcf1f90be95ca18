#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace troupe {

/// A value that copies share until one of them is going to change it. Copies may be in the hands of different threads: who
/// finds itself alone has seen all that the others did, which `shared_ptr::use_count` does not promise.
template <class T>
class CopyOnWrite {
public:
  CopyOnWrite() : shared_(new Shared) {}
  CopyOnWrite(const CopyOnWrite& other) noexcept : shared_(other.shared_) {
    shared_->holders.fetch_add(1, std::memory_order_relaxed);
  }
  CopyOnWrite& operator=(CopyOnWrite other) noexcept {
    std::swap(shared_, other.shared_);
    return *this;
  }
  ~CopyOnWrite() {
    if (shared_->holders.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete shared_;
  }

  const T& operator*() const noexcept { return shared_->value; }
  const T* operator->() const noexcept { return &shared_->value; }
  /// The value, to be changed: copied if others hold it. What was read from it before may be gone then.
  T& own() {
    if (shared_->holders.load(std::memory_order_acquire) > 1)
      *this = CopyOnWrite(new Shared{.value = shared_->value});
    return shared_->value;
  }

private:
  struct Shared {
    T value{};
    std::atomic<std::uint32_t> holders{1};
  };
  explicit CopyOnWrite(Shared* shared) noexcept : shared_(shared) {}

  Shared* shared_; ///< Never null.
};

} // namespace troupe
