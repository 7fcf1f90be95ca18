#include "runtime/memory/spillable_value.hpp"

#include <utility>

#include <troupe/block_pool.hpp>

#include "runtime/memory/session_memory.hpp"

namespace troupe {

namespace {

/// What a value holds outside the block pool. No recursion: lists may be deep.
std::size_t unpooled_bytes(const Value& value) {
  std::size_t bytes = 0;
  std::vector<const Value*> open{&value};
  while (!open.empty()) {
    const Value& seen = *open.back();
    open.pop_back();
    switch (seen.kind()) {
    case ValueKind::chunk: break;
    case ValueKind::list:
      bytes += seen.as_list().size_bytes();
      for (const Value& item : seen.as_list())
        open.push_back(&item);
      break;
    case ValueKind::map:
      for (const auto& [name, item] : seen.as_map()) {
        bytes += sizeof(name) + name.capacity() + sizeof(Value);
        open.push_back(&item);
      }
      break;
    default: bytes += seen.size_bytes();
    }
  }
  return bytes;
}

} // namespace

SpillableValue::SpillableValue(std::shared_ptr<SessionMemory> memory, Value value,
                               std::unique_ptr<const Body> recipe)
    : memory_(std::move(memory)), kind_(value.kind()), recipe_(std::move(recipe)), value_(std::move(value)) {
  if (kind_ == ValueKind::chunk) {
    dtype_ = value_.as_chunk().dtype();
    shape_ = value_.as_chunk().shape();
    bytes_ = block_bytes(value_.as_chunk().size_bytes());
  } else {
    unpooled_bytes_ = unpooled_bytes(value_);
    bytes_ = value_.size_bytes();
  }
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
