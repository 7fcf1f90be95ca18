#include <algorithm>
#include <cassert>
#include <cstddef>
#include <functional>
#include <mutex>
#include <span>
#include <utility>

#include "runtime/memory/session_memory.hpp"
#include "runtime/run/run.hpp"

// Which values may leave memory, and which do. How they move: moving_values.cpp.

namespace troupe {

namespace {

/// How far off the next use of a value must be for it to be written, as a multiple of that of one that need only be read
/// again: a write doubles the bytes that are moved, and costs by itself as much as moving a mebibyte.
double cost_of_writing(std::size_t bytes) {
  return 2 + static_cast<double>(1U << 20) / static_cast<double>(bytes);
}

/// Enough to keep up with those that are lent, and few beside what a task costs.
constexpr std::size_t lent_asked_each_time = 32;

} // namespace

// -- when a value is needed

void SessionMemory::add_uses(SpillableValue& value, std::span<const UseTime> times) {
  const std::scoped_lock lock(mutex_);
  delist(value);
  value.uses_.insert(value.uses_.end(), times.begin(), times.end());
  std::ranges::sort(value.uses_, std::greater<>());
  const auto known =
      std::ranges::find_if(value.uses_, [](const UseTime& time) { return time != never_used; });
  value.uses_.erase(std::unique(known, value.uses_.end()), value.uses_.end());
  enlist(value);
}

void SessionMemory::end_use(SpillableValue& value, const UseTime& time) {
  const std::scoped_lock lock(mutex_);
  delist(value);
  value.end_use(time);
  enlist(value);
}

void SessionMemory::end_reference(SpillableValue& value) {
  const std::scoped_lock lock(mutex_);
  delist(value);
  value.end_reference();
  enlist(value);
}

void SessionMemory::add_holder(SpillableValue& value) noexcept {
  const std::scoped_lock lock(mutex_);
  delist(value);
  ++value.holders_;
  enlist(value);
}

void SessionMemory::remove_holder(SpillableValue& value) noexcept {
  const std::scoped_lock lock(mutex_);
  delist(value);
  --value.holders_;
  enlist(value);
}

void SessionMemory::pin(SpillableValue& value) {
  delist(value);
  ++value.pins_;
}

void SessionMemory::unpin(SpillableValue& value) {
  assert(value.pins_ > 0);
  if (--value.pins_ == 0)
    enlist(value);
}

EvictionOrder& SessionMemory::order_of(const SpillableValue& value) noexcept {
  return value.is_stored_ || value.recipe_ != nullptr ? free_to_leave_ : to_be_written_;
}

void SessionMemory::enlist(SpillableValue& value) {
  if (value.is_waiting_ || value.pins_ > 0 || value.cannot_leave_ || value.residence_ != Residence::resident)
    return;
  if (value.is_lent_ && value.value_.is_shared()) {
    lent_.insert(&value);
    return;
  }
  value.is_lent_ = false;
  order_of(value).insert(value, value.next_use());
  value.is_waiting_ = true;
}

void SessionMemory::delist(SpillableValue& value) {
  if (value.is_lent_)
    lent_.erase(&value);
  if (!std::exchange(value.is_waiting_, false))
    return;
  order_of(value).erase(value, value.next_use());
}

/// Looks at so many lent values, others each time, whether they are back.
void SessionMemory::take_back_lent(std::size_t most) {
  for (std::size_t left = std::min(most, lent_.size()); left > 0; --left) {
    auto next = lent_.upper_bound(last_asked_);
    if (next == lent_.end())
      next = lent_.begin();
    SpillableValue& value = **next;
    last_asked_ = &value;
    if (value.value_.is_shared())
      continue;
    lent_.erase(next);
    value.is_lent_ = false;
    enlist(value);
  }
}

// -- leaving

/// Starts as many values on their way as are missing for `task` beside those that leave already.
void SessionMemory::make_room(const Admission& task, Outbox& outbox) { evict_after(task.time, task, outbox); }

/// The same when nothing else helps: any value may leave but those that the task needs. False if none can.
bool SessionMemory::make_any_room(const Admission& task, Outbox& outbox) {
  for (const SpillablePointer& input : task.inputs)
    pin(*input);
  evict_after(UseTime{0, 0, 0}, task, outbox);
  for (const SpillablePointer& input : task.inputs)
    unpin(*input);
  return is_moving();
}

/// Of values that are needed after `time` the one whose leaving costs least for as long as it is away; nullptr if none may.
SpillableValue* SessionMemory::next_to_leave(const UseTime& time) const {
  SpillableValue* const unwritten = free_to_leave_.last_after(time);
  SpillableValue* const written = store_failure_.empty() ? to_be_written_.last_after(time) : nullptr;
  if (unwritten == nullptr || written == nullptr)
    return unwritten != nullptr ? unwritten : written;
  const double nearer = time.distance_to(unwritten->next_use()),
               farther = time.distance_to(written->next_use());
  return farther > nearer * cost_of_writing(written->size_bytes()) ? written : unwritten;
}

void SessionMemory::evict_after(const UseTime& time, const Admission& task, Outbox& outbox) {
  const std::size_t wanted = account_->used_bytes() + bytes_to_admit(task);
  if (wanted <= limit_bytes_)
    return;
  const std::size_t missing = wanted - limit_bytes_;
  const bool in_place = !task.run.has_io_pool();
  take_back_lent(lent_asked_each_time);
  while (leaving_bytes_ + freeing_bytes_ < missing) {
    SpillableValue* value = next_to_leave(time);
    if (value == nullptr) {
      take_back_lent(lent_.size());
      value = next_to_leave(time);
    }
    if (value == nullptr)
      return;
    if (value->try_ref())
      evict(SpillablePointer(value, false), in_place, outbox);
    else
      delist(*value); // whoever had it last is about to free it
  }
}

void SessionMemory::evict(SpillablePointer value, bool in_place, Outbox& outbox) {
  delist(*value);
  if (value->is_stored_ || value->recipe_ != nullptr) {
    meter_.count_dropped(value->bytes_);
    meter_.trace().dropped(value->bytes_);
    depart(*value, value->is_stored_ ? Residence::stored : Residence::absent, outbox);
    outbox.departed.push_back(std::move(value));
    return;
  }
  value->residence_ = Residence::leaving;
  leaving_bytes_ += value->bytes_;
  outbox.moves.push_back({Move::Direction::out, std::move(value), {}, in_place, 0});
}

} // namespace troupe
