#pragma once

#include <cstdint>
#include <span>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/value.hpp>

// Factorisations by panels of whole columns. A panel of w columns of an (m, n) matrix is a chunk (w, m): its columns lie one
// after the other, as LAPACK has them. A factored panel is the list [panel, extra]; `first` is the number of its
// first column, and the row on which its diagonal begins.
//
//     kind        panel                                             extra
//     lu          U above, L below the diagonal                     the rows that changed places, int64
//     qr          R above, V below the diagonal                     T (w, w)
//     cholesky    L, zeros above                                    nothing

namespace troupe {

enum class PanelKind : std::uint8_t { lu, qr, cholesky };
constexpr PanelKind last_of(PanelKind) { return PanelKind::cholesky; }

/// What a factored panel does to a panel that comes after it, or to one of a right-hand side.
enum class PanelStep : std::uint8_t {
  eliminate,       ///< lu: changes rows, divides by L, subtracts
  reflect_adjoint, ///< qr: Qᴴ
  reflect,         ///< qr: Q
  subtract,        ///< cholesky: L Lᴴ from the panel whose first column is `target`
  divide_upper,    ///< by the columns of an upper triangle, to be done from the last panel to the first
  divide_lower     ///< by the columns of a lower triangle, from the first to the last
};
constexpr PanelStep last_of(PanelStep) { return PanelStep::divide_lower; }

enum class PanelPart : std::uint8_t {
  upper,       ///< (k, w) of U or R, k = min(m, n)
  lower,       ///< (m, w) of L; the other arguments are the pivots of the panels that come after it
  triangle,    ///< (m, w) of Cholesky's L
  permutation, ///< (m, w) of P; the arguments are the pivots of all panels
  diagonal     ///< (w,) of U, the first one negated if an odd number of rows changed places
};
constexpr PanelPart last_of(PanelPart) { return PanelPart::diagonal; }

/// Kernel "factor_panel".
struct FactorPanelParameters {
  PanelKind kind = PanelKind::lu;
  std::int64_t first = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, first);
  }
};

/// Kernel "panel_step": what the first argument, a factored panel, or a chunk if it is of a triangular matrix, does to
/// the second.
struct PanelStepParameters {
  PanelStep step = PanelStep::eliminate;
  std::int64_t first = 0;
  std::int64_t target = 0;
  bool has_unit_diagonal = false;
  std::string operation = {}; ///< That errors name.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(step, first, target, has_unit_diagonal, operation);
  }
};

/// Kernel "panel_part": rows and columns lie again as those of other chunks do. `kept` is k of `upper` and `lower`,
/// `width` the columns of a `permutation`.
struct PanelPartParameters {
  PanelPart part = PanelPart::upper;
  std::int64_t first = 0;
  std::int64_t kept = 0;
  std::int64_t rows = 0;
  std::int64_t width = 0;
  DType dtype = DType::float64;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(part, first, kept, rows, width, dtype);
  }
};

/// \throws ValueError if kind is `cholesky` and the matrix is not positive definite.
Value factor_panel(const FactorPanelParameters& parameters, const Chunk& panel);

/// \throws ValueError if the triangle of `divide_…` has a zero on its diagonal.
Chunk step_panel(const PanelStepParameters& parameters, const Value& factors, const Chunk& panel);

Chunk part_of_panel(const PanelPartParameters& parameters, std::span<const Value> arguments);

} // namespace troupe
