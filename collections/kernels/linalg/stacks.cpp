#include "kernels/linalg/stacks.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>
#include <troupe/names.hpp>

#include "kernels/linalg/lapack.hpp"
#include "kernels/linalg/transposed_copy.hpp"
#include "kernels/linalg/visit_blas.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// A result: a chunk with one matrix, vector or number for each matrix of the stack.
template <class T>
class Result {
public:
  Result(Shape stack, const Shape& each) : each_(element_count(each)) {
    stack.insert(stack.end(), each.begin(), each.end());
    auto [chunk, elements] = Chunk::uninitialised(dtype_of<T>(), std::move(stack));
    chunk_ = std::move(chunk);
    elements_ = reinterpret_cast<T*>(elements);
  }
  T* of(std::int64_t matrix) { return elements_ + matrix * each_; }
  Chunk take() { return std::move(chunk_); }

private:
  std::int64_t each_;
  Chunk chunk_;
  T* elements_ = nullptr;
};

/// A stack of matrices to be read.
template <class T>
struct Stack {
  const Chunk& chunk;
  Shape extents; ///< Before the last two axes.
  std::int64_t count, rows, columns;

  explicit Stack(const Chunk& given)
      : chunk(given), extents(given.shape().begin(), given.shape().end() - 2), count(element_count(extents)),
        rows(given.shape()[given.rank() - 2]), columns(given.shape().back()) {}
  /// Column by column.
  void read(std::int64_t matrix, T* to) const {
    transpose_copy(chunk.values<T>().data() + matrix * rows * columns, rows, columns, columns, to, rows);
  }
};

std::string where(std::int64_t matrix, std::int64_t count) {
  return count == 1 ? "the matrix" : "matrix " + std::to_string(matrix) + " of the block";
}

template <class T>
void require_pivots(const std::vector<T>& a, std::int64_t n, std::int64_t matrix, std::int64_t count,
                    const char* operation) {
  for (std::int64_t i = 0; i < n; ++i)
    if (a[static_cast<std::size_t>(i * (n + 1))] == T{})
      throw ValueError(std::string(operation) + ": " + where(matrix, count) + " is singular, pivot "
                       + std::to_string(i) + " is 0");
}

/// Calls `decompose`; that values do not converge is told with the operation and the matrix.
template <class Decompose>
void converging(const char* operation, std::int64_t matrix, std::int64_t count, const Decompose& decompose) {
  try {
    decompose();
  } catch (const Error& error) {
    throw Error(std::string(operation) + ": " + error.what() + " for " + where(matrix, count));
  }
}

/// `b = a⁻¹ b` of LU factors.
template <BlasElement T>
void solve_factored(const std::vector<T>& a, std::span<const std::int64_t> pivots, std::int64_t n, T* b,
                    std::int64_t columns) {
  for (std::int64_t j = 0; j < columns; ++j)
    for (std::int64_t i = 0; i < n; ++i)
      std::swap(b[j * n + i], b[j * n + pivots[static_cast<std::size_t>(i)]]);
  divide_by_triangle<T>(BlasSide::left, Half::lower, Diagonal::unit, n, columns, {a.data(), n}, b, n);
  divide_by_triangle<T>(BlasSide::left, Half::upper, Diagonal::as_it_is, n, columns, {a.data(), n}, b, n);
}

/// a⁻¹ b; of the identity where there is no b.
template <BlasElement T>
Value solve(const Chunk& left, const Chunk* right) {
  const Stack<T> stack(left);
  const std::int64_t n = stack.rows;
  const std::int64_t columns = right != nullptr ? right->shape().back() : n;
  Result<T> result(stack.extents, {n, columns});
  std::vector<T> a(static_cast<std::size_t>(n * n)), b(static_cast<std::size_t>(n * columns));
  std::vector<std::int64_t> pivots(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < stack.count; ++i) {
    stack.read(i, a.data());
    factor_lu<T>(n, n, a.data(), n, pivots);
    require_pivots(a, n, i, stack.count, right != nullptr ? "solve" : "inv");
    if (right != nullptr) {
      Stack<T>(*right).read(i, b.data());
    } else {
      std::ranges::fill(b, T{});
      for (std::int64_t j = 0; j < n; ++j)
        b[static_cast<std::size_t>(j * (n + 1))] = 1;
    }
    solve_factored<T>(a, pivots, n, b.data(), columns);
    transpose_copy(b.data(), columns, n, n, result.of(i), columns);
  }
  return Value::list({result.take()});
}

template <BlasElement T>
Value determinants(const Chunk& chunk) {
  const Stack<T> stack(chunk);
  const std::int64_t n = stack.rows;
  Result<T> sign(stack.extents, {}), determinant(stack.extents, {});
  Result<RealOf<T>> logarithm(stack.extents, {});
  std::vector<T> a(static_cast<std::size_t>(n * n));
  std::vector<std::int64_t> pivots(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < stack.count; ++i) {
    stack.read(i, a.data());
    factor_lu<T>(n, n, a.data(), n, pivots);
    T phase = 1, product = 1;
    RealOf<T> sum = 0;
    for (std::int64_t j = 0; j < n; ++j) {
      const T pivot = a[static_cast<std::size_t>(j * (n + 1))];
      const RealOf<T> size = std::abs(pivot);
      const T turned = pivots[static_cast<std::size_t>(j)] != j ? -pivot : pivot;
      phase *= size == 0 ? T{} : turned / size;
      product *= turned;
      sum += std::log(size);
    }
    *sign.of(i) = phase;
    *determinant.of(i) = product;
    *logarithm.of(i) = sum;
  }
  return Value::list({sign.take(), logarithm.take(), determinant.take()});
}

template <BlasElement T>
Value cholesky(const Chunk& chunk) {
  const Stack<T> stack(chunk);
  const std::int64_t n = stack.rows;
  Result<T> result(stack.extents, {n, n});
  std::vector<T> a(static_cast<std::size_t>(n * n));
  for (std::int64_t i = 0; i < stack.count; ++i) {
    stack.read(i, a.data());
    if (const auto failed = factor_cholesky<T>(n, a.data(), n))
      throw ValueError("cholesky: " + where(i, stack.count) + " is not positive definite, pivot "
                       + std::to_string(*failed) + " is not above 0");
    for (std::int64_t j = 0; j < n; ++j)
      std::fill_n(a.begin() + j * n, j, T{});
    transpose_copy(a.data(), n, n, n, result.of(i), n);
  }
  return Value::list({result.take()});
}

template <BlasElement T>
Value singular(const Chunk& chunk, bool wants_vectors) {
  const Stack<T> stack(chunk);
  const std::int64_t m = stack.rows, n = stack.columns, k = std::min(m, n);
  Result<RealOf<T>> values(stack.extents, {k});
  std::vector<T> a(static_cast<std::size_t>(m * n));
  if (!wants_vectors) {
    for (std::int64_t i = 0; i < stack.count; ++i) {
      stack.read(i, a.data());
      converging("svdvals", i, stack.count,
                 [&] { decompose_singular<T>(m, n, a.data(), values.of(i), nullptr, nullptr); });
    }
    return Value::list({values.take()});
  }
  Result<T> left(stack.extents, {m, k}), right(stack.extents, {k, n});
  std::vector<T> u(static_cast<std::size_t>(m * k)), vh(static_cast<std::size_t>(k * n));
  for (std::int64_t i = 0; i < stack.count; ++i) {
    stack.read(i, a.data());
    converging("svd", i, stack.count,
               [&] { decompose_singular<T>(m, n, a.data(), values.of(i), u.data(), vh.data()); });
    transpose_copy(u.data(), k, m, m, left.of(i), k);
    transpose_copy(vh.data(), n, k, k, right.of(i), n);
  }
  return Value::list({left.take(), values.take(), right.take()});
}

template <BlasElement T>
Value hermitian(const Chunk& chunk, bool wants_vectors) {
  const Stack<T> stack(chunk);
  const std::int64_t n = stack.rows;
  Result<RealOf<T>> values(stack.extents, {n});
  Result<T> vectors(stack.extents, {wants_vectors ? n : 0, n});
  std::vector<T> a(static_cast<std::size_t>(n * n));
  for (std::int64_t i = 0; i < stack.count; ++i) {
    stack.read(i, a.data());
    converging(wants_vectors ? "eigh" : "eigvalsh", i, stack.count,
               [&] { decompose_hermitian<T>(n, a.data(), Half::lower, wants_vectors, values.of(i)); });
    if (wants_vectors)
      transpose_copy(a.data(), n, n, n, vectors.of(i), n);
  }
  if (!wants_vectors)
    return Value::list({values.take()});
  return Value::list({values.take(), vectors.take()});
}

/// The solution of least norm: V S⁺ Uᴴ b.
template <BlasElement T>
Value least_squares(const Chunk& left, const Chunk& right, double cutoff) {
  const Stack<T> stack(left);
  const std::int64_t m = stack.rows, n = stack.columns, k = std::min(m, n), columns = right.shape().back();
  Result<RealOf<T>> values({}, {k});
  Result<T> result({}, {n, columns});
  std::vector<T> a(static_cast<std::size_t>(m * n)), u(static_cast<std::size_t>(m * k)),
      vh(static_cast<std::size_t>(k * n)), w(static_cast<std::size_t>(k * columns));
  stack.read(0, a.data());
  converging("lstsq", 0, 1,
             [&] { decompose_singular<T>(m, n, a.data(), values.of(0), u.data(), vh.data()); });
  // Rows of b, as they lie, are columns: wᵀ = bᵀ ū.
  std::ranges::transform(u, u.begin(), [](T value) {
    if constexpr (ComplexElement<T>)
      return std::conj(value);
    else
      return value;
  });
  multiply_add<T>(columns, k, m, 1, {right.values<T>().data(), columns}, {u.data(), m}, 0, w.data(), columns);
  std::int64_t rank = 0;
  for (std::int64_t i = 0; i < k; ++i) {
    const RealOf<T> value = values.of(0)[i];
    const bool counts = value > static_cast<RealOf<T>>(cutoff) * values.of(0)[0];
    rank += counts ? 1 : 0;
    for (std::int64_t j = 0; j < columns; ++j)
      w[static_cast<std::size_t>(i * columns + j)] *= counts ? RealOf<T>{1} / value : RealOf<T>{0};
  }
  // xᵀ = wᵀ conj(vh)
  std::ranges::transform(vh, vh.begin(), [](T value) {
    if constexpr (ComplexElement<T>)
      return std::conj(value);
    else
      return value;
  });
  multiply_add<T>(columns, n, k, 1, {w.data(), columns}, {vh.data(), std::max<std::int64_t>(k, 1)}, 0,
                  result.of(0), columns);
  return Value::list({result.take(), Chunk::scalar<std::int64_t>(rank), values.take()});
}

template <BlasElement T>
Value apply(const StackParameters& parameters, std::span<const Chunk> chunks) {
  switch (parameters.operation) {
  case StackOperation::solve: return solve<T>(chunks[0], &chunks[1]);
  case StackOperation::inverse: return solve<T>(chunks[0], nullptr);
  case StackOperation::determinant: return determinants<T>(chunks[0]);
  case StackOperation::cholesky: return cholesky<T>(chunks[0]);
  case StackOperation::svd: return singular<T>(chunks[0], true);
  case StackOperation::singular: return singular<T>(chunks[0], false);
  case StackOperation::hermitian: return hermitian<T>(chunks[0], true);
  case StackOperation::eigenvalues: return hermitian<T>(chunks[0], false);
  case StackOperation::least_squares: return least_squares<T>(chunks[0], chunks[1], parameters.cutoff);
  }
  throw ValueError("stack_of_matrices: there is no operation "
                   + std::to_string(static_cast<int>(parameters.operation)));
}

bool needs_square(StackOperation operation) {
  return operation != StackOperation::svd && operation != StackOperation::singular
         && operation != StackOperation::least_squares;
}

/// Whether the shapes are those of matrices the operation takes.
bool fits(StackOperation operation, const Shape& a, const Shape* b) {
  if (a.size() < 2 || (needs_square(operation) && a[a.size() - 2] != a.back()))
    return false;
  if (b == nullptr)
    return operation != StackOperation::solve && operation != StackOperation::least_squares;
  if (operation == StackOperation::least_squares)
    return a.size() == 2 && b->size() == 2 && (*b)[0] == a[0];
  // Stack and rows.
  return operation == StackOperation::solve && b->size() == a.size()
         && std::equal(a.begin(), a.end() - 1, b->begin());
}

void require_operands(StackOperation operation, std::span<const Chunk> chunks) {
  if (chunks.empty() || chunks.size() > 2 || chunks.front().dtype() != chunks.back().dtype()
      || !fits(operation, chunks[0].shape(), chunks.size() == 2 ? &chunks[1].shape() : nullptr))
    throw ShapeError("stack_of_matrices: operation " + std::to_string(static_cast<int>(operation))
                     + " does not take blocks of " + joined(chunks, [](const Chunk& chunk) {
                         return std::string(to_string(chunk.dtype())) + to_string(chunk.shape());
                       }));
}

Value run_stack(const KernelCall& call) {
  std::vector<Chunk> chunks;
  for (const Value& argument : call.arguments)
    chunks.push_back(argument.as_chunk());
  return apply_to_stack(call.parameters.as<StackParameters>(), chunks);
}

} // namespace

Value apply_to_stack(const StackParameters& parameters, std::span<const Chunk> chunks) {
  require_operands(parameters.operation, chunks);
  return visit_blas(chunks[0].dtype(), "stack_of_matrices",
                    [&]<class T>(std::type_identity<T>) { return apply<T>(parameters, chunks); });
}

void register_stacks(KernelRegistry& registry) {
  registry.add({"stack_of_matrices", 1, "inverses, factors and values of each matrix of a block", at_least(1),
                run_stack, Parameters::decode<StackParameters>});
}

} // namespace troupe
