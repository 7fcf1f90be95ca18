#include "datasets/keys.hpp"

#include <array>
#include <charconv>
#include <cstddef>

#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

namespace troupe {

namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t digits = 16;

std::string hexadecimal(std::uint64_t number) {
  std::array<char, digits> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), number, 16);
  const auto length = static_cast<std::size_t>(written.ptr - text.data());
  return std::string(digits - length, '0') + std::string(text.data(), length);
}

/// The bytes of the character at the start of `text`; 0 if it is no UTF-8 or a control character.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0x80)
    return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  unsigned code = first & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80)
      return 0;
    code = code << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::array<unsigned, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  const bool is_control = code >= 0x80 && code < 0xa0;
  if (first < 0xc0 || first > 0xf4 || code < smallest[length] || code > 0x10ffff || is_surrogate
      || is_control)
    return 0;
  return length;
}

} // namespace

void require_dataset_name(const std::string& name) {
  if (name.empty() || name.size() > longest_name)
    throw ValueError("the name of a dataset has 1 to 200 bytes, not " + std::to_string(name.size()));
  for (std::size_t i = 0; i < name.size();) {
    const std::size_t length = character_length(std::string_view(name).substr(i));
    if (length == 0)
      throw ValueError("the name of a dataset is UTF-8 without control characters, but for byte "
                       + std::to_string(i) + " of this one");
    i += length;
  }
}

std::string name_key(const std::string& name) { return std::string(names_prefix) + name; }
std::string pending_key(const std::string& name) { return std::string(pending_prefix) + name; }
std::string chunks_prefix(std::uint64_t id) { return "chunks/" + hexadecimal(id) + "/"; }
std::string chunk_key(std::uint64_t id, std::int64_t number) {
  return chunks_prefix(id) + hexadecimal(static_cast<std::uint64_t>(number));
}

std::int64_t block_number(std::string_view key) {
  std::uint64_t number = 0;
  const std::string_view text = key.substr(key.size() < digits ? 0 : key.size() - digits);
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (code != std::errc() || end != text.data() + text.size() || text.size() != digits)
    throw StoreError("\"" + std::string(key) + "\" is no key of a chunk");
  return static_cast<std::int64_t>(number);
}

} // namespace troupe
