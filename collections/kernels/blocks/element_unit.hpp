#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace troupe {

/// The bits of one element of any dtype, the first bytes of it used.
using ElementBits = std::array<std::uint64_t, 2>;

/// Calls `f(std::type_identity<Unit>{})` for the unsigned type whose size is `bytes`: what moves elements
/// needs to know their size and nothing else.
template <class F>
decltype(auto) visit_unit(std::size_t bytes, F&& f) {
  switch (bytes) {
  case 1: return f(std::type_identity<std::uint8_t>{});
  case 2: return f(std::type_identity<std::uint16_t>{});
  case 4: return f(std::type_identity<std::uint32_t>{});
  case 8: return f(std::type_identity<std::uint64_t>{});
  default: return f(std::type_identity<ElementBits>{});
  }
}

/// The first `sizeof(Unit)` bytes of an element's bits.
template <class Unit>
Unit unit_of(const ElementBits& bits) {
  Unit unit;
  std::memcpy(&unit, bits.data(), sizeof unit);
  return unit;
}

template <class Unit>
void copy_unit(std::byte* to, const std::byte* from) {
  Unit unit;
  std::memcpy(&unit, from, sizeof unit);
  std::memcpy(to, &unit, sizeof unit);
}

/// `count` elements from `from` on, `step` elements apart, one behind the other to `to`.
template <class Unit>
void copy_units(std::byte* to, const std::byte* from, std::int64_t step, std::int64_t count) {
  if (step == 1) {
    std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(Unit));
    return;
  }
  constexpr auto bytes = static_cast<std::int64_t>(sizeof(Unit));
  for (std::int64_t i = 0; i < count; ++i)
    copy_unit<Unit>(to + i * bytes, from + i * step * bytes);
}

/// `count` times the same element.
template <class Unit>
void fill_units(std::byte* to, const ElementBits& bits, std::int64_t count) {
  const Unit unit = unit_of<Unit>(bits);
  for (std::int64_t i = 0; i < count; ++i)
    std::memcpy(to + i * static_cast<std::int64_t>(sizeof(Unit)), &unit, sizeof(Unit));
}

} // namespace troupe
