// Elements that move: between chunks, along axes, to their neighbours.

#include <array>

#include "array/inputs.hpp"
#include "array/workload.hpp"

using namespace troupe;

namespace {

using Inputs = std::span<const Array>;
using Arrays = std::vector<Array>;

constexpr std::int64_t narrow = 750; // of the peers' rechunk

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

Arrays vector_input(std::int64_t size) { return {uniform_vector(size)}; }
Arrays square_input(std::int64_t size) { return {uniform_matrix(size, size)}; }
/// In blocks of 8 MB: with its neighbours' rows, one is still in the cache when the kernel reads it.
Arrays small_blocks(std::int64_t size) {
  return {uniform({size, size}, {std::clamp<std::int64_t>(1'000'000 / size, 1, size), -1})};
}
Arrays narrow_rows(std::int64_t size) { return {uniform({size, size}, {narrow, -1})}; }

/// The sum of the first column; a transposed matrix has it in its first column of blocks.
std::vector<double> first_column(const Computed& results) {
  double sum = 0;
  const std::int64_t rows = results.front().front().shape()[0];
  for (const Chunk& chunk : results.front()) {
    if (chunk.shape()[0] != rows)
      break;
    for (std::int64_t row = 0; row < rows; ++row)
      sum += chunk.at<double>({row, 0});
    break;
  }
  return {sum};
}

constexpr std::array workloads{
    ArrayWorkload{"cumsum", vector_input, [](Inputs x) { return Arrays{cumsum(x[0])}; },
                  [](const Computed& results) { return std::vector{last_of(results.front())}; },
                  bytes_copied},
    ArrayWorkload{"rechunk", narrow_rows,
                  [](Inputs x) {
                    return Arrays{rechunk(x[0], {-1, narrow})};
                  },
                  total, bytes_of_square_copied},
    ArrayWorkload{"transpose_copy", square_input, [](Inputs x) { return Arrays{transpose(x[0])}; },
                  first_column, bytes_of_square_copied},
    ArrayWorkload{"stencil3", small_blocks,
                  [](Inputs x) {
                    return Arrays{map_overlap(x[0], [](const Chunk& wide) { return smooth(wide); },
                                              {.depth = 1, .boundary = Edge::reflect})};
                  },
                  total, bytes_of_square_copied},
};

} // namespace

std::span<const ArrayWorkload> moving_workloads() { return workloads; }
