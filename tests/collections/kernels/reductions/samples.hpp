#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <span>
#include <vector>

#include "kernels/reductions/reduction.hpp"

// What the tests of reductions reduce.

namespace troupe {

using AxisList = std::vector<std::int64_t>;
using Kind = ReductionKind;

inline constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();

inline Reduction make(Kind kind, NanRule nan, ReductionResult result, DType operand, DType dtype) {
  Reduction reduction{"test", kind, nan, result};
  reduction.operand = operand;
  reduction.dtype = dtype;
  return reduction;
}

inline Chunk reduced(const Reduction& reduction, const Chunk& chunk, const AxisList& axes) {
  return finish(reduction, reduce(reduction, chunk, axes), axes, ReducedAxes::drop);
}

/// Elements that end with the memory they lie in, so that the address sanitizer sees a read behind them.
inline Chunk in_tight_memory(const Chunk& chunk) {
  std::shared_ptr<std::byte[]> memory(new std::byte[chunk.size_bytes()]);
  std::copy_n(chunk.bytes(), chunk.size_bytes(), memory.get());
  return Chunk::adopt(chunk.dtype(), chunk.shape(), memory, memory.get());
}

/// Some elements on both sides of zero, every seventh NaN if asked for.
template <Element T>
Chunk sample(const Shape& shape, NanRule nan = NanRule::spread) {
  std::mt19937_64 random(12);
  return in_tight_memory(Chunk::generate<T>(shape, [&](std::span<T> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto number = static_cast<double>(random() % 2001) / 16 - 40;
      if constexpr (FloatElement<T>)
        out[i] = static_cast<T>(nan == NanRule::skip && random() % 7 == 0 ? nan_value : number);
      else if constexpr (std::unsigned_integral<T>)
        out[i] = static_cast<T>(number + 40);
      else
        out[i] = static_cast<T>(number);
    }
  }));
}

} // namespace troupe
