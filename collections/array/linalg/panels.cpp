#include "array/linalg/panels.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <troupe/array/rechunk.hpp>

#include "expression/built_in_kernels.hpp"
#include "kernels/blocks/layout.hpp"
#include "kernels/linalg/tall_qr.hpp"

namespace troupe {

namespace {

constexpr std::int64_t panel_bytes = std::int64_t{16} << 20, least_columns = 64, most_columns = 256;

using Sizes = std::vector<std::int64_t>;

std::int64_t element_bytes(const ArrayNode& node) { return static_cast<std::int64_t>(size_of(node.dtype())); }

/// Where each panel begins.
Sizes first_columns(const Sizes& widths) {
  Sizes first;
  for (std::int64_t begin = 0; const std::int64_t width : widths)
    first.push_back(std::exchange(begin, begin + width));
  return first;
}

/// Adds tasks of one node, by kernel and parameters.
class Tasks {
public:
  Tasks(const ArrayNode& node, Lowering& lowering) : node_(node), lowering_(lowering) {}

  template <class P>
  BodyId body(std::string_view kernel, P parameters, std::int64_t output_bytes,
              std::int64_t workspace_bytes) {
    Body made = Body::call(built_in_kernel(kernel), Parameters::of(std::move(parameters)), node_.line());
    made.output_bytes = output_bytes;
    made.workspace_bytes = workspace_bytes;
    return lowering_.graph().add_body(std::move(made));
  }
  TaskId add(NameId name, std::int64_t number, BodyId body, std::span<const TaskId> inputs) {
    return lowering_.graph().add(name, static_cast<std::uint32_t>(number), body, inputs);
  }
  NameId name(std::string_view part, const Shape& grid) { return lowering_.add_name(node_, part, grid); }
  BodyId turn(std::int64_t bytes) { return body("transpose", TransposeParameters{{1, 0}}, bytes, 0); }

private:
  const ArrayNode& node_;
  Lowering& lowering_;
};

PanelStep update_of(PanelKind kind) {
  switch (kind) {
  case PanelKind::lu: return PanelStep::eliminate;
  case PanelKind::qr: return PanelStep::reflect_adjoint;
  default: return PanelStep::subtract;
  }
}

bool runs_backwards(PanelStep step) { return step == PanelStep::reflect || step == PanelStep::divide_upper; }

} // namespace

std::string_view PanelFactors::label() const {
  switch (kind) {
  case PanelKind::lu: return "lu";
  case PanelKind::qr: return "qr";
  default: return "cholesky";
  }
}

ArrayMetadata PanelFactors::infer(std::span<const Array> inputs) const {
  return {inputs[0].dtype(), Chunking({Sizes(inputs[0].chunking().sizes(1).size(), 1)}), {}};
}

void PanelFactors::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking& chunking = node.inputs()[0]->chunking();
  const Sizes &widths = chunking.sizes(1), first = first_columns(widths);
  const std::int64_t rows = chunking.shape()[0], count = std::ssize(widths);
  const std::int64_t width = std::ranges::max(widths), bytes = rows * width * element_bytes(node);
  const std::int64_t square = width * width * element_bytes(node);
  Tasks tasks(node, lowering);
  const NameId factored = lowering.add_name(node), turned = tasks.name("turned", {count});
  const NameId stepped = tasks.name("step", {count, count});
  const BodyId turn = tasks.turn(bytes);
  std::vector<TaskId> panels;
  for (std::int64_t j = 0; j < count; ++j)
    panels.push_back(tasks.add(turned, j, turn, lowering.tasks(*node.inputs()[0]).subspan(j, 1)));
  std::vector<TaskId> result = panels;
  // Panel by panel, all that is done to it: it is held for a short time only.
  for (std::int64_t j = 0; j < count; ++j) {
    TaskId panel = panels[static_cast<std::size_t>(j)];
    for (std::int64_t k = 0; k < j && first[k] < rows; ++k) {
      const BodyId step = tasks.body(
          "panel_step", PanelStepParameters{update_of(kind), first[k], first[j], false}, bytes, 4 * square);
      panel = tasks.add(stepped, k * count + j, step, std::array{result[static_cast<std::size_t>(k)], panel});
    }
    if (first[j] < rows)
      panel = tasks.add(factored, j,
                        tasks.body("factor_panel", FactorPanelParameters{kind, first[j]},
                                   bytes + square + rows * 8, 4 * square),
                        std::array{panel});
    result[static_cast<std::size_t>(j)] = panel;
  }
  lowering.set_tasks(node, std::move(result));
}

ArrayMetadata PanelSteps::infer(std::span<const Array> inputs) const {
  return {inputs[2].dtype(), inputs[2].chunking(), {}};
}

void PanelSteps::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking &matrix = node.inputs()[1]->chunking(), &panels = node.inputs()[2]->chunking();
  const std::span<const TaskId> factors = lowering.tasks(*node.inputs()[0]);
  const Sizes first = first_columns(matrix.sizes(1)), begin = first_columns(panels.sizes(1));
  const std::int64_t rows = matrix.shape()[0], width = std::ranges::max(panels.sizes(1));
  const std::int64_t count = std::ssize(first), panel_count = std::ssize(begin);
  const std::int64_t bytes = rows * width * element_bytes(node);
  const std::int64_t widest = std::ranges::max(matrix.sizes(1));
  const std::int64_t workspace = (widest + 2 * width) * widest * element_bytes(node);
  Tasks tasks(node, lowering);
  const NameId result_name = lowering.add_name(node), turned = tasks.name("turned", {panel_count});
  const NameId stepped = tasks.name("step", {panel_count, std::ssize(steps), count});
  const BodyId turn = tasks.turn(bytes);
  std::vector<TaskId> result;
  for (std::int64_t panel = 0; panel < panel_count; ++panel) {
    TaskId task = tasks.add(turned, panel, turn, lowering.tasks(*node.inputs()[2]).subspan(panel, 1));
    for (std::size_t s = 0; s < steps.size(); ++s)
      for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t k = runs_backwards(steps[s]) ? count - 1 - i : i;
        if (first[k] >= rows || (is_identity && first[k] >= begin[panel] + panels.sizes(1)[panel]))
          continue;
        const BodyId step =
            tasks.body("panel_step", PanelStepParameters{steps[s], first[k], 0, has_unit_diagonal, shown},
                       bytes, workspace);
        task = tasks.add(stepped, (panel * std::ssize(steps) + static_cast<std::int64_t>(s)) * count + k,
                         step, std::array{factors[static_cast<std::size_t>(k)], task});
      }
    result.push_back(tasks.add(result_name, panel, turn, std::array{task}));
  }
  lowering.set_tasks(node, std::move(result));
}

ArrayMetadata PanelParts::infer(std::span<const Array> inputs) const {
  const Shape shape = inputs[1].shape();
  const std::int64_t kept = std::min(shape[0], shape[1]);
  Sizes widths = inputs[1].chunking().sizes(1);
  if (part == PanelPart::upper)
    return {inputs[1].dtype(), Chunking({{kept}, widths}), {}};
  if (part == PanelPart::triangle)
    return {inputs[1].dtype(), inputs[1].chunking(), {}};
  if (part == PanelPart::permutation)
    return {inputs[1].dtype(),
            Chunking::regular({shape[0], shape[0]},
                              {std::max<std::int64_t>(shape[0], 1), std::ranges::max(widths)}),
            {}};
  Sizes kept_widths;
  for (std::int64_t begin = 0; const std::int64_t width : widths) {
    if (begin < kept || kept_widths.empty())
      kept_widths.push_back(std::min(width, kept - begin));
    begin += width;
  }
  if (part == PanelPart::diagonal)
    return {inputs[1].dtype(), Chunking({kept_widths}), {}};
  return {inputs[1].dtype(), Chunking({{shape[0]}, kept_widths}), {}};
}

void PanelParts::lower(const ArrayNode& node, Lowering& lowering) const {
  const std::span<const TaskId> factors = lowering.tasks(*node.inputs()[0]);
  const Chunking& matrix = node.inputs()[1]->chunking();
  const Shape shape = matrix.shape();
  const std::int64_t kept = std::min(shape[0], shape[1]);
  const Sizes first = first_columns(matrix.sizes(1));
  Tasks tasks(node, lowering);
  const NameId result_name = lowering.add_name(node);
  std::vector<TaskId> pivots;
  if (part == PanelPart::lower || part == PanelPart::permutation) {
    const NameId pivots_name = tasks.name("pivots", {std::ssize(first)});
    const BodyId take =
        tasks.body("list_item", ListItemParameters{1}, std::ranges::max(matrix.sizes(1)) * 8, 0);
    for (std::int64_t k = 0; k < std::ssize(first) && (k == 0 || first[k] < shape[0]); ++k)
      pivots.push_back(tasks.add(pivots_name, k, take, factors.subspan(k, 1)));
  }
  const std::size_t column_axis = node.chunking().rank() - 1;
  const Sizes &widths = node.chunking().sizes(column_axis), begin = first_columns(widths);
  std::vector<TaskId> result;
  for (std::size_t j = 0; j < widths.size(); ++j) {
    std::vector<TaskId> inputs;
    if (part == PanelPart::permutation) {
      inputs = pivots;
    } else {
      inputs.push_back(factors[j]);
      if (part == PanelPart::lower)
        inputs.insert(inputs.end(),
                      pivots.begin() + static_cast<std::ptrdiff_t>(std::min(j + 1, pivots.size())),
                      pivots.end());
    }
    const std::int64_t rows = column_axis == 0 ? 1 : node.chunking().shape()[0];
    const BodyId body =
        tasks.body("panel_part", PanelPartParameters{part, begin[j], kept, shape[0], widths[j], node.dtype()},
                   rows * widths[j] * element_bytes(node), shape[0] * 8);
    result.push_back(tasks.add(result_name, static_cast<std::int64_t>(j), body, inputs));
  }
  lowering.set_tasks(node, std::move(result));
}

Array cut_into_panels(const Array& matrix) {
  const std::int64_t column_bytes =
      std::max<std::int64_t>(matrix.shape()[0] * static_cast<std::int64_t>(size_of(matrix.dtype())), 1);
  return rechunk(matrix, {-1, std::clamp(panel_bytes / column_bytes, least_columns, most_columns)});
}

} // namespace troupe
