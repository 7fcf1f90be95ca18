// Arrays of float64: workloads of the peers' arrays.py. The input u(k) = fmix32(k) / 2^32 lies in memory
// before the clock starts, in one buffer that arrays adopt; what is computed is held in memory, as chunks,
// when it stops.
//
// Chunks are 64 MB, as the peers'. They are whole rows, so that they are views of the buffer; the peers'
// square chunks are views too, but strided ones, which Troupe doesn't have. `rechunk` is between the peers'
// own chunkings.

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include <troupe/array.hpp>
#include <troupe/array/functions/overlap.hpp>

#include "benchmark.hpp"

using namespace troupe;

namespace {

constexpr std::int64_t chunk_elements = 8'000'000;

// The finaliser of MurmurHash3.
std::uint32_t mix(std::uint32_t k) {
  k ^= k >> 16;
  k *= 0x85ebca6b;
  k ^= k >> 13;
  k *= 0xc2b2ae35;
  return k ^ (k >> 16);
}

/// Elements u(0), u(1), … of an array in row-major order.
Array uniform(const Shape& shape, const Chunks& chunks) {
  return from_chunk(Chunk::generate<double>(shape,
                                            [](std::span<double> out) {
                                              for (std::size_t k = 0; k < out.size(); ++k)
                                                out[k] = mix(static_cast<std::uint32_t>(k)) * 0x1p-32;
                                            }),
                    chunks);
}

Array vector(std::int64_t length) { return uniform({length}, chunk_elements); }

Array matrix(std::int64_t length) {
  return uniform({length, length}, {std::clamp<std::int64_t>(chunk_elements / length, 1, length), -1});
}

/// The rows are added by themselves first, so that the sum of many elements keeps its digits.
double sum_of(const std::vector<Chunk>& chunks) {
  double total = 0;
  for (const Chunk& chunk : chunks) {
    const auto values = chunk.values<double>();
    const std::size_t row = chunk.rank() == 0 ? 1 : static_cast<std::size_t>(chunk.shape().back());
    for (std::size_t begin = 0; begin < values.size(); begin += row) {
      double sum = 0;
      for (const double value : values.subspan(begin, row))
        sum += value;
      total += sum;
    }
  }
  return total;
}

/// Each inner point of a chunk smoothed by the weights {1, 2, 1} ⊗ {1, 2, 1} / 16.
Chunk smooth(const Chunk& wide) {
  const std::int64_t rows = wide.shape()[0] - 2;
  const std::int64_t columns = wide.shape()[1] - 2;
  return Chunk::generate<double>({rows, columns}, [&](std::span<double> out) {
    for (std::int64_t row = 0; row < rows; ++row) {
      const double* const above = wide.values<double>().data() + row * wide.shape()[1];
      const double* const here = above + wide.shape()[1];
      const double* const below = here + wide.shape()[1];
      double* const result = out.data() + row * columns;
      for (std::int64_t i = 0; i < columns; ++i)
        result[i] = (above[i] + below[i] + above[i + 2] + below[i + 2]
                     + 2 * (above[i + 1] + here[i] + here[i + 2] + below[i + 1]) + 4 * here[i + 1])
                    / 16;
    }
  });
}

Array stencil3(const Array& x) {
  return map_overlap(x, [](const Chunk& wide) { return smooth(wide); },
                     {.depth = 1, .boundary = Edge::reflect});
}

struct Workload {
  std::string_view name;
  Array (*input)(std::int64_t size);
  Array (*result)(const Array& input);
  std::int64_t (*bytes)(std::int64_t size); ///< Read and written.
};

constexpr std::array workloads{
    Workload{"ew_poly", vector, [](const Array& x) { return sum((x + 1) * 2 - x / 3); },
             [](std::int64_t n) { return 8 * n; }},
    Workload{"std_axis0", matrix, [](const Array& x) { return stddev(x, {.axis = 0}); },
             [](std::int64_t n) { return 8 * n * n; }},
    Workload{"stencil3", matrix, stencil3, [](std::int64_t n) { return 16 * n * n; }},
    Workload{"rechunk",
             [](std::int64_t n) {
               return uniform({n, n}, {750, n});
             },
             [](const Array& x) {
               return rechunk(x, {-1, 750});
             },
             [](std::int64_t n) { return 16 * n * n; }},
};

} // namespace

bool run_array(const BenchmarkCall& call) {
  const auto workload = std::ranges::find(workloads, call.workload, &Workload::name);
  if (workload == workloads.end())
    return false;
  const auto size = static_cast<std::int64_t>(call.size);
  if (size == 0)
    throw std::invalid_argument("array: the size is 0");
  const Array input = workload->input(size);

  Session session({.threads = call.threads});
  std::vector<Chunk> result;
  const Timing timing = time_repeatedly(call.repetitions, [&] {
    result.clear();
    result = compute_blocks(session, workload->result(input));
  });

  const RunReport report = session.report();
  Cell(call.workload)
      .add("times", timing.seconds)
      .add("check", sum_of(result))
      .add("size", std::uint64_t{call.size})
      .add("bytes_processed", static_cast<std::uint64_t>(workload->bytes(size)))
      .add("tasks", report.tasks)
      .add("plan_s", report.plan_s)
      .add("run_s", report.run_s)
      .add("cpu_s", timing.cheapest_cpu_s)
      .print();
  return true;
}
