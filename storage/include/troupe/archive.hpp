#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <cereal/cereal.hpp>
#include <cereal/types/array.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/variant.hpp>
#include <cereal/types/vector.hpp>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>

// The archives through which plain structs become bytes. A struct is serialisable when it has cereal's usual
//
//     template <class Archive> void serialize(Archive& archive) { archive(first, second); }
//
// Little-endian, no padding, sizes as 64-bit numbers.

namespace troupe {

/// Appends to a string.
class OutputArchive : public cereal::OutputArchive<OutputArchive, cereal::AllowEmptyClassElision> {
public:
  explicit OutputArchive(std::string& bytes) : cereal::OutputArchive<OutputArchive, cereal::AllowEmptyClassElision>(this), bytes_(bytes) {}
  void write(const void* data, std::size_t size) { bytes_.append(static_cast<const char*>(data), size); }

private:
  std::string& bytes_;
};

/// Reads from a view; a length that exceeds the bytes left throws FileError before anything is allocated.
class InputArchive : public cereal::InputArchive<InputArchive, cereal::AllowEmptyClassElision> {
public:
  explicit InputArchive(std::string_view bytes) : cereal::InputArchive<InputArchive, cereal::AllowEmptyClassElision>(this), left_(bytes) {}
  void read(void* data, std::size_t size);
  /// Throws unless `count` items of at least one byte each may still follow.
  void require(std::size_t count) const;
  std::size_t left() const noexcept { return left_.size(); }

private:
  std::string_view left_;
};

template <class T>
std::string to_bytes(const T& value) {
  std::string bytes;
  OutputArchive archive(bytes);
  archive(value);
  return bytes;
}

/// \throws FileError if the bytes are truncated, hold impossible lengths, or more than one `T`.
template <class T>
T from_bytes(std::string_view bytes) {
  InputArchive archive(bytes);
  T value{};
  archive(value);
  if (archive.left() != 0)
    throw FileError("archive: " + std::to_string(archive.left()) + " bytes are left over");
  return value;
}

} // namespace troupe
