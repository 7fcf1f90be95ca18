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

/// One operand: what its axes mean.
struct OperandLayout {
  Shape stack;
  Shape kept;
  std::int64_t contracted = 1; ///< Extent of the contracted axes, taken as one.
  bool is_transposed = false;  ///< The contracted axes come first on the left, last on the right.
  std::int64_t matrix_size = 1;

  OperandLayout(const Chunk& chunk, const MatmulParameters& parameters, bool is_left)
      : is_transposed(is_left ? parameters.is_left_transposed : parameters.is_right_transposed) {
    const Shape& shape = chunk.shape();
    if (shape.size() < std::size_t{parameters.stack_axes} + parameters.contracted_axes)
      throw ShapeError("matmul: a block of shape " + to_string(shape));
    const auto begin = shape.begin() + parameters.stack_axes;
    const auto contracted_axes = static_cast<std::ptrdiff_t>(parameters.contracted_axes);
    stack.assign(shape.begin(), begin);
    // Whether the contracted axes are the first behind the stack's.
    const bool is_first = is_left == is_transposed;
    const auto kept_begin = is_first ? begin + contracted_axes : begin;
    kept.assign(kept_begin, is_first ? shape.end() : shape.end() - contracted_axes);
    const auto contracted_begin = is_first ? begin : shape.end() - contracted_axes;
    for (auto extent = contracted_begin; extent != contracted_begin + contracted_axes; ++extent)
      contracted *= *extent;
    matrix_size = contracted * element_count(kept);
  }

  std::int64_t kept_count() const { return element_count(kept); }
};

ContractedRange range_of(const MatmulParameters& parameters, std::size_t pair, const OperandLayout& left) {
  return parameters.ranges.empty() ? ContractedRange{0, 0, left.contracted} : parameters.ranges[pair];
}

void require_pair(const Chunk& left, const Chunk& right, const OperandLayout& first,
                  const OperandLayout& second, const ContractedRange& range) {
  const auto lies_inside = [&](std::int64_t begin, std::int64_t contracted) {
    return begin >= 0 && range.length >= 0 && range.length <= contracted
           && begin <= contracted - range.length;
  };
  const bool fits = lies_inside(range.left, first.contracted) && lies_inside(range.right, second.contracted);
  if (!fits)
    throw ShapeError("matmul: blocks of shapes " + to_string(left.shape()) + " and "
                     + to_string(right.shape()) + " do not fit");
  if (left.dtype() != right.dtype())
    throw DTypeError("matmul: blocks of " + std::string(to_string(left.dtype())) + " and "
                     + std::string(to_string(right.dtype())));
}

/// Where matrix number `index` of the stack `shape` is in an operand that is broadcast to it.
std::int64_t matrix_number(const Shape& shape, const Shape& own, std::int64_t index) {
  std::int64_t number = 0, step = 1;
  for (std::size_t axis = shape.size(); axis-- > 0; index /= shape[axis]) {
    if (own[axis] != 1)
      number += index % shape[axis] * step;
    step *= own[axis];
  }
  return number;
}

template <Element T>
MatrixView<T> view_of_left(const T* elements, const OperandLayout& layout, const ContractedRange& range) {
  const std::int64_t kept = layout.kept_count();
  if (layout.is_transposed)
    return {elements + range.left * kept, kept, range.length, true, kept};
  return {elements + range.left, kept, range.length, false, layout.contracted};
}

template <Element T>
MatrixView<T> view_of_right(const T* elements, const OperandLayout& layout, const ContractedRange& range) {
  const std::int64_t kept = layout.kept_count();
  if (layout.is_transposed)
    return {elements + range.right, range.length, kept, true, layout.contracted};
  return {elements + range.right * kept, range.length, kept, false, kept};
}

template <Element T>
void add_pair(const Chunk& left, const Chunk& right, const OperandLayout& first, const OperandLayout& second,
              const ContractedRange& range, const Shape& stack, T* product) {
  const std::int64_t size = first.kept_count() * second.kept_count();
  for (std::int64_t i = 0; i < element_count(stack); ++i)
    add_product<T>(
        view_of_left(left.values<T>().data() + matrix_number(stack, first.stack, i) * first.matrix_size,
                     first, range),
        view_of_right(right.values<T>().data() + matrix_number(stack, second.stack, i) * second.matrix_size,
                      second, range),
        product + i * size);
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
  if (!parameters.ranges.empty() && parameters.ranges.size() != left.size())
    throw ValueError("matmul: " + std::to_string(parameters.ranges.size()) + " ranges of "
                     + std::to_string(left.size()) + " pairs");
  std::vector<OperandLayout> first, second;
  for (std::size_t i = 0; i < left.size(); ++i) {
    first.emplace_back(left[i], parameters, true);
    second.emplace_back(right[i], parameters, false);
    require_pair(left[i], right[i], first[i], second[i], range_of(parameters, i, first[i]));
    if (first[i].kept != first[0].kept || second[i].kept != second[0].kept || first[i].stack != first[0].stack
        || second[i].stack != second[0].stack
        || (parameters.ranges.empty() && first[i].contracted != second[i].contracted))
      throw ShapeError("matmul: blocks of shapes " + to_string(left[i].shape()) + " and "
                       + to_string(right[i].shape()) + " do not fit");
  }
  const Shape stack = broadcast(std::vector{first[0].stack, second[0].stack}, "matmul");
  Shape shape = stack;
  shape.insert(shape.end(), first[0].kept.begin(), first[0].kept.end());
  shape.insert(shape.end(), second[0].kept.begin(), second[0].kept.end());
  return visit_dtype(left[0].dtype(), [&]<class T>(std::type_identity<T>) {
    return Chunk::generate<T>(shape, [&](std::span<T> out) {
      std::ranges::fill(out, T{});
      for (std::size_t i = 0; i < left.size(); ++i)
        add_pair<T>(left[i], right[i], first[i], second[i], range_of(parameters, i, first[i]), stack,
                    out.data());
    });
  });
}

std::int64_t matmul_workspace_bytes(DType dtype, std::int64_t rows, std::int64_t columns,
                                    std::int64_t contracted, bool is_right_transposed) {
  const auto bytes = static_cast<std::int64_t>(size_of(dtype));
  if (rows < 0 || columns < 0 || contracted < 0)
    return -1; // lengths only the data can tell
  if (kind_of(dtype) < DTypeKind::floating)
    return is_right_transposed ? contracted * columns * bytes : 0;
  if (rows == 1 || columns == 1)
    return 0;
  // OpenBLAS 0.3.21 on x86-64: a panel of all of the longer operand, up to 384 deep, and a part of the other. A thread
  // keeps them.
  constexpr std::int64_t depth = 384, part = 512;
  return std::min(contracted, depth) * (std::max(rows, columns) + part) * bytes;
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
  registry.add({"matmul", 1, "the sum of matrix products of pairs of blocks", at_least(2), run_matmul,
                Parameters::decode<MatmulParameters>});
  registry.add({"add_blocks", 1, "the sum of blocks of one shape", at_least(1), run_add_blocks});
}

} // namespace troupe
