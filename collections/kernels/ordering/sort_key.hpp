#pragma once

#include <bit>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include <troupe/dtype.hpp>

// Elements as unsigned numbers in NumPy's order: whatever the dtype, a sort is one of unsigned numbers. A NaN comes last,
// and all NaN are one. Complex numbers go by real part, then by imaginary part; those with a NaN last, in the order
// (R, NaN), (NaN, R), (NaN, NaN).

namespace troupe {

__extension__ using Uint128 = unsigned __int128;

/// What zeros of both signs are to each other.
enum class Zeros : std::uint8_t {
  apart, ///< -0.0 comes before 0.0, so that each keeps its sign.
  equal, ///< One value, 0.0.
};

template <class T>
struct SortKey;

template <class T>
using KeyOf = typename SortKey<T>::Key;

template <class T>
requires(std::unsigned_integral<T>) // bool as well
    struct SortKey<T> {
  using Key = std::conditional_t<std::same_as<T, bool>, std::uint8_t, T>;
  template <Zeros>
  static Key encode(T value) noexcept {
    return value;
  }
  static T decode(Key key) noexcept { return static_cast<T>(key); }
};

template <class T>
requires(std::signed_integral<T>) struct SortKey<T> {
  using Key = std::make_unsigned_t<T>;
  static constexpr Key sign = static_cast<Key>(Key{1} << (std::numeric_limits<Key>::digits - 1));
  template <Zeros>
  static Key encode(T value) noexcept {
    return static_cast<Key>(static_cast<Key>(value) ^ sign);
  }
  static T decode(Key key) noexcept { return static_cast<T>(static_cast<Key>(key ^ sign)); }
};

template <FloatElement T>
struct SortKey<T> {
  using Key = std::conditional_t<std::same_as<T, float>, std::uint32_t, std::uint64_t>;
  static constexpr int sign_place = std::numeric_limits<Key>::digits - 1;
  static constexpr Key sign = Key{1} << sign_place;
  static constexpr Key nan = ~Key{0};

  template <Zeros zeros>
  static Key encode(T value) noexcept {
    if constexpr (zeros == Zeros::equal)
      value += T{0};
    const auto bits = std::bit_cast<Key>(value);
    const Key key = bits ^ ((Key{0} - (bits >> sign_place)) | sign);
    return value == value ? key : nan;
  }
  static T decode(Key key) noexcept {
    const Key bits = key ^ (((key >> sign_place) - Key{1}) | sign);
    return key == nan ? std::numeric_limits<T>::quiet_NaN() : std::bit_cast<T>(bits);
  }
};

/// Two keys in one number. The keys of NaN, of which a part needs but one, tell which parts are NaN.
template <ComplexElement T>
struct SortKey<T> {
  using Part = SortKey<typename T::value_type>;
  using Half = typename Part::Key;
  using Key = std::conditional_t<sizeof(Half) == 4, std::uint64_t, Uint128>;
  static constexpr int half_bits = std::numeric_limits<Half>::digits;
  static constexpr Half both_nan = Part::nan, real_nan = Part::nan - 1, imaginary_nan = Part::nan - 2;
  static constexpr Key nan = Key{both_nan} << half_bits; ///< The last key.

  template <Zeros zeros>
  static Key encode(T value) noexcept {
    // Real parts that are zero are equal in any case: the imaginary parts decide.
    const Half real = Part::template encode<Zeros::equal>(value.real());
    const Half imaginary = Part::template encode<zeros>(value.imag());
    const bool no_real = real == Part::nan, no_imaginary = imaginary == Part::nan;
    if (no_real)
      return no_imaginary ? joined(both_nan, 0) : joined(real_nan, imaginary);
    return no_imaginary ? joined(imaginary_nan, real) : joined(real, imaginary);
  }
  static T decode(Key key) noexcept {
    const auto high = static_cast<Half>(key >> half_bits), low = static_cast<Half>(key);
    if (high == both_nan)
      return {Part::decode(Part::nan), Part::decode(Part::nan)};
    if (high == real_nan)
      return {Part::decode(Part::nan), Part::decode(low)};
    if (high == imaginary_nan)
      return {Part::decode(low), Part::decode(Part::nan)};
    return {Part::decode(high), Part::decode(low)};
  }

private:
  static Key joined(Half high, Half low) noexcept { return Key{high} << half_bits | low; }
};

/// Whether a key is one of NaN, which equals nothing.
template <Element T>
bool is_nan_key(KeyOf<T> key) noexcept {
  if constexpr (FloatElement<T>)
    return key == SortKey<T>::nan;
  else if constexpr (ComplexElement<T>)
    return static_cast<typename SortKey<T>::Half>(key >> SortKey<T>::half_bits) >= SortKey<T>::imaginary_nan;
  else
    return false;
}

/// A key of at least 64 bits, which items beside a key have: they differ by dtype in two ways only.
template <class Key>
using WideKey = std::conditional_t<(sizeof(Key) > 8), Uint128, std::uint64_t>;

/// A key and where its element stands.
template <class K>
struct Indexed {
  K key;
  std::uint64_t index;
};

/// A key, where it stands first and how often there is one.
template <class K>
struct Tallied {
  K key;
  std::uint64_t index;
  std::uint64_t count;
};

// What is sorted: a key by itself, or a struct that has one.
template <class Item>
struct ItemTraits {
  using Key = Item;
  static const Key& key(const Item& item) noexcept { return item; }
};

template <class Item>
requires requires(const Item& item) { item.key; }
struct ItemTraits<Item> {
  using Key = decltype(Item::key);
  static const Key& key(const Item& item) noexcept { return item.key; }
};

template <class Item>
const auto& key_of(const Item& item) noexcept {
  return ItemTraits<Item>::key(item);
}

/// An element in the memory of a chunk, which may hold keys in place of elements.
template <class T>
T load_element(const std::byte* elements, std::size_t i) noexcept {
  T value;
  std::memcpy(&value, elements + i * sizeof(T), sizeof(T));
  return value;
}

template <class T>
void store_element(std::byte* elements, std::size_t i, T value) noexcept {
  std::memcpy(elements + i * sizeof(T), &value, sizeof(T));
}

} // namespace troupe
