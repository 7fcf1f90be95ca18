#include <algorithm>
#include <string>
#include <utility>

#include <troupe/array/axes.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/linalg/decompositions.hpp>
#include <troupe/array/linalg/products.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/error.hpp>

#include "array/linalg/decomposition.hpp"
#include "array/linalg/panels.hpp"
#include "array/linalg/small_matrix.hpp"
#include "array/linalg/stacks.hpp"
#include "array/linalg/tall_qr.hpp"
#include "array/reshaping/transpose.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

using Kind = Decomposition::Kind;

Array take(std::string shown, Kind kind, int part, const Array& a, std::source_location line) {
  return apply(Decomposition{std::move(shown), kind, part}, {a}, source_line(line));
}

/// QR by panels of columns.
Array part_of_panel_qr(const Array& a, int part) {
  const Array panels = cut_into_panels(a);
  const Array factors = apply(PanelFactors{PanelKind::qr}, {panels});
  if (part == 1)
    return apply(PanelParts{PanelPart::upper}, {factors, panels});
  const std::int64_t rows = a.shape()[0], kept = std::min(rows, a.shape()[1]);
  const Array identity =
      eye(rows, kept, 0, {.dtype = a.dtype(), .chunks = {-1, panels.chunking().sizes(1)[0]}});
  return apply(PanelSteps{"qr", {PanelStep::reflect}, false, true}, {factors, panels, identity});
}

/// The shape of u, s or vh.
Shape shape_of_svd(const Array& a, int part) {
  const Shape shape = a.shape();
  const std::int64_t m = shape[shape.size() - 2], n = shape.back(), k = std::min(m, n);
  return part == 0 ? Shape{m, k} : part == 1 ? Shape{k} : Shape{k, n};
}

Array svd_in_blocks(const Array& a, int part) {
  return of_stacks({"svd", StackOperation::svd}, part, {a}, part == 1 ? real_of(a.dtype()) : a.dtype(),
                   shape_of_svd(a, part));
}

} // namespace

Array part_of_qr(const Array& a, int part) {
  const Shape shape = a.shape();
  const std::int64_t kept = std::min(shape[0], shape[1]);
  if (kept == 0)
    return zeros(part == 0 ? Shape{shape[0], 0} : Shape{0, shape[1]}, {.dtype = a.dtype()});
  if (!is_tall(a))
    return part_of_panel_qr(a, part);
  const Array rows = cut_into_rows(a);
  const Array factors = apply(RowFactors{true}, {rows});
  return part == 0 ? apply(RowFactorsQ{}, {factors, rows}) : apply(RowFactorsR{}, {factors, rows});
}

Array part_of_svd(const Array& a, int part) {
  const Shape shape = a.shape();
  if (a.rank() > 2 || is_small(a) || std::min(shape[0], shape[1]) == 0)
    return svd_in_blocks(a, part);
  if (shape[0] < shape[1]) // aᵀ = vhᵀ s uᵀ
    return part == 1 ? part_of_svd(transpose(a), 1) : transpose(part_of_svd(transpose(a), 2 - part));
  if (!is_tall(a)) {
    const Array values = svd_in_blocks(part_of_panel_qr(a, 1), part);
    return part == 0 ? matmul(part_of_panel_qr(a, 0), values) : values;
  }
  const Array rows = cut_into_rows(a);
  const Array factors = apply(RowFactors{true}, {rows});
  const Array values = svd_in_blocks(apply(RowFactorsR{}, {factors, rows}), part);
  return part == 0 ? apply(RowFactorsQ{}, {factors, rows, values}) : values;
}

Array singular_values(const Array& a) {
  const auto values = [](const Array& matrices) {
    const Shape shape = matrices.shape();
    return of_stacks({"svdvals", StackOperation::singular}, 0, {matrices}, real_of(matrices.dtype()),
                     {std::min(shape[shape.size() - 2], shape.back())});
  };
  const Shape shape = a.shape();
  if (a.rank() > 2 || is_small(a) || std::min(shape[0], shape[1]) == 0)
    return values(a);
  if (shape[0] < shape[1])
    return singular_values(transpose(a));
  if (!is_tall(a))
    return values(part_of_panel_qr(a, 1));
  const Array rows = cut_into_rows(a);
  return values(apply(RowFactorsR{}, {apply(RowFactors{false}, {rows}), rows}));
}

Array part_of_lu(const Array& a, int part) {
  const Shape shape = a.shape();
  const std::int64_t kept = std::min(shape[0], shape[1]);
  if (kept == 0)
    return part == 0   ? eye(shape[0], std::nullopt, 0, {.dtype = a.dtype()})
           : part == 1 ? zeros({shape[0], 0}, {.dtype = a.dtype()})
                       : zeros({0, shape[1]}, {.dtype = a.dtype()});
  const Array panels = cut_into_panels(a);
  constexpr PanelPart parts[] = {PanelPart::permutation, PanelPart::lower, PanelPart::upper};
  return apply(PanelParts{parts[part]}, {apply(PanelFactors{PanelKind::lu}, {panels}), panels});
}

Array part_of_cholesky(const Array& a, bool wants_upper) {
  if (wants_upper) {
    const Array lower = part_of_cholesky(a, false);
    return conj(swapaxes(lower, -1, -2));
  }
  if (a.rank() > 2 || is_small(a))
    return of_stacks({"cholesky", StackOperation::cholesky}, 0, {a}, a.dtype(),
                     {a.shape().back(), a.shape().back()});
  const Array panels = cut_into_panels(a);
  return apply(PanelParts{PanelPart::triangle}, {apply(PanelFactors{PanelKind::cholesky}, {panels}), panels});
}

Array part_of_hermitian(const Array& a, Kind kind, int part) {
  const std::int64_t n = a.shape().back();
  const bool is_values = kind == Kind::eigenvalues;
  return of_stacks(
      {is_values ? "eigvalsh" : "eigh", is_values ? StackOperation::eigenvalues : StackOperation::hermitian},
      part, {a}, part == 0 ? real_of(a.dtype()) : a.dtype(), part == 0 ? Shape{n} : Shape{n, n});
}

Qr qr(const Array& a, std::source_location line) {
  return {take("qr", Kind::qr, 0, a, line), take("qr", Kind::qr, 1, a, line)};
}

Svd svd(const Array& a, std::source_location line) {
  return {take("svd", Kind::svd, 0, a, line), take("svd", Kind::svd, 1, a, line),
          take("svd", Kind::svd, 2, a, line)};
}

Array svdvals(const Array& a, std::source_location line) {
  return take("svdvals", Kind::singular, 0, a, line);
}

Array cholesky(const Array& a, MatrixHalf half, std::source_location line) {
  return take("cholesky", Kind::cholesky, half == MatrixHalf::upper ? 1 : 0, a, line);
}

Lu lu(const Array& a, std::source_location line) {
  return {take("lu", Kind::lu, 0, a, line), take("lu", Kind::lu, 1, a, line),
          take("lu", Kind::lu, 2, a, line)};
}

Eigh eigh(const Array& a, std::source_location line) {
  return {take("eigh", Kind::hermitian, 0, a, line), take("eigh", Kind::hermitian, 1, a, line)};
}

Array eigvalsh(const Array& a, std::source_location line) {
  return take("eigvalsh", Kind::eigenvalues, 0, a, line);
}

} // namespace troupe
