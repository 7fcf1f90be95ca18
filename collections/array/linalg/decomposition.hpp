#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// One array of those that an operation on matrices yields: `build` finds the method by shapes and sizes.
struct Decomposition {
  enum class Kind : std::uint8_t {
    qr,               ///< part 0 q, 1 r
    svd,              ///< part 0 u, 1 s, 2 vh
    singular,         ///< s
    cholesky,         ///< part 0 lower, 1 upper
    lu,               ///< part 0 p, 1 l, 2 u
    hermitian,        ///< part 0 eigenvalues, 1 eigenvectors
    eigenvalues,      ///< eigenvalues
    solve,            ///< x
    inverse,          ///< the inverse
    solve_triangular, ///< part: bit 0 lower, bit 1 unit diagonal
    determinant,      ///< part 0 sign, 1 logarithm, 2 determinant
    least_squares     ///< part 0 x, 1 rank, 2 s
  };
  friend constexpr Kind last_of(Kind) { return Kind::least_squares; }

  static constexpr std::string_view name = "decomposition";
  std::string shown;
  Kind kind = Kind::qr;
  std::int32_t part = 0;
  std::optional<double> cutoff = {}; ///< least_squares: given, or eps max(m, n)

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, kind, part, cutoff);
  }
  std::string_view label() const { return shown; }
  Array build(std::span<const Array> inputs) const;
};

/// How many singular values exceed a bound that depends on the extents.
struct MatrixRank {
  static constexpr std::string_view name = "matrix_rank";
  template <class Archive>
  void serialize(Archive&) {}
  Array build(std::span<const Array> inputs) const;
};

/// The pseudo-inverses of matrices.
struct Pinv {
  static constexpr std::string_view name = "pinv";
  double rcond = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(rcond);
  }
  Array build(std::span<const Array> inputs) const;
};

/// As an array of a dtype that BLAS has: float64 of integers and bools.
Array as_blas(const Array& array);

/// \throws ShapeError naming the shape, unless the last two axes are equal.
void require_square(const Array& array);

// Each is the part of its operation, for operands of known shape and a dtype of BLAS.
Array part_of_qr(const Array& a, int part);
Array part_of_svd(const Array& a, int part);
Array singular_values(const Array& a);
Array part_of_lu(const Array& a, int part);
Array part_of_cholesky(const Array& a, bool wants_upper);
Array part_of_hermitian(const Array& a, Decomposition::Kind kind, int part);
Array part_of_determinant(const Array& a, int part);
Array solve_known(const Array& a, const Array& b);
Array inverse_of(const Array& a);
Array solve_triangular_known(const Array& a, const Array& b, bool is_lower, bool has_unit_diagonal);
Array part_of_least_squares(const Array& a, const Array& b, int part, std::optional<double> cutoff);

} // namespace troupe
