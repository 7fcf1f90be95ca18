#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// The bytes of a value: portable, little-endian, the same on every machine; floats travel as raw bits, so
/// NaN payloads and infinities survive. The format stands in storage/README.md.
///
/// \throws KeyError if the value is, or holds, a user type without a registered codec.
std::string encode(const Value& value);

/// What stands for a value of a user type that has no codec here: its name and bytes, which `encode` writes again.
class UnknownValue final : public ValueObject {
public:
  UnknownValue(std::string type_name, std::string bytes)
      : type_name_(std::move(type_name)), bytes_(std::move(bytes)) {}
  std::size_t size_bytes() const noexcept override { return sizeof *this + bytes_.size(); }
  std::string_view type_name() const noexcept override { return type_name_; }
  const std::string& bytes() const noexcept { return bytes_; }

private:
  std::string type_name_;
  std::string bytes_;
};

/// Bytes of a user type that has no codec here.
struct UnknownTypeError : FileError {
  explicit UnknownTypeError(std::string unknown_type)
      : FileError("decode: no codec is registered for the user type \"" + unknown_type + "\""),
        type_name(std::move(unknown_type)) {}
  std::string type_name;
};

enum class UnknownTypes : std::uint8_t { refuse, keep };

/// The value `encode` wrote. A user type without a codec is refused, or becomes an `UnknownValue`.
///
/// Every length is checked against the bytes left, so hostile input costs memory in proportion to its own
/// size: at most 64 bytes for each of its own. Lists of any depth are read without recursion.
///
/// \throws FileError if the bytes are truncated or malformed; UnknownTypeError if they name an unknown user type.
Value decode(std::string_view bytes, UnknownTypes unknown = UnknownTypes::refuse);

/// How a user's type travels. Registered once, at start, under `ValueObject::type_name()`.
struct UserCodec {
  std::string type_name;
  std::function<std::string(const ValueObject&)> encode;
  std::function<Value(std::string_view)> decode;
};

/// \throws KeyError if the name is taken.
void register_codec(const UserCodec& codec);

/// A 128-bit hash of bytes, the same on every machine.
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Digest&) const = default;
};

/// 32 hexadecimal digits.
std::string to_string(const Digest& digest);

/// Hashes bytes piece by piece. Not cryptographic: collisions are not expected, attacks are not resisted.
class Hasher {
public:
  void add(std::string_view bytes); ///< The length is hashed too: ("ab", "c") differs from ("a", "bc").
  void add(std::uint64_t number);
  void add(const Digest& digest);
  Digest finish() const;

private:
  void mix(std::uint64_t first, std::uint64_t second);

  std::uint64_t high_ = 0x9ae16a3b2f90404fULL;
  std::uint64_t low_ = 0xc949d7c7509e6557ULL;
};

/// The digest of a value's encoding, without building the encoding of large chunks.
Digest digest(const Value& value);

} // namespace troupe
