#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/value.hpp>

namespace troupe {

namespace {

constexpr std::size_t longest_text = 200;

bool is_control(char letter) {
  constexpr unsigned char blank = 0x20, erase = 0x7f;
  const auto code = static_cast<unsigned char>(letter);
  return code < blank || code == erase;
}

// A terminal must not take part of a text for a command.
std::string control(char letter) {
  if (letter == '\n')
    return "\\n";
  constexpr std::string_view digits = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(letter);
  return {'\\', 'x', digits[code / 16], digits[code % 16]};
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char letter : text.substr(0, longest_text)) {
    if (letter == '"' || letter == '\\')
      result += '\\';
    if (is_control(letter))
      result += control(letter);
    else
      result += letter;
  }
  return result + (text.size() > longest_text ? "…\"" : "\"");
}

// Shortest digits that give the number back, with a point so that it does not look like an integer.
std::string real(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  std::string result(digits.data(), end);
  if (std::isfinite(value) && result.find_first_of(".e") == std::string::npos)
    result += ".0";
  return result;
}

std::string simple(const Value& value) {
  switch (value.kind()) {
  case ValueKind::boolean: return value.as_bool() ? "true" : "false";
  case ValueKind::integer: return std::to_string(value.as_integer());
  case ValueKind::real: return real(value.as_real());
  case ValueKind::text: return quoted(value.as_text());
  case ValueKind::chunk:
    return std::string(to_string(value.as_chunk().dtype())) + " " + to_string(value.as_chunk().shape());
  case ValueKind::user: {
    const std::string_view name = value.find<ValueObject>()->type_name();
    return name.empty() ? "user" : std::string(name);
  }
  default: return "null";
  }
}

/// A list or map that is being printed, and the next of its parts.
struct Open {
  const Value* value;
  std::size_t next = 0;
};

bool is_container(const Value& value) {
  return value.kind() == ValueKind::list || value.kind() == ValueKind::map;
}

// Appends what stands before the next part and returns that part; nullptr after the last one.
const Value* next_part(Open& open, std::string& result) {
  const bool is_list = open.value->kind() == ValueKind::list;
  const std::size_t count = is_list ? open.value->as_list().size() : open.value->as_map().size();
  if (open.next == count)
    return nullptr;
  if (open.next > 0)
    result += ", ";
  const std::size_t i = open.next++;
  if (is_list)
    return &open.value->as_list()[i];
  const auto& [name, value] = open.value->as_map()[i];
  result += quoted(name) + ": ";
  return &value;
}

} // namespace

std::string to_string(const Value& value) {
  if (!is_container(value))
    return simple(value);
  const auto bracket = [](const Value& container, const char* pair) {
    return pair[container.kind() == ValueKind::list ? 0 : 1];
  };
  std::string result(1, bracket(value, "[{"));
  std::vector<Open> open{{&value}};
  while (!open.empty()) {
    if (result.size() > longest_text)
      return result + "…";
    const Value* const part = next_part(open.back(), result);
    if (part == nullptr) {
      result += bracket(*open.back().value, "]}");
      open.pop_back();
    } else if (is_container(*part)) {
      result += bracket(*part, "[{");
      open.push_back({part});
    } else {
      result += simple(*part);
    }
  }
  return result;
}

} // namespace troupe
