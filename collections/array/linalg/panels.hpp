#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"
#include "kernels/linalg/panels.hpp"

// Factorisations of matrices cut into panels of whole columns (kernels/linalg/panels.hpp). Panel 0 is factored and
// changes all behind it, then panel 1, …:
//
//     A₀ ── F₀ ┬──────────┬─────────          F: factor_panel
//     A₁ ───── S₁ ── F₁ ──│───┬─────          S: panel_step, with the factors of one panel, on another
//     A₂ ───────────────  S₂ ─S₂ ── F₂
//
// Pivots are searched for in whole columns, as LAPACK does. No task holds more than two panels and its result.

namespace troupe {

/// All factored panels of a matrix whose chunks are panels. As blocks they stand in their order; they yield lists, which
/// only the operations below can read. A panel of columns behind the last row is no list but a chunk.
struct PanelFactors {
  static constexpr std::string_view name = "panels";
  PanelKind kind = PanelKind::lu;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind);
  }
  std::string_view label() const;
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// What the factors `inputs[0]` of the matrix `inputs[1]` do to the panels of `inputs[2]`, one step after the other. The
/// factors may also be the transpose of a triangular matrix cut into panels.
struct PanelSteps {
  static constexpr std::string_view name = "panel_steps";
  std::string shown; ///< The operation that it is done for.
  std::vector<PanelStep> steps;
  bool has_unit_diagonal = false;
  bool is_identity =
      false; ///< `inputs[2]` is the identity: reflections of columns behind leave a panel alone.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, steps, has_unit_diagonal, is_identity);
  }
  std::string_view label() const { return shown; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// A factor of the matrix `inputs[1]` out of `inputs[0]`.
struct PanelParts {
  static constexpr std::string_view name = "panel_parts";
  PanelPart part = PanelPart::upper;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(part);
  }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// `matrix` with its rows in one chunk and its columns in panels.
Array cut_into_panels(const Array& matrix);

} // namespace troupe
