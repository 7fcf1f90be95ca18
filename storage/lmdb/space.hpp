#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

namespace troupe {

/// The bytes of live values, committed and on their way, under a quota.
class Space {
public:
  Space(std::uint64_t quota, std::uint64_t live, std::uint64_t values)
      : quota_(quota), live_(live), values_(values) {}

  /// Room for so many bytes; false if the quota does not leave it.
  bool reserve(std::uint64_t bytes) {
    const std::scoped_lock lock(mutex_);
    const std::uint64_t taken = live_ + reserved_;
    if (taken > quota_ || bytes > quota_ - taken)
      return false;
    reserved_ += bytes;
    return true;
  }
  void release(std::uint64_t bytes) {
    const std::scoped_lock lock(mutex_);
    reserved_ -= bytes;
  }
  void committed(std::uint64_t added, std::uint64_t removed, std::uint64_t values) {
    const std::scoped_lock lock(mutex_);
    live_ += added;
    live_ -= removed;
    values_ = values;
  }

  std::uint64_t quota() const noexcept { return quota_; }
  std::uint64_t taken() const {
    const std::scoped_lock lock(mutex_);
    return live_ + reserved_;
  }
  std::uint64_t live() const {
    const std::scoped_lock lock(mutex_);
    return live_;
  }
  std::uint64_t values() const {
    const std::scoped_lock lock(mutex_);
    return values_;
  }

private:
  const std::uint64_t quota_;
  mutable std::mutex mutex_;
  std::uint64_t live_;
  std::uint64_t values_;
  std::uint64_t reserved_ = 0;
};

} // namespace troupe
