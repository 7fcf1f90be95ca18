#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <troupe/chunk.hpp>

namespace troupe {

/// Elements written one run after the other while nobody knows how many there will be.
class GrowingElements {
public:
  explicit GrowingElements(std::size_t element_bytes) : element_bytes_(element_bytes) {}

  /// Where up to `count` more elements go, and `selection_slack` bytes behind them.
  std::byte* room(std::size_t count);
  /// Says how many of them were written.
  void grow(std::size_t count);

  std::size_t count() const noexcept { return count_; }
  /// Copies all of them to `to`.
  void copy_to(std::byte* to) const;

private:
  struct Part {
    std::shared_ptr<std::byte[]> memory;
    std::size_t used;     ///< bytes
    std::size_t capacity; ///< bytes
  };

  std::size_t element_bytes_;
  std::size_t count_ = 0;
  std::vector<Part> parts_;
};

} // namespace troupe
