#pragma once

#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <troupe/value.hpp>

namespace troupe::test {

/// A chunk of every dtype filled with bytes of all kinds; floats come out as NaNs with payloads, infinities
/// and others.
inline Chunk sample_chunk(DType dtype, Shape shape) {
  auto [chunk, elements] = Chunk::uninitialised(dtype, std::move(shape));
  std::uint64_t bits = 0x9e3779b97f4a7c15;
  for (std::size_t i = 0; i < chunk.size_bytes(); ++i) {
    bits = bits * 6364136223846793005U + 1442695040888963407U;
    elements[i] = static_cast<std::byte>(dtype == DType::boolean ? bits >> 63 : bits >> 56);
  }
  return chunk;
}

/// Values of every kind and dtype, and the numbers that are easily damaged on the way.
inline std::vector<Value> sample_values() {
  std::vector<Value> values{Value(),
                            Value(true),
                            Value(false),
                            0,
                            -1,
                            std::numeric_limits<std::int64_t>::min(),
                            std::numeric_limits<std::int64_t>::max(),
                            0.0,
                            -0.0,
                            1.5,
                            HUGE_VAL,
                            -HUGE_VAL,
                            std::numeric_limits<double>::denorm_min(),
                            "",
                            "text",
                            std::string("\0\xff", 2),
                            Value::list({}),
                            Value::map({})};
  values.emplace_back(std::bit_cast<double>(std::uint64_t{0x7ff8dead0000beef})); // a quiet NaN with a payload
  values.emplace_back(std::bit_cast<double>(std::uint64_t{0xfff0000000000001})); // a signalling one, negative
  for (std::size_t i = 0; i < dtype_count; ++i)
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{7}, Shape{3, 0, 2}, Shape{2, 3, 4}})
      values.emplace_back(sample_chunk(static_cast<DType>(i), shape));
  values.push_back(Value::list({1, Value::list({"two", Value::map({{"three", 3.0}, {"", Value()}})}), true}));
  values.push_back(Value::map({{"list", Value::list({Value::list({Value::list({})})})}, {"last", 1}}));
  values.push_back(Value::list(values));
  return values;
}

} // namespace troupe::test
