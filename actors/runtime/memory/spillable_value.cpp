#include "runtime/memory/spillable_value.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <troupe/block_pool.hpp>

#include "runtime/memory/session_memory.hpp"

namespace troupe {

namespace {

struct HeldBytes {
  std::size_t pooled = 0;
  std::size_t unpooled = 0; ///< What the block pool does not count.
};

/// What a value holds. No recursion: lists may be deep.
HeldBytes held_bytes(const Value& value) {
  HeldBytes held;
  std::vector<const Value*> open{&value};
  while (!open.empty()) {
    const Value& seen = *open.back();
    open.pop_back();
    switch (seen.kind()) {
    case ValueKind::chunk: held.pooled += block_bytes(seen.as_chunk().size_bytes()); break;
    case ValueKind::list:
      held.unpooled += seen.as_list().size_bytes();
      for (const Value& item : seen.as_list())
        open.push_back(&item);
      break;
    case ValueKind::map:
      for (const auto& [name, item] : seen.as_map()) {
        held.unpooled += sizeof(name) + name.capacity() + sizeof(Value);
        open.push_back(&item);
      }
      break;
    default: held.unpooled += seen.size_bytes();
    }
  }
  return held;
}

} // namespace

SpillableValue::SpillableValue(std::shared_ptr<SessionMemory> memory, Value value,
                               std::unique_ptr<const Body> recipe)
    : memory_(std::move(memory)), kind_(value.kind()), recipe_(std::move(recipe)), value_(std::move(value)) {
  const HeldBytes held = held_bytes(value_);
  unpooled_bytes_ = held.unpooled;
  bytes_ = held.pooled + held.unpooled;
  if (kind_ == ValueKind::chunk) {
    dtype_ = value_.as_chunk().dtype();
    shape_ = value_.as_chunk().shape();
  }
}

std::size_t SpillableValue::arrival_bytes() const noexcept {
  if (recipe_ != nullptr)
    return bytes_ + static_cast<std::size_t>(std::max<std::int64_t>(recipe_->workspace_bytes, 0));
  return kind_ == ValueKind::chunk ? bytes_ : bytes_ + block_bytes(bytes_);
}

void SpillableValue::end_use(const UseTime& time) {
  last_use_ = time;
  std::erase(uses_, time);
}

void SpillableValue::end_reference() {
  if (const auto reference = std::ranges::find(uses_, never_used); reference != uses_.end())
    uses_.erase(reference);
}

bool SpillableValue::try_ref() noexcept {
  std::size_t count = references_.load(std::memory_order_relaxed);
  while (count > 0)
    if (references_.compare_exchange_weak(count, count + 1, std::memory_order_relaxed))
      return true;
  return false;
}

SpillableValue::~SpillableValue() { memory_->forget(*this); }

} // namespace troupe
