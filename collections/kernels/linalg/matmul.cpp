#include "kernels/linalg/matmul.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/linalg/matrix_view.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

struct Extents {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
};

/// A 1-d chunk is a row on the left and a column on the right.
Extents left_extents(const Chunk& chunk, bool is_transposed) {
  if (chunk.rank() == 1)
    return {1, chunk.shape()[0]};
  return is_transposed ? Extents{chunk.shape()[1], chunk.shape()[0]}
                       : Extents{chunk.shape()[0], chunk.shape()[1]};
}

Extents right_extents(const Chunk& chunk, bool is_transposed) {
  if (chunk.rank() == 1)
    return {chunk.shape()[0], 1};
  return left_extents(chunk, is_transposed);
}

void require_pair(const MatmulParameters& parameters, const Chunk& left, const Chunk& right,
                  const Extents& product) {
  const auto shown = [&] { return to_string(left.shape()) + " and " + to_string(right.shape()); };
  const bool has_axes = (left.rank() == 1 || left.rank() == 2) && (right.rank() == 1 || right.rank() == 2);
  if (!has_axes)
    throw ShapeError("matmul: blocks of shapes " + shown());
  const Extents first = left_extents(left, parameters.is_left_transposed);
  const Extents second = right_extents(right, parameters.is_right_transposed);
  if (first.columns != second.rows || first.rows != product.rows || second.columns != product.columns)
    throw ShapeError("matmul: blocks of shapes " + shown() + " do not fit");
  if (left.dtype() != right.dtype())
    throw DTypeError("matmul: blocks of " + std::string(to_string(left.dtype())) + " and "
                     + std::string(to_string(right.dtype())));
}

template <Element T>
void add_pair(const MatmulParameters& parameters, const Chunk& left, const Chunk& right, T* product) {
  const Extents first = left_extents(left, parameters.is_left_transposed);
  const Extents second = right_extents(right, parameters.is_right_transposed);
  add_product<T>(
      {left.values<T>().data(), first.rows, first.columns, parameters.is_left_transposed && left.rank() == 2},
      {right.values<T>().data(), second.rows, second.columns,
       parameters.is_right_transposed && right.rank() == 2},
      product);
}

template <Element T>
T sum_of(T left, T right) {
  if constexpr (std::same_as<T, bool>)
    return left || right;
  else if constexpr (IntegerElement<T>)
    return static_cast<T>(static_cast<std::uint64_t>(left) + static_cast<std::uint64_t>(right));
  else
    return left + right;
}

std::vector<Chunk> chunks_of(std::span<const Value> values) {
  std::vector<Chunk> chunks;
  chunks.reserve(values.size());
  for (const Value& value : values)
    chunks.push_back(value.as_chunk());
  return chunks;
}

Value run_matmul(const KernelCall& call) {
  const std::vector<Chunk> chunks = chunks_of(call.arguments);
  if (chunks.empty() || chunks.size() % 2 != 0)
    throw ValueError("matmul: " + std::to_string(chunks.size()) + " blocks are no pairs");
  const std::span<const Chunk> all(chunks);
  return multiply_matrices(call.parameters.as<MatmulParameters>(), all.first(chunks.size() / 2),
                           all.last(chunks.size() / 2));
}

Value run_add_blocks(const KernelCall& call) {
  if (call.arguments.empty())
    throw ValueError("add_blocks: no blocks");
  return add_blocks(chunks_of(call.arguments));
}

} // namespace

Chunk multiply_matrices(const MatmulParameters& parameters, std::span<const Chunk> left,
                        std::span<const Chunk> right) {
  const Extents product{
      left[0].rank() == 1 ? 1 : left_extents(left[0], parameters.is_left_transposed).rows,
      right[0].rank() == 1 ? 1 : right_extents(right[0], parameters.is_right_transposed).columns};
  for (std::size_t i = 0; i < left.size(); ++i)
    require_pair(parameters, left[i], right[i], product);
  Shape shape;
  if (left[0].rank() == 2)
    shape.push_back(product.rows);
  if (right[0].rank() == 2)
    shape.push_back(product.columns);
  return visit_dtype(left[0].dtype(), [&]<class T>(std::type_identity<T>) {
    return Chunk::generate<T>(shape, [&](std::span<T> out) {
      std::ranges::fill(out, T{});
      for (std::size_t i = 0; i < left.size(); ++i)
        add_pair<T>(parameters, left[i], right[i], out.data());
    });
  });
}

Chunk add_blocks(std::span<const Chunk> blocks) {
  for (const Chunk& block : blocks)
    if (block.shape() != blocks[0].shape())
      throw ShapeError("add_blocks: blocks of shapes " + to_string(blocks[0].shape()) + " and "
                       + to_string(block.shape()));
  return visit_dtype(blocks[0].dtype(), [&]<class T>(std::type_identity<T>) {
    return Chunk::generate<T>(blocks[0].shape(), [&](std::span<T> out) {
      std::ranges::copy(blocks[0].values<T>(), out.begin());
      for (const Chunk& block : blocks.subspan(1))
        std::ranges::transform(out, block.values<T>(), out.begin(), sum_of<T>);
    });
  });
}

void register_matmul(KernelRegistry& registry) {
  registry.add({"matmul", 1, "the sum of matrix products of pairs of blocks", any_arity, run_matmul,
                Parameters::decode<MatmulParameters>});
  registry.add({"add_blocks", 1, "the sum of blocks of one shape", any_arity, run_add_blocks});
}

} // namespace troupe
