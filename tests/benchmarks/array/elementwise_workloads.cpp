// Elementwise expressions, reductions and what is chosen by conditions.

#include <array>

#include "array/inputs.hpp"
#include "array/workload.hpp"

using namespace troupe;

namespace {

using Inputs = std::span<const Array>;
using Arrays = std::vector<Array>;

Arrays vector_input(std::int64_t size) { return {uniform_vector(size)}; }
Arrays square_input(std::int64_t size) { return {uniform_matrix(size, size)}; }
/// In square blocks, as the peers' matrix is here, but smaller: a block and the one across the diagonal stay in the
/// caches until both sums of them are taken.
Arrays square_blocks(std::int64_t size) {
  return {materialise(rechunk(uniform_matrix(size, size), {500, 500}))};
}
Arrays small_chunks(std::int64_t size) { return {uniform({size}, 125'000)}; }

constexpr std::array workloads{
    ArrayWorkload{"ew_poly", vector_input, [](Inputs x) { return Arrays{sum((x[0] + 1) * 2 - x[0] / 3)}; },
                  total, bytes_read_once},
    ArrayWorkload{"ew_trig", vector_input,
                  [](Inputs x) { return Arrays{sum(power(sin(x[0]), 2) + power(cos(x[0]), 2))}; }, total,
                  bytes_read_once},
    ArrayWorkload{"xT_mean", square_blocks,
                  [](Inputs x) { return Arrays{mean(x[0] + transpose(x[0]), {.axis = 0})}; }, total,
                  bytes_of_square_copied},
    ArrayWorkload{"std_axis0", square_input, [](Inputs x) { return Arrays{stddev(x[0], {.axis = 0})}; },
                  total, bytes_of_square_read_once},
    ArrayWorkload{"var_small_chunks", small_chunks, [](Inputs x) { return Arrays{var(x[0])}; }, total,
                  bytes_read_once},
    ArrayWorkload{"mask_count", vector_input,
                  [](Inputs x) { return Arrays{sum((x[0] > 0.25) & (x[0] < 0.75))}; }, total,
                  bytes_read_once},
    ArrayWorkload{"mask_select", vector_input,
                  [](Inputs x) { return Arrays{sum(getitem(x[0], {x[0] > 0.9}))}; }, total, bytes_read_once},
    ArrayWorkload{"nonzero", vector_input, [](Inputs x) { return Arrays{nonzero(x[0] > 0.9).front()}; },
                  total, bytes_read_once},
    ArrayWorkload{"argwhere2d", square_input, [](Inputs x) { return Arrays{argwhere(x[0] > 0.9)}; }, total,
                  bytes_of_square_read_once},
};

} // namespace

std::span<const ArrayWorkload> elementwise_workloads() { return workloads; }
