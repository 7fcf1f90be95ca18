#include "formats/netcdf_classic.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <troupe/error.hpp>

// All numbers are big-endian. COUNT has 4 bytes, 8 in CDF-5; OFFSET has 4 bytes, 8 in CDF-2 and CDF-5.
//
//   header     = "CDF" version records dimensions attributes variables
//   records    = COUNT                              all ones: streaming, the file's size tells
//   dimensions = tag=10 COUNT (name COUNT)*         an extent of 0 is the record dimension
//   attributes = tag=12 COUNT (name type COUNT values)*
//   variables  = tag=11 COUNT (name COUNT dimension* attributes type size begin)*
//   name       = COUNT bytes, padded to 4           values are padded likewise; an absent list has tag and
//   count 0

namespace troupe {

namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

std::uint64_t saturating_product(std::uint64_t left, std::uint64_t right) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(left, right, &product) ? most : product;
}

std::uint64_t saturating_sum(std::uint64_t left, std::uint64_t right) {
  return right > most - left ? most : left + right;
}

std::uint64_t padded(std::uint64_t bytes) { return saturating_sum(bytes, 3) / 4 * 4; }

struct ClassicVariable {
  std::uint64_t begin = 0;
  std::uint64_t bytes = 0; ///< All elements, or those of one record.
  bool has_records = false;
};

class HeaderReader {
public:
  explicit HeaderReader(const std::filesystem::path& file) : file_(file), in_(file, std::ios::binary) {}

  /// The version of the classic format, 0 for any other file.
  int version() {
    std::array<char, 4> magic{};
    in_.read(magic.data(), magic.size());
    if (!in_ || std::string_view(magic.data(), 3) != "CDF")
      return 0;
    version_ = static_cast<unsigned char>(magic[3]);
    return version_ == 1 || version_ == 2 || version_ == 5 ? version_ : 0;
  }

  std::uint64_t size_bytes() {
    const std::uint64_t records = count();
    if (records == (version_ == 5 ? most : 0xffffffff))
      return 0;
    read_dimensions();
    skip_attributes();
    return size_bytes(read_variables(), records);
  }

private:
  [[noreturn]] void fail() const {
    throw FileError("netcdf: " + file_.string() + " is truncated or malformed: its header does not end");
  }

  std::uint64_t number(int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i)
      value = value << 8 | static_cast<std::uint8_t>(in_.get());
    if (!in_)
      fail();
    return value;
  }
  std::uint64_t count() { return number(version_ == 5 ? 8 : 4); }
  std::uint64_t offset() { return number(version_ == 1 ? 4 : 8); }

  void skip(std::uint64_t bytes) {
    if (bytes > static_cast<std::uint64_t>(std::numeric_limits<std::streamoff>::max())
        || !in_.seekg(static_cast<std::streamoff>(bytes), std::ios::cur))
      fail();
  }
  void skip_name() { skip(padded(count())); }

  // The number of entries of a list.
  std::uint64_t list(std::uint64_t tag) {
    const std::uint64_t found = number(4), entries = count();
    if (found != tag && !(found == 0 && entries == 0))
      fail();
    return entries;
  }

  std::uint64_t type_bytes() {
    constexpr std::array<std::uint64_t, 12> sizes{0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8};
    const std::uint64_t type = number(4);
    if (type == 0 || type >= sizes.size())
      fail();
    return sizes[type];
  }

  void read_dimensions() {
    for (std::uint64_t left = list(10); left > 0; --left) {
      skip_name();
      extents_.push_back(count());
    }
  }

  void skip_attributes() {
    for (std::uint64_t left = list(12); left > 0; --left) {
      skip_name();
      const std::uint64_t bytes = type_bytes();
      skip(padded(saturating_product(bytes, count())));
    }
  }

  std::vector<ClassicVariable> read_variables() {
    std::vector<ClassicVariable> variables;
    for (std::uint64_t left = list(11); left > 0; --left)
      variables.push_back(read_variable());
    return variables;
  }

  ClassicVariable read_variable() {
    skip_name();
    ClassicVariable variable;
    std::uint64_t elements = 1;
    const std::uint64_t rank = count();
    for (std::uint64_t axis = 0; axis < rank; ++axis) {
      const std::uint64_t dimension = count();
      if (dimension >= extents_.size())
        fail();
      if (extents_[dimension] == 0)
        variable.has_records = true;
      else
        elements = saturating_product(elements, extents_[dimension]);
    }
    skip_attributes();
    variable.bytes = saturating_product(elements, type_bytes());
    count(); // the size is stored too, but wraps beyond 4 GiB
    variable.begin = offset();
    return variable;
  }

  static std::uint64_t size_bytes(const std::vector<ClassicVariable>& variables, std::uint64_t records) {
    const auto with_records = std::ranges::count_if(variables, &ClassicVariable::has_records);
    std::uint64_t record_bytes = 0;
    for (const ClassicVariable& variable : variables)
      if (variable.has_records) // a single record variable is not padded
        record_bytes =
            saturating_sum(record_bytes, with_records == 1 ? variable.bytes : padded(variable.bytes));
    std::uint64_t end = 0;
    for (const ClassicVariable& variable : variables) {
      if (variable.has_records && records == 0)
        continue;
      const std::uint64_t before = variable.has_records ? saturating_product(records - 1, record_bytes) : 0;
      end = std::max(end, saturating_sum(saturating_sum(variable.begin, before), variable.bytes));
    }
    return end;
  }

  const std::filesystem::path& file_;
  std::ifstream in_;
  int version_ = 0;
  std::vector<std::uint64_t> extents_;
};

} // namespace

std::uint64_t classic_size_bytes(const std::filesystem::path& file) {
  HeaderReader reader(file);
  return reader.version() == 0 ? 0 : reader.size_bytes();
}

} // namespace troupe
