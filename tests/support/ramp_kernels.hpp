#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <troupe/chunk.hpp>
#include <troupe/graph.hpp>
#include <troupe/kernel.hpp>

#include "support/test_kernel.hpp"

// Kernels on chunks of some mebibytes, for tests of memory.

namespace troupe::test {

constexpr std::int64_t mebibyte_of_doubles = 131'072;

/// One MiB: number, number + 1, …
inline Value make_ramp(const KernelCall& call) {
  const auto first = static_cast<double>(call.arguments.front().as_integer());
  return Chunk::generate<double>({mebibyte_of_doubles},
                                 [&](std::span<double> out) { std::iota(out.begin(), out.end(), first); });
}

/// Six MiB of one number.
inline Value make_wide(const KernelCall& call) {
  const double value = call.arguments.front().as_real();
  return Chunk::generate<double>({6 * mebibyte_of_doubles},
                                 [&](std::span<double> out) { std::ranges::fill(out, value); });
}

/// Of the first argument; others only have to be there.
inline Value sum_of_chunk(const KernelCall& call) {
  const auto values = call.arguments.front().as_chunk().values<double>();
  return std::accumulate(values.begin(), values.end(), 0.0);
}

inline Value mean_of_sums(const KernelCall& call) {
  double sum = 0;
  for (const Value& argument : call.arguments)
    sum += argument.as_real();
  return sum / static_cast<double>(call.arguments.size() * mebibyte_of_doubles);
}

inline std::string name(const char* what, int i) { return std::string(what).append(std::to_string(i)); }

/// Adds "r0", "r1", …: so many ramps.
inline std::vector<TaskId> add_ramps(Graph& graph, int count) {
  std::vector<TaskId> ramps;
  for (int i = 0; i < count; ++i)
    ramps.push_back(graph.add(name("r", i), call_of("test.make_ramp", make_ramp, {literal(i)})));
  return ramps;
}

} // namespace troupe::test
