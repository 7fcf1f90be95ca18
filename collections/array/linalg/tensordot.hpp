#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// Sums of products over pairs of axes, one list an operand; the other axes are in the result, those of the left operand
/// first.
struct TensorDot {
  static constexpr std::string_view name = "tensordot";
  static constexpr bool promises_extents = true;
  std::string shown{name};
  std::vector<std::int32_t> left_axes;
  std::vector<std::int32_t> right_axes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, left_axes, right_axes);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// Every element of the first operand times the whole of the second.
struct Kron {
  static constexpr std::string_view name = "kron";
  template <class Archive>
  void serialize(Archive&) {}
  Array build(std::span<const Array> inputs) const;
};

/// The vector products of vectors of length 3 along the last axes.
struct Cross {
  static constexpr std::string_view name = "cross";
  template <class Archive>
  void serialize(Archive&) {}
  Array build(std::span<const Array> inputs) const;
};

/// The same over the last `stack` axes in front, which both operands have.
///
///     left (stack…, …), right (stack…, …)  ->  (stack…, left kept…, right kept…)
Array contract(const std::string& shown, std::size_t stack, const Array& left, std::vector<int> left_axes,
               const Array& right, std::vector<int> right_axes);

} // namespace troupe
