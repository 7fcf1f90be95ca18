// Products and factors of matrices.

#include <array>
#include <cmath>

#include "array/inputs.hpp"
#include "array/workload.hpp"

using namespace troupe;

namespace {

using Inputs = std::span<const Array>;
using Arrays = std::vector<Array>;

constexpr std::int64_t columns_of_tall = 50, rows_of_tall = 160'000;
constexpr std::int64_t columns_of_einsum = 8'000;
constexpr std::int64_t inner_extent = 400; // two contracted axes of tensordot

Arrays tall_matrix(std::int64_t size) { return {uniform({size, columns_of_tall}, {rows_of_tall, -1})}; }

/// x, and 1 - x in memory of its own.
Arrays factors(std::int64_t size) {
  const Array x = uniform_matrix(size, size);
  return {x, materialise(1 - x)};
}

std::vector<double> sum_of_diagonal(const Computed& results) {
  const Chunk& r = results.back().front();
  double sum = 0;
  for (std::int64_t i = 0; i < r.shape()[0]; ++i)
    sum += std::abs(r.at<double>({i, i}));
  return {sum};
}

std::vector<double> sum_of_singular_values(const Computed& results) { return {sum_of(results[1])}; }

double bytes_of_tall(double size) { return 8 * size * columns_of_tall; }

constexpr std::array workloads{
    ArrayWorkload{"matmul", factors, [](Inputs x) { return Arrays{matmul(x[0], x[1])}; }, total,
                  [](double size) { return 24 * size * size; }},
    ArrayWorkload{"tensordot",
                  [](std::int64_t size) {
                    return Arrays{uniform({size, inner_extent, inner_extent}, {50, -1, -1}),
                                  uniform({inner_extent, inner_extent, size}, {50, -1, -1}, 7)};
                  },
                  [](Inputs x) { return Arrays{tensordot(x[0], x[1], 2)}; }, total,
                  [](double size) { return 16 * size * inner_extent * inner_extent; }},
    ArrayWorkload{"einsum", [](std::int64_t size) { return Arrays{uniform_matrix(size, columns_of_einsum)}; },
                  [](Inputs x) {
                    return Arrays{einsum("ij,ij->i", {x[0], x[0]})};
                  },
                  total, [](double size) { return 8 * size * columns_of_einsum; }},
    ArrayWorkload{"qr_ts", tall_matrix,
                  [](Inputs x) {
                    const auto [q, r] = qr(x[0]);
                    return Arrays{q, r};
                  },
                  sum_of_diagonal, bytes_of_tall},
    ArrayWorkload{"svd_ts", tall_matrix,
                  [](Inputs x) {
                    const auto [u, s, vt] = svd(x[0]);
                    return Arrays{u, s, vt};
                  },
                  sum_of_singular_values, bytes_of_tall},
};

} // namespace

std::span<const ArrayWorkload> linalg_workloads() { return workloads; }
