#include "runtime/task/value_reference.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <troupe/error.hpp>

#include "runtime/memory/session_memory.hpp"

namespace troupe {

namespace {

void require_chunk(const ValueReference& reference) {
  if (reference.kind() != ValueKind::chunk)
    throw DTypeError("reference: refers to a " + std::string(to_string(reference.kind()))
                     + ", not to a chunk");
}

/// A reference that keeps its value alive.
class HeldReference final : public ValueReference {
public:
  explicit HeldReference(Value held) : value(std::move(held)) {}

  std::size_t size_bytes() const noexcept override { return value.size_bytes(); }
  std::string_view type_name() const noexcept override { return "troupe.value_reference"; }
  ValueKind kind() const noexcept override { return value.kind(); }
  DType dtype() const override { return chunk().dtype(); }
  const Shape& shape() const override { return chunk().shape(); }

  const Value value;

private:
  const Chunk& chunk() const {
    require_chunk(*this);
    return value.as_chunk();
  }
};

/// One to a value that may leave memory.
class SpillableReference final : public ValueReference {
public:
  explicit SpillableReference(SpillableValue& value) : held(&value) { value.memory().add_holder(value); }
  ~SpillableReference() override { let_go(); }
  SpillableReference(const SpillableReference&) = delete;
  SpillableReference& operator=(const SpillableReference&) = delete;

  std::size_t size_bytes() const noexcept override { return held->size_bytes(); }
  std::string_view type_name() const noexcept override { return "troupe.value_reference"; }
  ValueKind kind() const noexcept override { return held->kind(); }
  DType dtype() const override {
    require_chunk(*this);
    return held->dtype();
  }
  const Shape& shape() const override {
    require_chunk(*this);
    return held->shape();
  }

  void let_go() const noexcept {
    if (held != nullptr)
      held->memory().remove_holder(*held);
    held.reset();
  }

  mutable SpillablePointer held; ///< Until `let_go`.
};

bool is_reference(const Value& value) { return value.find<ValueReference>() != nullptr; }

using Entries = std::vector<std::pair<std::string, Value>>;

/// A container that is being rebuilt with other leaves.
struct Level {
  const Value* source;
  std::size_t next = 0;
  std::vector<Value> items;

  std::size_t size() const {
    return source->kind() == ValueKind::list ? source->as_list().size() : source->as_map().size();
  }
  const Value& item(std::size_t i) const {
    return source->kind() == ValueKind::list ? source->as_list()[i] : source->as_map()[i].second;
  }
  Value finish() {
    if (source->kind() == ValueKind::list)
      return Value::list(std::move(items));
    Entries entries;
    entries.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i)
      entries.emplace_back(source->as_map()[i].first, std::move(items[i]));
    return Value::map(std::move(entries));
  }
};

/// The value with `change` applied to everything that is not a container to go into. No recursion: values may
/// be deep.
template <class IsContainer, class Change>
Value rebuild(const Value& value, const IsContainer& is_container, const Change& change) {
  if (!is_container(value))
    return change(value);
  std::vector<Level> levels;
  levels.push_back({&value, 0, {}});
  while (true) {
    Level& level = levels.back();
    if (level.next < level.size()) {
      const Value& item = level.item(level.next++);
      if (is_container(item))
        levels.push_back({&item, 0, {}});
      else
        level.items.push_back(change(item));
      continue;
    }
    Value finished = level.finish();
    levels.pop_back();
    if (levels.empty())
      return finished;
    levels.back().items.push_back(std::move(finished));
  }
}

bool is_list(const Value& value) { return value.kind() == ValueKind::list; }
bool is_list_or_map(const Value& value) { return is_list(value) || value.kind() == ValueKind::map; }

/// Calls `visit` for the value and all that is in it, until that returns true. \returns whether it did.
template <class Visit>
bool any_within(const Value& value, const Visit& visit) {
  std::vector<const Value*> open{&value};
  while (!open.empty()) {
    const Value& seen = *open.back();
    open.pop_back();
    if (visit(seen))
      return true;
    if (seen.kind() == ValueKind::list)
      for (const Value& item : seen.as_list())
        open.push_back(&item);
    else if (seen.kind() == ValueKind::map)
      for (const auto& [name, item] : seen.as_map())
        open.push_back(&item);
  }
  return false;
}

} // namespace

Value refer_to(const Value& value) {
  return rebuild(value, is_list, [](const Value& item) {
    if (SpillableValue* const spillable = spillable_of(item))
      return refer_to(*spillable); // one of its own, which may be let go of
    const bool stays = is_reference(item) || item.kind() == ValueKind::text;
    return stays ? item : Value::user(std::make_unique<const HeldReference>(item));
  });
}

Value refer_to(SpillableValue& value) {
  return Value::user(std::make_unique<const SpillableReference>(value));
}

SpillableValue* spillable_of(const Value& value) noexcept {
  const auto* reference = value.find<SpillableReference>();
  return reference != nullptr ? reference->held.get() : nullptr;
}

std::vector<SpillableValue*> spillables_in(const Value& value) {
  std::vector<SpillableValue*> found;
  if (value.kind() < ValueKind::list)
    return found;
  any_within(value, [&](const Value& seen) {
    if (SpillableValue* const spillable = spillable_of(seen))
      found.push_back(spillable);
    return false;
  });
  return found;
}

void let_go_of(const Value& reference) noexcept {
  if (const auto* spillable = reference.find<SpillableReference>())
    spillable->let_go();
}

Value referred(const Value& value) {
  if (SpillableValue* const spillable = spillable_of(value))
    return spillable->memory().take_out(*spillable);
  const auto* reference = value.find<HeldReference>();
  return reference != nullptr ? reference->value : value;
}

Value dereference(const Value& value) {
  if (!is_list_or_map(value))
    return referred(value);
  if (!any_within(value, is_reference))
    return value;
  return rebuild(value, is_list_or_map, [](const Value& item) { return referred(item); });
}

} // namespace troupe
