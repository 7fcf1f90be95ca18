#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <cereal/cereal.hpp>
#include <cereal/types/array.hpp>
#include <cereal/types/map.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/tuple.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/variant.hpp>
#include <cereal/types/vector.hpp>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>
#include <troupe/members.hpp>

// The archives through which plain structs become bytes. A struct is serialisable when it has cereal's usual
//
//     template <class Archive> void serialize(Archive& archive) { archive(first, second); }
//
// or lists its members (<troupe/members.hpp>). Little-endian, no padding, sizes as 64-bit numbers, a bool as one byte 0
// or 1. Values and dtypes may be members, and enumerations; those with a `last_of` are checked when they are read.

namespace troupe {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

/// What bytes refer to by its name, so that it must be there when they are used.
struct NamedVersion {
  std::string name;
  std::int32_t version = 1;
  bool operator==(const NamedVersion&) const = default;
};

/// Appends to a string.
class OutputArchive : public cereal::OutputArchive<OutputArchive, cereal::AllowEmptyClassElision> {
public:
  /// \param mentioned  if given, gets what the bytes refer to by name
  explicit OutputArchive(std::string& bytes, std::vector<NamedVersion>* mentioned = nullptr)
      : cereal::OutputArchive<OutputArchive, cereal::AllowEmptyClassElision>(this), bytes_(bytes),
        mentioned_(mentioned) {}
  void write(const void* data, std::size_t size) { bytes_.append(static_cast<const char*>(data), size); }
  /// For the `serialize` of what refers to something by name.
  void mention(const std::string& name, std::int32_t version) {
    if (mentioned_ != nullptr)
      mentioned_->push_back({name, version});
  }

private:
  std::string& bytes_;
  std::vector<NamedVersion>* mentioned_;
};

/// Reads from a view; a length that exceeds the bytes left throws FileError before anything is allocated.
class InputArchive : public cereal::InputArchive<InputArchive, cereal::AllowEmptyClassElision> {
public:
  explicit InputArchive(std::string_view bytes)
      : cereal::InputArchive<InputArchive, cereal::AllowEmptyClassElision>(this), left_(bytes) {}
  void read(void* data, std::size_t size);
  /// \throws FileError if the byte is neither 0 nor 1.
  bool read_bool();
  /// Throws unless `count` items of at least one byte each may still follow.
  void require(std::size_t count) const;
  std::size_t left() const noexcept { return left_.size(); }

private:
  std::string_view left_;
};

// The functions cereal looks for, by the names it wants.

template <class T>
requires std::is_arithmetic_v<T>
void save(OutputArchive& archive, const T& number) { archive.write(&number, sizeof number); }

template <class T>
requires std::is_arithmetic_v<T>
void load(InputArchive& archive, T& number) {
  if constexpr (std::same_as<T, bool>)
    number = archive.read_bool();
  else
    archive.read(&number, sizeof number);
}

template <class T>
void save(OutputArchive& archive, const cereal::SizeTag<T>& tag) {
  archive(static_cast<std::uint64_t>(tag.size));
}

// A length is believed only as far as there are bytes behind it: containers resize before they read.
template <class T>
void load(InputArchive& archive, cereal::SizeTag<T>& tag) {
  std::uint64_t size = 0;
  archive(size);
  archive.require(size);
  tag.size = static_cast<std::remove_reference_t<T>>(size);
}

template <class T>
void save(OutputArchive& archive, const cereal::BinaryData<T>& data) {
  archive.write(data.data, static_cast<std::size_t>(data.size));
}

template <class T>
void load(InputArchive& archive, cereal::BinaryData<T>& data) {
  using Item = std::remove_cv_t<std::remove_pointer_t<std::remove_reference_t<T>>>;
  const auto size = static_cast<std::size_t>(data.size);
  if constexpr (std::same_as<Item, bool>) {
    for (std::size_t i = 0; i < size; ++i)
      static_cast<bool*>(data.data)[i] = archive.read_bool();
  } else {
    archive.read(data.data, size);
  }
}

template <class T>
void save(OutputArchive& archive, const cereal::NameValuePair<T>& pair) {
  archive(pair.value);
}

template <class T>
void load(InputArchive& archive, cereal::NameValuePair<T>& pair) {
  archive(pair.value);
}

// A number that is no dtype must not get as far as `visit_dtype`.
template <class Archive>
std::uint8_t save_minimal(const Archive&, const DType& dtype) {
  return static_cast<std::uint8_t>(dtype);
}

template <class Archive>
void load_minimal(const Archive&, DType& dtype, const std::uint8_t& number) {
  dtype = dtype_from_number(number);
}

/// Enumerators 0 … `last_of(E{})`, a function that stands beside the enumeration.
template <class E>
concept CountedEnumeration = std::is_enum_v<E> && sizeof(E) == 1 && requires {
  { last_of(E{}) } -> std::same_as<E>;
};

template <class Archive, CountedEnumeration E>
std::uint8_t save_minimal(const Archive&, const E& enumerator) {
  return static_cast<std::uint8_t>(enumerator);
}

// Nor must a number that is no enumerator get as far as a table or a switch.
template <class Archive, CountedEnumeration E>
void load_minimal(const Archive&, E& enumerator, const std::uint8_t& number) {
  if (number > static_cast<std::uint8_t>(last_of(E{})))
    throw FileError("archive: " + std::to_string(number) + " is no enumerator, the last one is "
                    + std::to_string(static_cast<std::uint8_t>(last_of(E{}))));
  enumerator = static_cast<E>(number);
}

template <class Archive, ListsMembers T>
requires(!requires(T & value, Archive& archive) {
  value.serialize(archive);
}) void serialize(Archive& archive, T& value) {
  value.members(archive);
}

void save(OutputArchive& archive, const Value& value);
void load(InputArchive& archive, Value& value);

template <class T>
std::string to_bytes(const T& value) {
  std::string bytes;
  OutputArchive archive(bytes);
  archive(value);
  return bytes;
}

/// What the bytes of `value` refer to by name.
template <class T>
std::vector<NamedVersion> mentioned_in(const T& value) {
  std::string bytes;
  std::vector<NamedVersion> mentioned;
  OutputArchive archive(bytes, &mentioned);
  archive(value);
  return mentioned;
}

/// \throws FileError if the bytes are truncated, hold impossible lengths, or more than one `T`.
template <class T>
T from_bytes(std::string_view bytes) {
  InputArchive archive(bytes);
  T value{};
  try {
    archive(value);
  } catch (const cereal::Exception& exception) {
    throw FileError(std::string("archive: ") + exception.what());
  }
  if (archive.left() != 0)
    throw FileError("archive: " + std::to_string(archive.left()) + " bytes are left over");
  return value;
}

} // namespace troupe

CEREAL_SETUP_ARCHIVE_TRAITS(troupe::InputArchive, troupe::OutputArchive)
