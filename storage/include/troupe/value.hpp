#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/chunk.hpp>

namespace troupe {

/// What a value is. The numbers are part of the encoded format: append, never renumber.
enum class ValueKind : std::uint8_t { null, boolean, integer, real, text, list, map, chunk, user };

std::string_view to_string(ValueKind kind);

/// The shared part of a value that does not fit into a word: immutable, reference-counted.
class ValueObject {
public:
  ValueObject(const ValueObject&) = delete;
  ValueObject& operator=(const ValueObject&) = delete;
  virtual ~ValueObject() = default;

  /// Memory held, in bytes, elements of chunks and of lists included.
  virtual std::size_t size_bytes() const noexcept = 0;
  /// The name a user type was registered under; empty for the built-in kinds.
  virtual std::string_view type_name() const noexcept { return {}; }
  /// Of a type without a registered codec, what to do about it, for errors; empty: its name says it all.
  virtual std::string why_no_codec() const { return {}; }

protected:
  ValueObject() = default;

private:
  friend class Value;
  mutable std::atomic<std::uint32_t> references_{1};
  mutable const ValueObject* next_released_ = nullptr; ///< The next object that waits to be deleted.
};

/// What a task yields and a task takes: null, a bool, an integer, a real, a text, a list or a map of values,
/// a chunk, or a user's type.
///
/// Two words; immutable; copying shares. Small kinds live in the word itself and allocate nothing. Lists of
/// any depth are released without recursion.
class Value {
public:
  Value() noexcept = default; ///< null
  // NOLINTBEGIN(google-explicit-constructor): a list of literals is to read like one
  Value(bool value) noexcept : kind_(ValueKind::boolean) { payload_.boolean = value; }
  template <std::integral T>
  requires(!std::same_as<T, bool>) Value(T value)
  noexcept : kind_(ValueKind::integer) { payload_.integer = static_cast<std::int64_t>(value); }
  Value(double value) noexcept : kind_(ValueKind::real) { payload_.real = value; }
  Value(std::string value);
  Value(std::string_view value) : Value(std::string(value)) {}
  Value(const char* value) : Value(std::string(value)) {}
  Value(Chunk chunk);
  // NOLINTEND(google-explicit-constructor)

  static Value list(std::vector<Value> items);
  /// Entries in the given order.
  static Value map(std::vector<std::pair<std::string, Value>> entries);
  /// A value of a user's type; `object` must derive from ValueObject and say its `type_name()`.
  static Value user(std::unique_ptr<const ValueObject> object);

  Value(const Value& other) noexcept : kind_(other.kind_), payload_(other.payload_) { retain(); }
  Value(Value&& other) noexcept
      : kind_(std::exchange(other.kind_, ValueKind::null)), payload_(other.payload_) {}
  Value& operator=(Value other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(payload_, other.payload_);
    return *this;
  }
  ~Value() {
    if (is_object())
      release();
  }

  ValueKind kind() const noexcept { return kind_; }
  bool is_null() const noexcept { return kind_ == ValueKind::null; }

  // Each throws DTypeError "… is a text, not an integer" when the value is of another kind.
  bool as_bool() const;
  std::int64_t as_integer() const;
  double as_real() const; ///< Integers and bools are converted.
  const std::string& as_text() const;
  std::span<const Value> as_list() const;
  std::span<const std::pair<std::string, Value>> as_map() const;
  const Chunk& as_chunk() const;

  /// The user object if this value holds a `T`, else nullptr.
  template <std::derived_from<ValueObject> T>
  const T* find() const noexcept {
    return kind_ == ValueKind::user ? dynamic_cast<const T*>(payload_.object) : nullptr;
  }

  /// Memory held, in bytes; 0 for what fits in a word.
  std::size_t size_bytes() const noexcept { return is_object() ? payload_.object->size_bytes() : 0; }

  /// Whether somebody else has the same object, or of a chunk its elements. Items of lists and maps are not looked at. Of a
  /// value that nobody can copy at the time, false stays false.
  bool is_shared() const noexcept;

private:
  union Payload {
    bool boolean;
    std::int64_t integer;
    double real;
    const ValueObject* object;
  };

  Value(ValueKind kind, const ValueObject* object) noexcept : kind_(kind) { payload_.object = object; }
  bool is_object() const noexcept { return kind_ >= ValueKind::text; }
  void retain() const noexcept {
    if (is_object())
      payload_.object->references_.fetch_add(1, std::memory_order_relaxed);
  }
  void release() noexcept;

  ValueKind kind_ = ValueKind::null;
  Payload payload_{};
};

/// Equal kinds and contents; reals by their bits, so NaN equals itself and 0.0 differs from -0.0; chunks by
/// `identical`; user objects by address.
bool operator==(const Value& left, const Value& right);

/// A short text for people: `3`, `"abc"`, `[1, 2]`, `float64 (3, 4)`.
std::string to_string(const Value& value);

} // namespace troupe
