#include <troupe/array/choosing.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/statistics/reductions.hpp>

#include "array/elementwise/choosing.hpp"
#include "expression/apply.hpp"

namespace troupe {

Array allclose(const Located& a, const Located& b, const Tolerance& tolerance) {
  const CallScope scope(a.line());
  return naming("allclose", [&] { return all(isclose(a, b, tolerance)); });
}

Array ArrayEqual::build(std::span<const Array> inputs) const {
  if (inputs[0].shape() != inputs[1].shape())
    return astype(false, DType::boolean);
  return all(equal(inputs[0], inputs[1]));
}

Array array_equal(const Located& a, const Located& b) {
  // A scalar is a 0-d array here.
  const auto array_of = [](const Located& operand) {
    return operand.array() != nullptr ? *operand.array() : astype(operand, operand.scalar()->dtype());
  };
  return apply(ArrayEqual{}, {array_of(a), array_of(b)}, a.line());
}

} // namespace troupe
