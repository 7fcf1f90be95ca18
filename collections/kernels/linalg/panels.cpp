#include "kernels/linalg/panels.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/linalg/lapack.hpp"
#include "kernels/linalg/visit_blas.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

const Chunk& panel_of(const Value& factors) {
  if (factors.kind() != ValueKind::list)
    return factors.as_chunk();
  if (factors.as_list().empty())
    throw ValueError("panel: no factored panel in " + to_string(factors));
  return factors.as_list()[0].as_chunk();
}

/// What a factored panel has beside its columns.
const Chunk& extra_of(const Value& factors) {
  if (factors.kind() != ValueKind::list || factors.as_list().size() != 2)
    throw ValueError("panel: no pivots or reflectors in " + to_string(factors));
  return factors.as_list()[1].as_chunk();
}

/// A panel's columns, rows, and where its diagonal ends: columns behind have no pivot.
struct Extents {
  std::int64_t width, rows, pivots;
  Extents(const Chunk& panel, std::int64_t first) {
    if (panel.rank() != 2 || first < 0) // it may lie behind the rows, in a wide matrix
      throw ShapeError("panel: column " + std::to_string(first) + " on in columns of shape "
                       + to_string(panel.shape()));
    width = panel.shape()[0];
    rows = panel.shape()[1];
    pivots = std::clamp<std::int64_t>(rows - first, 0, width);
  }
};

/// A copy to be changed.
template <class T>
std::pair<Chunk, T*> copy_of(const Chunk& panel) {
  auto [result, elements] = Chunk::uninitialised(panel.dtype(), panel.shape());
  std::copy_n(panel.bytes(), panel.size_bytes(), elements);
  return {std::move(result), reinterpret_cast<T*>(elements)};
}

template <class T>
void swap_rows(std::span<const std::int64_t> pivots, std::int64_t first, T* panel, std::int64_t rows,
               std::int64_t width) {
  if (pivots.empty())
    return;
  const std::int64_t left = rows - first;
  if (std::ssize(pivots) > left
      || std::ranges::any_of(pivots, [=](std::int64_t pivot) { return pivot < 0 || pivot >= left; }))
    throw IndexError("panel: " + std::to_string(pivots.size()) + " pivots are not all among the "
                     + std::to_string(left) + " rows from " + std::to_string(first) + " on");
  for (std::int64_t column = 0; column < width; ++column)
    for (std::size_t i = 0; i < pivots.size(); ++i)
      std::swap(panel[column * rows + first + static_cast<std::int64_t>(i)],
                panel[column * rows + first + pivots[i]]);
}

/// V's head is read where R stands as well, so it is copied: unit lower triangular (w, w).
template <class T>
std::vector<T> head_of_reflectors(const T* v, std::int64_t ld, std::int64_t width) {
  std::vector<T> head(static_cast<std::size_t>(width * width));
  for (std::int64_t j = 0; j < width; ++j) {
    head[static_cast<std::size_t>(j * (width + 1))] = 1;
    std::copy(v + j * ld + j + 1, v + j * ld + width, head.begin() + j * (width + 1) + 1);
  }
  return head;
}

/// `c -= V op(T) Vᴴ c` for c (rows, n), V (rows, width).
template <BlasElement T>
void reflect(const T* v, std::int64_t rows, std::int64_t width, const T* t, Turn turn, T* c, std::int64_t n,
             std::int64_t ld) {
  const std::vector<T> head = head_of_reflectors(v, ld, width);
  std::vector<T> inner(static_cast<std::size_t>(width * n)), w(inner.size());
  const std::int64_t below = rows - width;
  multiply_add<T>(width, n, width, 1, {head.data(), width, Turn::adjoint}, {c, ld}, 0, inner.data(), width);
  multiply_add<T>(width, n, below, 1, {v + width, ld, Turn::adjoint}, {c + width, ld}, 1, inner.data(),
                  width);
  multiply_add<T>(width, n, width, 1, {t, width, turn}, {inner.data(), width}, 0, w.data(), width);
  multiply_add<T>(width, n, width, -1, {head.data(), width}, {w.data(), width}, 1, c, ld);
  multiply_add<T>(below, n, width, -1, {v + width, ld}, {w.data(), width}, 1, c + width, ld);
}

/// Columns behind the rows have no diagonal, and are not factored.
void require_diagonal_begins(const Extents& extents, std::int64_t first) {
  if (first > extents.rows)
    throw ShapeError("panel: a diagonal from row " + std::to_string(first) + " on of "
                     + std::to_string(extents.rows));
}

template <BlasElement T>
Value factor(const FactorPanelParameters& parameters, const Chunk& panel) {
  const Extents extents(panel, parameters.first);
  require_diagonal_begins(extents, parameters.first);
  const std::int64_t rows = extents.rows, left = rows - parameters.first, pivots = extents.pivots;
  auto [result, elements] = copy_of<T>(panel);
  T* const corner = elements + parameters.first;
  if (parameters.kind == PanelKind::lu) {
    Chunk swaps = Chunk::generate<std::int64_t>({pivots}, [&, to = corner](std::span<std::int64_t> out) {
      factor_lu<T>(left, extents.width, to, rows, out);
    });
    return Value::list({std::move(result), std::move(swaps)});
  }
  if (parameters.kind == PanelKind::qr) {
    Chunk t = Chunk::generate<T>({pivots, pivots}, [&, to = corner](std::span<T> out) {
      std::ranges::fill(out, T{});
      factor_qr<T>(left, pivots, to, rows, out.data(), pivots);
      for (std::int64_t j = 0; j < pivots; ++j) // below the diagonal it is undefined
        std::fill_n(out.begin() + j * pivots + j + 1, pivots - j - 1, T{});
      reflect<T>(to, left, pivots, out.data(), Turn::adjoint, to + pivots * rows, extents.width - pivots,
                 rows);
    });
    return Value::list({std::move(result), std::move(t)});
  }
  if (pivots != extents.width)
    throw ShapeError("cholesky: columns " + std::to_string(parameters.first) + " to "
                     + std::to_string(parameters.first + extents.width) + " of " + std::to_string(rows)
                     + " rows");
  if (const auto failed = factor_cholesky<T>(pivots, corner, rows))
    throw ValueError("cholesky: the matrix is not positive definite, pivot "
                     + std::to_string(parameters.first + *failed) + " is not above 0");
  divide_by_triangle<T>(BlasSide::right, Half::lower, Diagonal::as_it_is, left - pivots, pivots,
                        {corner, rows, Turn::adjoint}, corner + pivots, rows);
  for (std::int64_t j = 0; j < extents.width; ++j)
    std::fill_n(elements + j * rows, parameters.first + j, T{});
  return Value::list({std::move(result)});
}

template <class T>
void require_diagonal(const T* corner, std::int64_t rows, std::int64_t pivots,
                      const PanelStepParameters& step) {
  for (std::int64_t i = 0; i < pivots; ++i)
    if (corner[i * (rows + 1)] == T{})
      throw ValueError(step.operation + ": the matrix is singular, pivot " + std::to_string(step.first + i)
                       + " is 0");
}

template <BlasElement T>
void divide(const PanelStepParameters& parameters, const Chunk& triangle, T* target, std::int64_t n) {
  const std::int64_t first = parameters.first;
  const Extents extents(triangle, first);
  const T* const columns = triangle.values<T>().data();
  const T* const corner = columns + first;
  const std::int64_t rows = extents.rows, pivots = extents.pivots;
  const bool is_upper = parameters.step == PanelStep::divide_upper;
  if (!parameters.has_unit_diagonal)
    require_diagonal(corner, rows, pivots, parameters);
  divide_by_triangle<T>(BlasSide::left, is_upper ? Half::upper : Half::lower,
                        parameters.has_unit_diagonal ? Diagonal::unit : Diagonal::as_it_is, pivots, n,
                        {corner, rows}, target + first, rows);
  if (is_upper)
    multiply_add<T>(first, n, pivots, -1, {columns, rows}, {target + first, rows}, 1, target, rows);
  else
    multiply_add<T>(rows - first - pivots, n, pivots, -1, {corner + pivots, rows}, {target + first, rows}, 1,
                    target + first + pivots, rows);
}

template <BlasElement T>
Chunk step(const PanelStepParameters& parameters, const Value& factors, const Chunk& panel) {
  const Chunk& factored = panel_of(factors);
  const std::int64_t first = parameters.first;
  const Extents extents(factored, first);
  require_diagonal_begins(extents, first);
  const std::int64_t rows = extents.rows, left = rows - first, pivots = extents.pivots;
  if (panel.rank() != 2 || panel.shape()[1] != rows)
    throw ShapeError("panel_step: panels of shapes " + to_string(factored.shape()) + " and "
                     + to_string(panel.shape()));
  const std::int64_t n = panel.shape()[0];
  const T* const columns = factored.values<T>().data();
  auto [result, target] = copy_of<T>(panel);
  switch (parameters.step) {
  case PanelStep::eliminate:
    swap_rows<T>(extra_of(factors).values<std::int64_t>(), first, target, rows, n);
    divide_by_triangle<T>(BlasSide::left, Half::lower, Diagonal::unit, pivots, n, {columns + first, rows},
                          target + first, rows);
    multiply_add<T>(left - pivots, n, pivots, -1, {columns + first + pivots, rows}, {target + first, rows}, 1,
                    target + first + pivots, rows);
    break;
  case PanelStep::reflect:
  case PanelStep::reflect_adjoint:
    if (extra_of(factors).shape() != Shape{pivots, pivots})
      throw ShapeError("panel_step: T of shape " + to_string(extra_of(factors).shape()) + " for "
                       + std::to_string(pivots) + " reflectors");
    reflect<T>(columns + first, left, pivots, extra_of(factors).values<T>().data(),
               parameters.step == PanelStep::reflect ? Turn::none : Turn::adjoint, target + first, n, rows);
    break;
  case PanelStep::subtract: {
    if (parameters.target < 0 || parameters.target > rows - n)
      throw ShapeError("panel_step: columns " + std::to_string(parameters.target) + " to "
                       + std::to_string(parameters.target + n) + " of " + std::to_string(rows) + " rows");
    const T* const rows_of_target = columns + parameters.target;
    multiply_add<T>(rows - parameters.target, n, extents.width, -1, {rows_of_target, rows},
                    {rows_of_target, rows, Turn::adjoint}, 1, target + parameters.target, rows);
    break;
  }
  case PanelStep::divide_upper:
  case PanelStep::divide_lower: divide<T>(parameters, factored, target, n); break;
  }
  return std::move(result);
}

/// Row i of the result is row `order[i]` of what was given.
std::vector<std::int64_t> order_of_rows(std::int64_t rows, std::span<const Value> pivots) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = static_cast<std::int64_t>(i);
  std::int64_t first = 0;
  for (const Value& swaps : pivots) {
    const auto numbers = swaps.as_chunk().values<std::int64_t>();
    swap_rows<std::int64_t>(numbers, first, order.data(), rows, 1);
    first += std::ssize(numbers);
  }
  return order;
}

template <BlasElement T>
Chunk permutation(const PanelPartParameters& parameters, std::span<const Value> pivots) {
  if (parameters.first < 0 || parameters.width < 0 || parameters.first > parameters.rows - parameters.width)
    throw ShapeError("panel_part: columns " + std::to_string(parameters.first) + " to "
                     + std::to_string(parameters.first + parameters.width) + " of a permutation of "
                     + std::to_string(parameters.rows));
  const std::vector<std::int64_t> order = order_of_rows(parameters.rows, pivots);
  return Chunk::generate<T>({parameters.rows, parameters.width}, [&](std::span<T> out) {
    std::ranges::fill(out, T{});
    for (std::int64_t j = 0; j < parameters.width; ++j)
      out[static_cast<std::size_t>(order[static_cast<std::size_t>(parameters.first + j)] * parameters.width
                                   + j)] = 1;
  });
}

/// The rows of L that later panels changed.
std::vector<std::int64_t> later_order(const PanelPartParameters& parameters, std::int64_t rows,
                                      std::int64_t pivots, std::span<const Value> later) {
  std::vector<std::int64_t> order = order_of_rows(rows, {});
  std::int64_t first = parameters.first + pivots;
  for (const Value& swaps : later) {
    const auto numbers = swaps.as_chunk().values<std::int64_t>();
    swap_rows<std::int64_t>(numbers, first, order.data(), rows, 1);
    first += std::ssize(numbers);
  }
  return order;
}

template <BlasElement T>
Chunk part(const PanelPartParameters& parameters, std::span<const Value> arguments) {
  if (arguments.empty())
    throw ValueError("panel_part: no panel");
  const Chunk& panel = panel_of(arguments[0]);
  const Extents extents(panel, parameters.first);
  const std::int64_t rows = extents.rows, width = extents.width, first = parameters.first;
  const T* const from = panel.values<T>().data();
  if (parameters.part == PanelPart::diagonal)
    return Chunk::generate<T>({extents.pivots}, [&](std::span<T> out) {
      for (std::int64_t i = 0; i < extents.pivots; ++i)
        out[static_cast<std::size_t>(i)] = from[i * rows + first + i];
      std::int64_t i = 0, swaps = 0;
      for (const std::int64_t pivot : extra_of(arguments[0]).values<std::int64_t>())
        swaps += pivot != i++ ? 1 : 0;
      if (swaps % 2 == 1 && !out.empty())
        out[0] = -out[0];
    });
  if (parameters.part == PanelPart::lower) {
    const std::vector<std::int64_t> order =
        later_order(parameters, rows, extents.pivots, arguments.subspan(1));
    return Chunk::generate<T>({rows, extents.pivots}, [&](std::span<T> out) {
      for (std::int64_t i = 0; i < rows; ++i)
        for (std::int64_t j = 0; j < extents.pivots; ++j)
          out[static_cast<std::size_t>(i * extents.pivots + j)] =
              i > first + j    ? from[j * rows + order[static_cast<std::size_t>(i)]]
              : i == first + j ? T{1}
                               : T{};
    });
  }
  const bool is_upper = parameters.part == PanelPart::upper;
  const std::int64_t kept = is_upper ? parameters.kept : rows;
  if (kept < 0 || kept > rows)
    throw ShapeError("panel_part: " + std::to_string(kept) + " of " + std::to_string(rows) + " rows");
  return Chunk::generate<T>({kept, width}, [&](std::span<T> out) {
    for (std::int64_t i = 0; i < kept; ++i)
      for (std::int64_t j = 0; j < width; ++j)
        out[static_cast<std::size_t>(i * width + j)] = is_upper && i > first + j ? T{} : from[j * rows + i];
  });
}

Value run_factor_panel(const KernelCall& call) {
  return factor_panel(call.parameters.as<FactorPanelParameters>(), call.arguments[0].as_chunk());
}

Value run_panel_step(const KernelCall& call) {
  return step_panel(call.parameters.as<PanelStepParameters>(), call.arguments[0],
                    call.arguments[1].as_chunk());
}

Value run_panel_part(const KernelCall& call) {
  return part_of_panel(call.parameters.as<PanelPartParameters>(), call.arguments);
}

} // namespace

Value factor_panel(const FactorPanelParameters& parameters, const Chunk& panel) {
  return visit_blas(panel.dtype(), "factor_panel",
                    [&]<class T>(std::type_identity<T>) { return factor<T>(parameters, panel); });
}

Chunk step_panel(const PanelStepParameters& parameters, const Value& factors, const Chunk& panel) {
  return visit_blas(panel.dtype(), "panel_step",
                    [&]<class T>(std::type_identity<T>) { return step<T>(parameters, factors, panel); });
}

Chunk part_of_panel(const PanelPartParameters& parameters, std::span<const Value> arguments) {
  return visit_blas(parameters.dtype, "panel_part", [&]<class T>(std::type_identity<T>) {
    return parameters.part == PanelPart::permutation ? permutation<T>(parameters, arguments)
                                                     : part<T>(parameters, arguments);
  });
}

void register_panels(KernelRegistry& registry) {
  registry.add({"factor_panel", 1, "LU, QR or Cholesky of columns", 1, run_factor_panel,
                Parameters::decode<FactorPanelParameters>});
  registry.add({"panel_step", 2, "what factored columns do to others", 2, run_panel_step,
                Parameters::decode<PanelStepParameters>});
  registry.add({"panel_part", 1, "a factor's columns out of factored ones", any_arity, run_panel_part,
                Parameters::decode<PanelPartParameters>});
}

} // namespace troupe
