#pragma once

#include <cstddef>
#include <limits>

namespace troupe {

/// Decides whether a task may start: asked before every start. Without a memory limit it is open.
class ByteGate {
public:
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  explicit ByteGate(std::size_t limit_bytes = unlimited) noexcept : limit_bytes_(limit_bytes) {}

  /// Whether a task that needs this much more memory may start while `live_bytes` are in use.
  bool admits(std::size_t live_bytes, std::size_t needed_bytes) const noexcept {
    return limit_bytes_ == unlimited
           || (live_bytes <= limit_bytes_ && needed_bytes <= limit_bytes_ - live_bytes);
  }

  bool is_open() const noexcept { return limit_bytes_ == unlimited; }

private:
  std::size_t limit_bytes_;
};

} // namespace troupe
