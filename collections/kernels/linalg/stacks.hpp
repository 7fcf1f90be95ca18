#pragma once

#include <cstdint>
#include <span>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// What is made of each matrix of a stack, whole matrices being in a chunk.
enum class StackOperation : std::uint8_t {
  solve,        ///< a (…, n, n), b (…, n, r): [x]
  inverse,      ///< [a⁻¹]
  determinant,  ///< [sign, logarithm of the absolute value, determinant]
  cholesky,     ///< [L]
  svd,          ///< [u, s, vh], the smaller k of both extents
  singular,     ///< [s]
  hermitian,    ///< [eigenvalues, eigenvectors], of the lower triangle
  eigenvalues,  ///< [eigenvalues], of the lower triangle
  least_squares ///< a (m, n), b (m, r): [x, rank, s], by singular values above `cutoff` times the largest
};
constexpr StackOperation last_of(StackOperation) { return StackOperation::least_squares; }

/// Kernel "stack_of_matrices": one or two chunks to a list.
struct StackParameters {
  StackOperation operation = StackOperation::inverse;
  double cutoff = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(operation, cutoff);
  }
};

/// \throws ValueError for a matrix that is singular or not positive definite, saying which one of the chunk it
/// is; Error if values do not converge.
Value apply_to_stack(const StackParameters& parameters, std::span<const Chunk> chunks);

} // namespace troupe
