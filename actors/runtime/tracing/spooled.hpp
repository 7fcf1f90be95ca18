#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

#include "runtime/tracing/trace_spool.hpp"

namespace troupe {

/// Plain events in the order in which they came; beyond some MiB they wait in the spool's file.
template <class T>
requires std::is_trivially_copyable_v<T>
class Spooled {
public:
  explicit Spooled(TraceSpool& spool) : spool_(&spool) {}

  /// An event for which there is no memory is left out.
  void add(const T& event) noexcept {
    try {
      if (events_.size() == most_kept) {
        places_.push_back(spool_->write(std::as_bytes(std::span(events_))));
        events_.clear();
      }
      events_.push_back(event);
    } catch (const std::bad_alloc&) {
      ++lost_;
    }
  }
  std::uint64_t lost() const noexcept { return lost_; }

  /// \throws FileError if what is in the file cannot be read, or could not be written.
  template <class Take>
  void for_each(const Take& take) const {
    std::vector<T> back(places_.empty() ? 0 : most_kept);
    for (const std::uint64_t place : places_) {
      spool_->read(std::as_writable_bytes(std::span(back)), place);
      for (const T& event : back)
        take(event);
    }
    for (const T& event : events_)
      take(event);
  }

private:
  static constexpr std::size_t most_kept = std::size_t{1} << 17;

  TraceSpool* spool_;
  std::vector<T> events_;
  std::vector<std::uint64_t> places_; ///< Of `most_kept` events each.
  std::uint64_t lost_ = 0;
};

} // namespace troupe
