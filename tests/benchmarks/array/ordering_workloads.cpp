// What needs an order of the elements, or counts them, and random numbers.

#include <array>
#include <cmath>

#include "array/inputs.hpp"
#include "array/workload.hpp"

using namespace troupe;

namespace {

using Inputs = std::span<const Array>;
using Arrays = std::vector<Array>;

Arrays vector_input(std::int64_t size) { return {uniform_vector(size)}; }
Arrays many_integers(std::int64_t size) { return {integer_vector(size, static_cast<std::uint32_t>(size))}; }
Arrays few_integers(std::int64_t size) { return {integer_vector(size, 1000)}; }
/// Random numbers have no input but their number.
Arrays length_only(std::int64_t size) { return {zeros({size}, {.chunks = chunk_elements})}; }

double rounded(double value, double digits) { return std::round(value * digits) / digits; }

std::vector<double> to_nine_digits(const Computed& results) {
  std::vector<double> values;
  for (const double value : results.front().front().values<double>())
    values.push_back(rounded(value, 1e9));
  return values;
}

std::vector<double> mean_to_three_digits(const Computed& results) {
  double count = 0;
  for (const Chunk& chunk : results.front())
    count += static_cast<double>(chunk.size());
  return {rounded(sum_of(results.front()) / count, 1e3)};
}

/// The number of each bin times what is in it.
std::vector<double> weighted_counts(const Computed& results) {
  double sum = 0;
  double bin = 0;
  for (const std::int64_t count : results.front().front().values<std::int64_t>())
    sum += ++bin * static_cast<double>(count);
  return {sum};
}

constexpr std::array workloads{
    ArrayWorkload{
        "histogram", vector_input,
        [](Inputs x) { return Arrays{histogram(x[0], {.bins = 100, .range = std::pair(0.0, 1.0)}).counts}; },
        weighted_counts, bytes_read_once},
    ArrayWorkload{"topk", vector_input, [](Inputs x) { return Arrays{topk(x[0], 10)}; }, total,
                  bytes_read_once},
    ArrayWorkload{"percentile", vector_input,
                  [](Inputs x) {
                    return Arrays{percentile(x[0], std::vector<double>{1, 25, 50, 75, 99})};
                  },
                  to_nine_digits, bytes_read_once},
    ArrayWorkload{"random_normal", length_only,
                  [](Inputs x) { return Arrays{Random(1).normal(x[0].shape(), {.chunks = chunk_elements})}; },
                  mean_to_three_digits, bytes_read_once},
    ArrayWorkload{"sort_int", many_integers, [](Inputs x) { return Arrays{sort(x[0])}; },
                  count_and_thousandths, bytes_read_once},
    ArrayWorkload{"unique_int", many_integers, [](Inputs x) { return Arrays{unique(x[0])}; },
                  count_and_thousandths, bytes_read_once},
    ArrayWorkload{"unique_few", few_integers, [](Inputs x) { return Arrays{unique(x[0])}; },
                  count_and_thousandths, bytes_read_once},
};

} // namespace

std::span<const ArrayWorkload> ordering_workloads() { return workloads; }
