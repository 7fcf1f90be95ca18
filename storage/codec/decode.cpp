#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>

#include "codec/format.hpp"
#include "codec/user_codecs.hpp"

namespace troupe {

namespace {

/// A list or a map of which some parts are still to be read.
struct Open {
  ValueKind kind;
  std::uint64_t missing;
  std::vector<Value> items;
  std::vector<std::pair<std::string, Value>> entries;

  void add(Value part) {
    --missing;
    if (kind == ValueKind::list)
      items.push_back(std::move(part));
    else
      entries.back().second = std::move(part);
  }
  Value close() {
    return kind == ValueKind::list ? Value::list(std::move(items)) : Value::map(std::move(entries));
  }
};

class Decoder {
public:
  Decoder(std::string_view bytes, UnknownTypes unknown) : left_(bytes), unknown_(unknown) {}

  Value decode() {
    if (left_.substr(0, encoding_mark.size()) != encoding_mark)
      throw FileError("decode: the bytes do not begin as a value of version 1 does");
    take(encoding_mark.size());
    Value value;
    for (;;) {
      if (read_head(value) && hand_over(value))
        break;
      begin_part(open_.back());
    }
    if (!left_.empty())
      throw FileError("decode: " + std::to_string(left_.size()) + " bytes are left over");
    return value;
  }

private:
  std::string_view take(std::uint64_t count) {
    if (count > left_.size())
      throw FileError("decode: " + std::to_string(count) + " bytes are wanted, "
                      + std::to_string(left_.size()) + " are left");
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::uint8_t byte() { return static_cast<std::uint8_t>(take(1).front()); }
  std::string_view text() { return take(number()); }

  // Reads a value. False if it is a list or a map whose parts follow; then it is the last of `open_`.
  bool read_head(Value& value) {
    const std::uint8_t kind = byte();
    switch (static_cast<ValueKind>(kind)) {
    case ValueKind::null: value = Value(); return true;
    case ValueKind::boolean: value = boolean(); return true;
    case ValueKind::integer: value = static_cast<std::int64_t>(number()); return true;
    case ValueKind::real: value = std::bit_cast<double>(number()); return true;
    case ValueKind::text: value = text(); return true;
    case ValueKind::chunk: value = chunk(); return true;
    case ValueKind::user: value = user(); return true;
    case ValueKind::list: return open_parts(ValueKind::list, value);
    case ValueKind::map: return open_parts(ValueKind::map, value);
    }
    throw FileError("decode: " + std::to_string(kind) + " is not the number of a kind of value");
  }

  bool boolean() {
    const std::uint8_t value = byte();
    if (value > 1)
      throw FileError("decode: " + std::to_string(value) + " is not a boolean");
    return value == 1;
  }

  bool open_parts(ValueKind kind, Value& value) {
    const std::uint64_t count = number();
    // Every part that an open list has promised takes a byte at least.
    if (count > left_.size() || promised_ + count > left_.size())
      throw FileError("decode: a " + std::string(to_string(kind)) + " of " + std::to_string(count)
                      + " parts cannot follow in " + std::to_string(left_.size()) + " bytes");
    Open open{kind, count, {}, {}};
    if (count == 0) {
      value = open.close();
      return true;
    }
    if (kind == ValueKind::list)
      open.items.reserve(count);
    promised_ += count;
    open_.push_back(std::move(open));
    return false;
  }

  void begin_part(Open& open) {
    --promised_;
    if (open.kind == ValueKind::map)
      open.entries.emplace_back(std::string(text()), Value());
  }

  // Puts a complete value where it belongs and closes what it completes. True if that is all; `value` then
  // holds it.
  bool hand_over(Value& value) {
    while (!open_.empty()) {
      open_.back().add(std::move(value));
      if (open_.back().missing > 0)
        return false;
      value = open_.back().close();
      open_.pop_back();
    }
    return true;
  }

  Value chunk() {
    const DType dtype = dtype_from_number(byte());
    const std::uint64_t rank = number();
    if (rank > left_.size() / sizeof(std::int64_t))
      throw FileError("decode: a chunk of rank " + std::to_string(rank) + " cannot follow in "
                      + std::to_string(left_.size()) + " bytes");
    Shape shape(rank);
    for (std::int64_t& extent : shape)
      extent = static_cast<std::int64_t>(number());
    const std::string_view bytes = take(chunk_bytes(dtype, shape));
    if (dtype == DType::boolean && std::ranges::any_of(bytes, [](char bit) { return bit != 0 && bit != 1; }))
      throw FileError("decode: a chunk of bool holds a byte that is neither 0 nor 1");
    auto [result, elements] = Chunk::uninitialised(dtype, std::move(shape));
    std::ranges::copy(bytes, reinterpret_cast<char*>(elements));
    return std::move(result);
  }

  static std::uint64_t chunk_bytes(DType dtype, const Shape& shape) {
    try {
      return static_cast<std::uint64_t>(byte_count(shape, size_of(dtype)));
    } catch (const ShapeError& error) {
      throw FileError(std::string("decode: ") + error.what());
    }
  }

  Value user() {
    const std::string_view name = text();
    const UserCodec* const codec = find_codec(name);
    if (codec != nullptr)
      return codec->decode(text());
    if (unknown_ == UnknownTypes::keep)
      return Value::user(std::make_unique<UnknownValue>(std::string(name), std::string(text())));
    throw UnknownTypeError(std::string(name));
  }

  std::string_view left_;
  const UnknownTypes unknown_;
  std::uint64_t promised_ = 0; ///< Parts of open lists and maps that have not begun.
  std::vector<Open> open_;
};

} // namespace

Value decode(std::string_view bytes, UnknownTypes unknown) { return Decoder(bytes, unknown).decode(); }

} // namespace troupe
