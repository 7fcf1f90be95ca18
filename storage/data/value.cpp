#include <array>
#include <bit>
#include <limits>
#include <string>

#include <troupe/error.hpp>
#include <troupe/value.hpp>

#include "data/value_objects.hpp"

namespace troupe {

namespace {

constexpr std::array<std::string_view, 9> kind_names{"null", "boolean", "integer", "real", "text",
                                                     "list", "map",     "chunk",   "user"};

// With its article, for messages.
std::string described(ValueKind kind) {
  switch (kind) {
  case ValueKind::null: return "null";
  case ValueKind::integer: return "an integer";
  case ValueKind::user: return "a user type";
  default: return "a " + std::string(to_string(kind));
  }
}

[[noreturn]] void refuse(const Value& value, ValueKind wanted) {
  throw DTypeError("value: " + to_string(value) + " is " + described(value.kind()) + ", not "
                   + described(wanted));
}

void require(const Value& value, ValueKind wanted) {
  if (value.kind() != wanted)
    refuse(value, wanted);
}

std::size_t saturating_sum(std::size_t left, std::size_t right) {
  return right > std::numeric_limits<std::size_t>::max() - left ? std::numeric_limits<std::size_t>::max()
                                                                : left + right;
}

// Objects of this thread whose last reference is gone while another one is being deleted.
thread_local const ValueObject* waiting = nullptr;
thread_local bool is_releasing = false;

} // namespace

std::string_view to_string(ValueKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

TextObject::TextObject(std::string content) : text(std::move(content)) {}

std::size_t TextObject::size_bytes() const noexcept { return sizeof *this + text.capacity(); }

ListObject::ListObject(std::vector<Value> content) : items(std::move(content)) {
  bytes_ = sizeof *this + items.capacity() * sizeof(Value);
  for (const Value& item : items)
    bytes_ = saturating_sum(bytes_, item.size_bytes());
}

MapObject::MapObject(std::vector<std::pair<std::string, Value>> content) : entries(std::move(content)) {
  bytes_ = sizeof *this + entries.capacity() * sizeof(std::pair<std::string, Value>);
  for (const auto& [name, value] : entries)
    bytes_ = saturating_sum(bytes_, name.capacity() + value.size_bytes());
}

ChunkObject::ChunkObject(Chunk content) : chunk(std::move(content)) {}

std::size_t ChunkObject::size_bytes() const noexcept { return sizeof *this + chunk.size_bytes(); }

Value::Value(std::string value) : Value(ValueKind::text, new TextObject(std::move(value))) {}

Value::Value(Chunk chunk) : Value(ValueKind::chunk, new ChunkObject(std::move(chunk))) {}

Value Value::list(std::vector<Value> items) { return {ValueKind::list, new ListObject(std::move(items))}; }

Value Value::map(std::vector<std::pair<std::string, Value>> entries) {
  return {ValueKind::map, new MapObject(std::move(entries))};
}

Value Value::user(std::unique_ptr<const ValueObject> object) {
  if (object == nullptr)
    throw ValueError("value: a user's object is null");
  return {ValueKind::user, object.release()};
}

bool Value::is_shared() const noexcept {
  return is_object()
         && (payload_.object->references_.load(std::memory_order_acquire) > 1
             || (kind_ == ValueKind::chunk && as_chunk().is_shared()));
}

bool Value::as_bool() const {
  require(*this, ValueKind::boolean);
  return payload_.boolean;
}

std::int64_t Value::as_integer() const {
  require(*this, ValueKind::integer);
  return payload_.integer;
}

double Value::as_real() const {
  switch (kind_) {
  case ValueKind::boolean: return payload_.boolean ? 1.0 : 0.0;
  case ValueKind::integer: return static_cast<double>(payload_.integer);
  default: require(*this, ValueKind::real); return payload_.real;
  }
}

const std::string& Value::as_text() const {
  require(*this, ValueKind::text);
  return static_cast<const TextObject*>(payload_.object)->text;
}

std::span<const Value> Value::as_list() const {
  require(*this, ValueKind::list);
  return static_cast<const ListObject*>(payload_.object)->items;
}

std::span<const std::pair<std::string, Value>> Value::as_map() const {
  require(*this, ValueKind::map);
  return static_cast<const MapObject*>(payload_.object)->entries;
}

const Chunk& Value::as_chunk() const {
  require(*this, ValueKind::chunk);
  return static_cast<const ChunkObject*>(payload_.object)->chunk;
}

// Deleting a list releases its items: they are queued and deleted by the outermost call, one after the other.
void Value::release() noexcept {
  const ValueObject* const object = payload_.object;
  if (object->references_.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  object->next_released_ = waiting;
  waiting = object;
  if (is_releasing)
    return;
  is_releasing = true;
  while (waiting != nullptr) {
    const ValueObject* const next = waiting;
    waiting = next->next_released_;
    delete next;
  }
  is_releasing = false;
}

namespace {

using Pairs = std::vector<std::pair<const Value*, const Value*>>;

// Whether two values of one kind agree, but for the parts, which are appended to `open`.
bool equal_but_for_parts(const Value& left, const Value& right, Pairs& open) {
  switch (left.kind()) {
  case ValueKind::null: return true;
  case ValueKind::boolean: return left.as_bool() == right.as_bool();
  case ValueKind::integer: return left.as_integer() == right.as_integer();
  case ValueKind::real:
    return std::bit_cast<std::uint64_t>(left.as_real()) == std::bit_cast<std::uint64_t>(right.as_real());
  case ValueKind::text: return left.as_text() == right.as_text();
  case ValueKind::chunk: return identical(left.as_chunk(), right.as_chunk());
  case ValueKind::user: return left.find<ValueObject>() == right.find<ValueObject>();
  case ValueKind::list: {
    const auto a = left.as_list(), b = right.as_list();
    for (std::size_t i = 0; i < a.size() && a.size() == b.size(); ++i)
      open.emplace_back(&a[i], &b[i]);
    return a.size() == b.size();
  }
  case ValueKind::map: {
    const auto a = left.as_map(), b = right.as_map();
    for (std::size_t i = 0; i < a.size() && a.size() == b.size(); ++i) {
      if (a[i].first != b[i].first)
        return false;
      open.emplace_back(&a[i].second, &b[i].second);
    }
    return a.size() == b.size();
  }
  }
  return false;
}

// Two values that share their parts need no look inside.
bool share_parts(const Value& left, const Value& right) {
  if (left.kind() == ValueKind::list)
    return left.as_list().data() == right.as_list().data() && left.as_list().size() == right.as_list().size();
  return left.kind() == ValueKind::map && left.as_map().data() == right.as_map().data()
         && left.as_map().size() == right.as_map().size();
}

} // namespace

bool operator==(const Value& left, const Value& right) {
  Pairs open{{&left, &right}};
  while (!open.empty()) {
    const auto [a, b] = open.back();
    open.pop_back();
    if (a->kind() != b->kind())
      return false;
    if (!share_parts(*a, *b) && !equal_but_for_parts(*a, *b, open))
      return false;
  }
  return true;
}

} // namespace troupe
