#include <bit>
#include <concepts>
#include <string>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>

#include "codec/format.hpp"
#include "codec/user_codecs.hpp"

namespace troupe {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

/// Where an encoding goes.
class Sink {
public:
  virtual ~Sink() = default;
  virtual void write(std::string_view bytes) = 0;
  virtual void write_elements(std::string_view bytes) = 0; ///< Of a chunk, possibly many.

  void number(std::uint64_t value) { write({reinterpret_cast<const char*>(&value), sizeof value}); }
  void byte(std::uint8_t value) { write({reinterpret_cast<const char*>(&value), sizeof value}); }
  void text(std::string_view value) {
    number(value.size());
    write(value);
  }
};

class StringSink final : public Sink {
public:
  void write(std::string_view bytes) override { result.append(bytes); }
  void write_elements(std::string_view bytes) override { result.append(bytes); }
  std::string result;
};

/// Hashes pieces: what stands between two chunks, and each chunk's elements where they lie.
class HashSink final : public Sink {
public:
  void write(std::string_view bytes) override { pending_.append(bytes); }
  void write_elements(std::string_view bytes) override {
    flush();
    hasher_.add(bytes);
  }
  Digest finish() {
    flush();
    return hasher_.finish();
  }

private:
  void flush() {
    hasher_.add(pending_);
    pending_.clear();
  }
  Hasher hasher_;
  std::string pending_;
};

void write_chunk(const Chunk& chunk, Sink& sink) {
  sink.byte(static_cast<std::uint8_t>(chunk.dtype()));
  sink.number(chunk.rank());
  for (const std::int64_t extent : chunk.shape())
    sink.number(static_cast<std::uint64_t>(extent));
  sink.write_elements({reinterpret_cast<const char*>(chunk.bytes()), chunk.size_bytes()});
}

void write_user(const ValueObject& object, Sink& sink) {
  if (const auto* const unknown = dynamic_cast<const UnknownValue*>(&object)) {
    sink.text(unknown->type_name());
    return sink.text(unknown->bytes());
  }
  const UserCodec* const codec = find_codec(object.type_name());
  if (codec == nullptr) {
    const std::string reason = object.why_no_codec();
    throw KeyError("encode: "
                   + (reason.empty() ? "no codec is registered for the user type \""
                                           + std::string(object.type_name()) + "\""
                                     : reason));
  }
  sink.text(codec->type_name);
  sink.text(codec->encode(object));
}

/// A list or a map of which some parts are written.
struct Open {
  const Value* value;
  std::size_t next = 0;
};

// Writes a value but for the parts of a list or a map, which are left open.
void write_head(const Value& value, Sink& sink, std::vector<Open>& open) {
  sink.byte(static_cast<std::uint8_t>(value.kind()));
  switch (value.kind()) {
  case ValueKind::null: return;
  case ValueKind::boolean: return sink.byte(value.as_bool() ? 1 : 0);
  case ValueKind::integer: return sink.number(static_cast<std::uint64_t>(value.as_integer()));
  case ValueKind::real: return sink.number(std::bit_cast<std::uint64_t>(value.as_real()));
  case ValueKind::text: return sink.text(value.as_text());
  case ValueKind::chunk: return write_chunk(value.as_chunk(), sink);
  case ValueKind::user: return write_user(*value.find<ValueObject>(), sink);
  case ValueKind::list: sink.number(value.as_list().size()); break;
  case ValueKind::map: sink.number(value.as_map().size()); break;
  }
  open.push_back({&value});
}

// Writes what stands before the next part and returns that part; nullptr after the last one.
const Value* next_part(Open& open, Sink& sink) {
  if (open.value->kind() == ValueKind::list) {
    const auto items = open.value->as_list();
    return open.next < items.size() ? &items[open.next++] : nullptr;
  }
  const auto entries = open.value->as_map();
  if (open.next == entries.size())
    return nullptr;
  const auto& [name, value] = entries[open.next++];
  sink.text(name);
  return &value;
}

void write_value(const Value& value, Sink& sink) {
  sink.write(encoding_mark);
  std::vector<Open> open;
  write_head(value, sink, open);
  while (!open.empty()) {
    if (const Value* const part = next_part(open.back(), sink))
      write_head(*part, sink, open);
    else
      open.pop_back();
  }
}

} // namespace

std::string encode(const Value& value) {
  StringSink sink;
  sink.result.reserve(value.kind() == ValueKind::chunk ? value.size_bytes() : 64);
  write_value(value, sink);
  return std::move(sink.result);
}

Digest digest(const Value& value) {
  HashSink sink;
  write_value(value, sink);
  return sink.finish();
}

} // namespace troupe
