#include "runtime/tracing/task_entries.hpp"

#include <cassert>
#include <utility>

namespace troupe {

namespace {

std::uint64_t take(const std::byte*& place, std::size_t size) noexcept {
  std::uint64_t bits = 0;
  std::memcpy(&bits, place, size);
  place += size;
  return bits;
}

} // namespace

std::span<const TaskSpan> TaskEntryReader::read(const std::byte*& place) noexcept {
  const auto first = static_cast<unsigned>(*place);
  const unsigned form = first & ((1U << TaskEntry::form_bits) - 1);
  if (form == TaskEntry::look_form)
    return share(take(place, sizeof(std::uint32_t)) >> TaskEntry::form_bits);
  if (form == TaskEntry::number_form) {
    ++place;
    return read_number(static_cast<TaskEntry::Number>(first >> TaskEntry::form_bits),
                       take(place, sizeof(std::uint64_t)));
  }
  const auto zigzag = static_cast<std::uint32_t>(take(place, form + 1) >> TaskEntry::form_bits);
  last_task_ += zigzag >> 1 ^ (0U - (zigzag & 1U));
  assert(untimed_ < spans_.size());
  spans_[untimed_++] = {TaskSpan::Kind::finished, last_task_, network_, 0, 0, 0};
  return {};
}

std::span<const TaskSpan> TaskEntryReader::read_number(TaskEntry::Number kind,
                                                       std::uint64_t number) noexcept {
  const auto last = [&]() -> TaskSpan& {
    assert(untimed_ > 0);
    return spans_[untimed_ - 1];
  };
  switch (kind) {
  case TaskEntry::Number::time: {
    // Of what was before nobody looked at the end.
    const std::span<const TaskSpan> left = share(0);
    now_ = number;
    return left;
  }
  case TaskEntry::Number::ticks: return share(number);
  case TaskEntry::Number::network: network_ = static_cast<std::uint32_t>(number); break;
  case TaskEntry::Number::detail: last().detail = number; break;
  case TaskEntry::Number::yielded:
    last().kind = TaskSpan::Kind::yielded;
    last().detail = number;
    break;
  case TaskEntry::Number::failed: last().kind = TaskSpan::Kind::failed; break;
  }
  return {};
}

std::span<const TaskSpan> TaskEntryReader::share(std::uint64_t ticks) noexcept {
  const std::span<TaskSpan> spans(spans_.data(), std::exchange(untimed_, 0));
  for (std::size_t i = 0; i < spans.size(); ++i) {
    spans[i].begin = now_ + ticks * i / spans.size();
    spans[i].end = now_ + ticks * (i + 1) / spans.size();
  }
  now_ += ticks;
  return spans;
}

} // namespace troupe
