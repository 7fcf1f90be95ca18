#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <troupe/error.hpp>

namespace troupe {

// Numbers in as few bytes as they need: seven bits a byte, the lowest first, the highest bit set but in the last byte.
// Signed ones are folded, so that small ones of either sign are short: 0, -1, 1, -2, … are 0, 1, 2, 3, …

/// Appends to a string.
class VarintWriter {
public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      bytes_.push_back(static_cast<char>(value | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  void signed_number(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    number(bits << 1 ^ (value < 0 ? ~std::uint64_t{0} : 0));
  }
  void text(std::string_view value) {
    number(value.size());
    append(value);
  }
  void append(std::string_view bytes) { bytes_.append(bytes); }
  void clear() noexcept { bytes_.clear(); }

  const std::string& bytes() const noexcept { return bytes_; }
  std::string take() noexcept { return std::move(bytes_); }

private:
  std::string bytes_;
};

/// Reads from a view, and believes nothing: whatever does not fit into the bytes that are left throws FileError.
class VarintReader {
public:
  explicit VarintReader(std::string_view bytes) noexcept : left_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (left_.empty())
        throw FileError("a number goes on behind the end");
      const auto byte = static_cast<std::uint8_t>(left_.front());
      left_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) {
        if (shift == 63 && byte > 1)
          break;
        return value;
      }
    }
    throw FileError("a number has more than 64 bits");
  }
  /// \throws FileError if it is above `most`.
  std::uint64_t number(std::uint64_t most, const char* what) { return at_most(number(), most, what); }
  /// How many items follow, of a byte or more each.
  std::uint64_t count(const char* what) {
    const std::uint64_t value = number();
    return at_most(value, left_.size(), what);
  }
  std::int64_t signed_number() {
    const std::uint64_t folded = number();
    return static_cast<std::int64_t>(folded >> 1 ^ (folded & 1 ? ~std::uint64_t{0} : 0));
  }
  /// `base` and a signed number together. \throws FileError unless that is below `end`.
  std::uint64_t number_from(std::uint64_t base, std::uint64_t end, const char* what) {
    return below(base + static_cast<std::uint64_t>(signed_number()), end, what); // wraps below zero
  }
  /// \throws FileError unless it is below `end`.
  std::uint64_t number_below(std::uint64_t end, const char* what) { return below(number(), end, what); }
  std::string_view text() { return bytes(count("the length of a text")); }
  std::string_view bytes(std::size_t size) {
    if (size > left_.size())
      throw FileError(std::to_string(size) + " bytes are wanted, " + std::to_string(left_.size())
                      + " are left");
    const std::string_view value = left_.substr(0, size);
    left_.remove_prefix(size);
    return value;
  }

  std::size_t left() const noexcept { return left_.size(); }
  /// \throws FileError if bytes are left.
  void require_end() const {
    if (!left_.empty())
      throw FileError(std::to_string(left_.size()) + " bytes are left over");
  }

private:
  static std::uint64_t below(std::uint64_t value, std::uint64_t end, const char* what) {
    if (value >= end)
      throw FileError(std::string(what) + " " + std::to_string(static_cast<std::int64_t>(value)) + " of "
                      + std::to_string(end));
    return value;
  }
  static std::uint64_t at_most(std::uint64_t value, std::uint64_t most, const char* what) {
    if (value > most)
      throw FileError(std::string(what) + " " + std::to_string(value) + " is above " + std::to_string(most));
    return value;
  }

  std::string_view left_;
};

} // namespace troupe
