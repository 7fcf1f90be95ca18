#include "array/inputs.hpp"

#include <algorithm>
#include <span>
#include <type_traits>

#include <troupe/dtype.hpp>

using namespace troupe;

Array uniform(const Shape& shape, const Chunks& chunks, std::uint32_t first) {
  return from_chunk(Chunk::generate<double>(shape,
                                            [first](std::span<double> out) {
                                              for (std::size_t k = 0; k < out.size(); ++k)
                                                out[k] = uniform_at(first + static_cast<std::uint32_t>(k));
                                            }),
                    chunks);
}

Array uniform_vector(std::int64_t length) { return uniform({length}, chunk_elements); }

Array uniform_matrix(std::int64_t rows, std::int64_t columns) {
  return uniform({rows, columns}, {std::clamp<std::int64_t>(chunk_elements / columns, 1, rows), -1});
}

Array integer_vector(std::int64_t length, std::uint32_t limit) {
  return from_chunk(Chunk::generate<std::int64_t>({length},
                                                  [limit](std::span<std::int64_t> out) {
                                                    for (std::size_t k = 0; k < out.size(); ++k)
                                                      out[k] = mix(static_cast<std::uint32_t>(k)) % limit;
                                                  }),
                    chunk_elements);
}

namespace {

template <class T>
double sum_of_rows(std::span<const T> values, std::size_t row) {
  double total = 0;
  for (std::size_t begin = 0; begin < values.size(); begin += row) {
    double sum = 0;
    for (const T value : values.subspan(begin, row))
      sum += static_cast<double>(value);
    total += sum;
  }
  return total;
}

/// Calls `visit` with the elements of a chunk as a span.
template <class Visit>
auto with_values(const Chunk& chunk, const Visit& visit) {
  return visit_dtype(chunk.dtype(), [&]<class T>(std::type_identity<T>) -> double {
    if constexpr (std::is_arithmetic_v<T>)
      return visit(chunk.values<T>());
    else
      throw DTypeError("no digest of " + std::string(to_string(chunk.dtype())));
  });
}

} // namespace

double sum_of(const std::vector<Chunk>& chunks) {
  double total = 0;
  for (const Chunk& chunk : chunks) {
    const std::size_t row =
        chunk.rank() == 0 ? 1 : static_cast<std::size_t>(std::max<std::int64_t>(chunk.shape().back(), 1));
    total += with_values(chunk, [row](auto values) { return sum_of_rows(values, row); });
  }
  return total;
}

double last_of(const std::vector<Chunk>& chunks) {
  return with_values(chunks.back(), [](auto values) { return static_cast<double>(values.back()); });
}

std::vector<double> total(const Computed& results) { return {sum_of(results.front())}; }

std::vector<double> count_and_thousandths(const Computed& results) {
  std::size_t place = 0;
  double sum = 0;
  for (const Chunk& chunk : results.front())
    sum += with_values(chunk, [&place](auto values) {
      double part = 0;
      for (std::size_t i = (1000 - place % 1000) % 1000; i < values.size(); i += 1000)
        part += static_cast<double>(values[i]);
      place += values.size();
      return part;
    });
  return {static_cast<double>(place), sum};
}

double bytes_read_once(double size) { return 8 * size; }
double bytes_copied(double size) { return 16 * size; }
double bytes_of_square_read_once(double size) { return 8 * size * size; }
double bytes_of_square_copied(double size) { return 16 * size * size; }
