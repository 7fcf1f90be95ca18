#include "array/linalg/decomposition.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <troupe/array/located.hpp>
#include <troupe/array/math.hpp>
#include <troupe/error.hpp>

#include "expression/apply.hpp"

namespace troupe {

namespace {

using Kind = Decomposition::Kind;

bool takes_stacks(Kind kind) {
  return kind != Kind::qr && kind != Kind::lu && kind != Kind::solve_triangular
         && kind != Kind::least_squares;
}

bool needs_square(Kind kind) {
  return kind != Kind::qr && kind != Kind::lu && kind != Kind::svd && kind != Kind::singular
         && kind != Kind::least_squares;
}

bool is_blas(DType dtype) {
  return kind_of(dtype) == DTypeKind::floating || kind_of(dtype) == DTypeKind::complex;
}

} // namespace

Array as_blas(const Array& array) { return is_blas(array.dtype()) ? array : astype(array, DType::float64); }

void require_square(const Array& array) {
  const Shape shape = array.shape();
  if (shape.size() < 2 || shape[shape.size() - 2] != shape.back())
    throw ShapeError("matrices of shape " + to_string(shape) + " are not square");
}

Array Decomposition::build(std::span<const Array> inputs) const {
  const std::size_t rank = inputs[0].rank();
  if (rank < 2 || (rank > 2 && !takes_stacks(kind)))
    throw ShapeError("an array of shape " + to_string(inputs[0].shape()) + " is no matrix");
  if (needs_square(kind))
    require_square(inputs[0]);
  Array a = as_blas(inputs[0]);
  if (inputs.size() == 2) {
    const DType dtype = promote(a.dtype(), as_blas(inputs[1]).dtype());
    a = astype(a, dtype);
    const Array b = astype(inputs[1], dtype);
    switch (kind) {
    case Kind::solve: return solve_known(a, b);
    case Kind::solve_triangular: return solve_triangular_known(a, b, (part & 1) != 0, (part & 2) != 0);
    default: return part_of_least_squares(a, b, part, cutoff);
    }
  }
  switch (kind) {
  case Kind::qr: return part_of_qr(a, part);
  case Kind::svd: return part_of_svd(a, part);
  case Kind::singular: return singular_values(a);
  case Kind::cholesky: return part_of_cholesky(a, part == 1);
  case Kind::lu: return part_of_lu(a, part);
  case Kind::inverse: return inverse_of(a);
  case Kind::determinant: return part_of_determinant(a, part);
  default: return part_of_hermitian(a, kind, part);
  }
}

} // namespace troupe
