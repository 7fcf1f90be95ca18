#include <array>
#include <charconv>
#include <cmath>
#include <complex>
#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <troupe/dtype.hpp>
#include <troupe/error.hpp>
#include <troupe/json.hpp>

namespace troupe {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd"; // U+FFFD

/// How many bytes from `begin` on are one character of UTF-8; 0 if they are none (RFC 3629, section 4).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xc2 && first < 0xe0 ? 2
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
  if (length == 0 || length > text.size())
    return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0U) != 0x80)
      return 0;
  const bool is_overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool is_surrogate = first == 0xed && byte(1) >= 0xa0;
  const bool is_too_large = first == 0xf4 && byte(1) >= 0x90;
  return is_overlong || is_surrogate || is_too_large ? 0 : length;
}

void append_control(std::string& out, char control) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto code = static_cast<std::uint8_t>(control);
  (out += "\\u00") += {digits[code >> 4], digits[code & 15U]};
}

void append_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const char first = text.front();
    if (length == 0)
      out += replacement;
    else if (first == '"' || first == '\\')
      (out += '\\') += first;
    else if (static_cast<std::uint8_t>(first) < 0x20 || first == 0x7f)
      append_control(out, first);
    else
      out += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

template <std::floating_point T>
void append_number(std::string& out, T value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
  } else {
    std::array<char, 32> digits{};
    const std::string_view text(digits.data(),
                                std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
    out += text;
    if (text.find_first_of(".e") == std::string_view::npos)
      out += ".0"; // or it would come back as an integer
  }
}
template <std::integral T>
void append_number(std::string& out, T value) {
  if constexpr (std::same_as<T, bool>)
    out += value ? "true" : "false";
  else
    out += std::to_string(value);
}
template <std::floating_point T>
void append_number(std::string& out, const std::complex<T>& value) {
  out += '[';
  append_number(out, value.real());
  out += ", ";
  append_number(out, value.imag());
  out += ']';
}

void append_chunk(std::string& out, const Chunk& chunk) {
  out += "{\"dtype\": ";
  append_text(out, to_string(chunk.dtype()));
  out += ", \"shape\": [";
  for (std::size_t axis = 0; axis < chunk.rank(); ++axis)
    (out += axis == 0 ? "" : ", ") += std::to_string(chunk.shape()[axis]);
  out += "], \"data\": [";
  visit_dtype(chunk.dtype(), [&]<class T>(std::type_identity<T>) {
    bool is_first = true;
    for (const T& element : chunk.values<T>()) {
      out += is_first ? "" : ", ";
      is_first = false;
      append_number(out, element);
    }
  });
  out += "]}";
}

/// A list or map that is being written, and the next of its parts.
struct Open {
  const Value* value;
  std::size_t next = 0;
};

/// Writes what stands before the next part and returns that part; nullptr after the last one.
const Value* next_part(Open& open, std::string& out) {
  const bool is_list = open.value->kind() == ValueKind::list;
  const std::size_t count = is_list ? open.value->as_list().size() : open.value->as_map().size();
  if (open.next == count) {
    out += is_list ? ']' : '}';
    return nullptr;
  }
  out += open.next > 0 ? ", " : "";
  const std::size_t i = open.next++;
  if (is_list)
    return &open.value->as_list()[i];
  append_text(out, open.value->as_map()[i].first);
  out += ": ";
  return &open.value->as_map()[i].second;
}

/// Writes a value but for the parts of a list or a map, which are left open.
void append_head(const Value& value, std::string& out, std::vector<Open>& open) {
  switch (value.kind()) {
  case ValueKind::null: out += "null"; return;
  case ValueKind::boolean: return append_number(out, value.as_bool());
  case ValueKind::integer: return append_number(out, value.as_integer());
  case ValueKind::real: return append_number(out, value.as_real());
  case ValueKind::text: return append_text(out, value.as_text());
  case ValueKind::chunk: return append_chunk(out, value.as_chunk());
  case ValueKind::user:
    throw ValueError("a value of the user's type \"" + std::string(value.find<ValueObject>()->type_name())
                     + "\" cannot be written as JSON");
  case ValueKind::list: out += '['; break;
  case ValueKind::map: out += '{'; break;
  }
  open.push_back({&value});
}

} // namespace

std::string json_text(std::string_view text) {
  std::string out;
  append_text(out, text);
  return out;
}

std::string to_json(const Value& value) {
  std::string out;
  std::vector<Open> open;
  append_head(value, out, open);
  while (!open.empty()) {
    if (const Value* const part = next_part(open.back(), out))
      append_head(*part, out, open);
    else
      open.pop_back();
  }
  return out;
}

} // namespace troupe
