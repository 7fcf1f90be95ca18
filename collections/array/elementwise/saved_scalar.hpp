#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <cstring>
#include <variant>

#include <troupe/archive.hpp>
#include <troupe/array/scalar.hpp>

namespace troupe {

/// A scalar among an operation's parameters.
struct SavedScalar {
  Scalar value = 0;

  SavedScalar() = default;
  SavedScalar(Scalar scalar) : value(scalar) {}

  template <class Archive>
  void save(Archive& archive) const {
    std::array<std::uint64_t, 2> bits{};
    std::visit([&](const auto& held) { std::memcpy(bits.data(), &held, sizeof held); }, value.held());
    archive(static_cast<std::uint8_t>(value.held().index()), bits);
  }
  template <class Archive>
  void load(Archive& archive) {
    std::uint8_t kind = 0;
    std::array<std::uint64_t, 2> bits{};
    archive(kind, bits);
    switch (kind) {
    case 0: value = (bits[0] & 1) != 0; break;
    case 1: value = as<std::int64_t>(bits); break;
    case 2: value = as<std::uint64_t>(bits); break;
    case 3: value = as<double>(bits); break;
    default: value = as<std::complex<double>>(bits);
    }
  }

private:
  template <class T>
  static T as(const std::array<std::uint64_t, 2>& bits) {
    T held;
    std::memcpy(static_cast<void*>(&held), bits.data(), sizeof held);
    return held;
  }
};

} // namespace troupe
