#pragma once

#include <concepts>
#include <cstdint>
#include <string>

#include <troupe/error.hpp>

namespace troupe {

/// The bytes a text like "64MiB", "1.5GB", "100 kB" or "4096" means.
///
/// \throws ValueError if it is none.
std::int64_t parse_bytes(const std::string& text);

/// A number of bytes as an argument: `512 << 20` or "512MiB".
class ByteSize {
public:
  // NOLINTBEGIN(google-explicit-constructor): an option is to read like a number or a text
  template <std::integral T>
  constexpr ByteSize(T bytes) : bytes_(static_cast<std::uint64_t>(bytes)) { ///< \throws ValueError below 0.
    if constexpr (std::signed_integral<T>)
      if (bytes < 0)
        throw ValueError(std::to_string(bytes) + " is no size in bytes");
  }
  ByteSize(const char* text) : ByteSize(parse_bytes(text)) {}        ///< \throws ValueError if it is no size.
  ByteSize(const std::string& text) : ByteSize(parse_bytes(text)) {} ///< \throws ValueError if it is no size.
  // NOLINTEND(google-explicit-constructor)

  constexpr std::uint64_t bytes() const noexcept { return bytes_; }
  auto operator<=>(const ByteSize&) const = default;

private:
  std::uint64_t bytes_;
};

/// For people: "512.0 MiB", "17 bytes".
std::string to_string(ByteSize size);
/// The same, with the number of bytes where `other` would read the same and is not.
std::string to_string(ByteSize size, ByteSize other);

} // namespace troupe
