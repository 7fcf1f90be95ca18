#include "formats/npy_header.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/names.hpp>

namespace troupe {

namespace {

/// Reads the few things that a header's dict is made of.
class DictReader {
public:
  explicit DictReader(std::string_view text) : text_(text) {}

  bool skip(std::string_view token) {
    skip_spaces();
    if (!text_.substr(at_).starts_with(token))
      return false;
    at_ += token.size();
    return true;
  }

  void expect(std::string_view token) {
    if (!skip(token))
      fail("\"" + std::string(token) + "\" is expected");
  }

  bool at_end() {
    skip_spaces();
    return at_ == text_.size();
  }

  std::string read_string() {
    const char quote = peek();
    if (quote != '\'' && quote != '"')
      fail("a string is expected");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos)
      fail("a string does not end");
    const std::string_view content = text_.substr(at_ + 1, end - at_ - 1);
    if (content.find('\\') != std::string_view::npos)
      fail("a string has an escape");
    at_ = end + 1;
    return std::string(content);
  }

  bool read_bool() {
    if (skip("True"))
      return true;
    if (skip("False"))
      return false;
    fail("True or False is expected");
  }

  Shape read_shape() {
    Shape shape;
    expect("(");
    while (!skip(")")) {
      shape.push_back(read_extent());
      if (shape.size() > 1 && skip(")")) // one in parentheses without a comma is no tuple
        return shape;
      expect(",");
    }
    return shape;
  }

  char peek() {
    skip_spaces();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw FileError("has a damaged header: " + what + " at character " + std::to_string(at_));
  }

private:
  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t'))
      ++at_;
  }

  std::int64_t read_extent() {
    skip_spaces();
    std::int64_t extent = 0;
    const auto [end, code] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), extent);
    if (code != std::errc() || extent < 0)
      fail("a length is expected");
    at_ = static_cast<std::size_t>(end - text_.data());
    skip("L"); // Python 2's long integers
    return extent;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

struct TypeName {
  std::string_view name;
  DType dtype;
};

constexpr std::size_t most_axes = 64;
constexpr std::array<TypeName, dtype_count> type_names{{
    {"b1", DType::boolean},
    {"i1", DType::int8},
    {"i2", DType::int16},
    {"i4", DType::int32},
    {"i8", DType::int64},
    {"u1", DType::uint8},
    {"u2", DType::uint16},
    {"u4", DType::uint32},
    {"u8", DType::uint64},
    {"f4", DType::float32},
    {"f8", DType::float64},
    {"c8", DType::complex64},
    {"c16", DType::complex128},
}};

std::string descr_of(DType dtype) {
  const auto* const known = std::ranges::find(type_names, dtype, &TypeName::dtype);
  return (size_of(dtype) == 1 ? "|" : "<") + std::string(known->name);
}

std::string tuple_of(const Shape& shape) {
  return "(" + joined(shape, [](std::int64_t extent) { return std::to_string(extent); })
         + (shape.size() == 1 ? ",)" : ")");
}

} // namespace

NpyHeader parse_npy_header(std::string_view text) {
  DictReader reader(text);
  NpyHeader header;
  bool has_descr = false, has_order = false, has_shape = false;
  const auto once = [&](bool& has, const std::string& key) {
    if (std::exchange(has, true))
      reader.fail("\"" + key + "\" stands there twice");
  };
  reader.expect("{");
  while (!reader.skip("}")) {
    const std::string key = reader.read_string();
    reader.expect(":");
    if (key == "descr") {
      once(has_descr, key);
      if (reader.peek() == '[')
        throw FileError("holds records (a structured dtype), not numbers");
      header.descr = reader.read_string();
    } else if (key == "fortran_order") {
      once(has_order, key);
      header.is_fortran_order = reader.read_bool();
    } else if (key == "shape") {
      once(has_shape, key);
      header.shape = reader.read_shape();
      if (header.shape.size() > most_axes)
        throw FileError("has " + std::to_string(header.shape.size()) + " axes, more than NumPy's "
                        + std::to_string(most_axes));
    } else {
      reader.fail("\"" + key + "\" is no key of it");
    }
    if (!reader.skip(",") && reader.peek() != '}')
      reader.fail("\",\" is expected");
  }
  if (!has_descr || !has_order || !has_shape)
    reader.fail("descr, fortran_order or shape is missing");
  if (!reader.at_end())
    reader.fail("there is more than a dict");
  return header;
}

NpyType npy_type(std::string_view descr) {
  const bool has_order = !descr.empty() && std::string_view("<>|=").find(descr[0]) != std::string_view::npos;
  const std::string_view name = descr.substr(has_order ? 1 : 0);
  const auto* const known = std::ranges::find(type_names, name, &TypeName::name);
  if (known != type_names.end())
    return {known->dtype, descr[0] == '>' && size_of(known->dtype) > 1};
  const char kind = name.empty() ? '\0' : name[0];
  const auto shown = [&] { return "\"" + std::string(descr) + "\""; };
  if (kind == 'O')
    throw FileError("holds Python objects, not numbers");
  if (kind == 'V')
    throw FileError("holds records (" + shown() + "), not numbers");
  if (kind == 'f' || kind == 'c')
    throw DTypeError("holds floats of a size there is no dtype for, " + shown());
  if (kind == 'S' || kind == 'U' || kind == 'a')
    throw DTypeError("holds text (" + shown() + "), not numbers");
  if (kind == 'M' || kind == 'm')
    throw DTypeError("holds times (" + shown() + "), not numbers");
  throw FileError("has elements of an unknown type, " + shown());
}

std::string npy_header(DType dtype, const Shape& shape) {
  constexpr std::size_t alignment = 64, longest_of_version_1 = 65535;
  // NumPy leaves room for the first extent to grow to 21 digits (`GROWTH_AXIS_MAX_DIGITS`).
  constexpr std::size_t grown_digits = 21;
  std::string dict =
      "{'descr': '" + descr_of(dtype) + "', 'fortran_order': False, 'shape': " + tuple_of(shape) + ", }";
  if (!shape.empty())
    dict.append(grown_digits - std::to_string(shape[0]).size(), ' ');
  // Where a multiple is met already, NumPy adds a whole one.
  const auto length_with = [&](std::size_t before) {
    return (before + dict.size() + 1) / alignment * alignment + alignment - before;
  };
  std::string header("\x93NUMPY", 6);
  const bool is_short = length_with(10) <= longest_of_version_1;
  const std::size_t length = length_with(is_short ? 10 : 12);
  header += {is_short ? '\x01' : '\x02', '\0'};
  for (std::size_t byte = 0; byte < (is_short ? 2U : 4U); ++byte)
    header += static_cast<char>(length >> (8 * byte) & 0xff);
  dict.resize(length - 1, ' ');
  return header + dict + '\n';
}

} // namespace troupe
