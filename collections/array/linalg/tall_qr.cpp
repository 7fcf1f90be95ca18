#include "array/linalg/tall_qr.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include <troupe/array/rechunk.hpp>

#include "expression/built_in_kernels.hpp"
#include "kernels/linalg/tall_qr.hpp"

namespace troupe {

namespace {

// The R of a wider matrix is no longer small; it is factored by panels of columns.
constexpr std::int64_t most_triangle_bytes = std::int64_t{32} << 20;
// What a task that factors several R reads at most, and how many.
constexpr std::int64_t stacked_bytes = std::int64_t{16} << 20, most_children = 16;
// Blocks of rows: as they are between these, and if there are several times as many rows as columns.
constexpr std::int64_t wanted_block_bytes = std::int64_t{16} << 20,
                       most_block_bytes = std::int64_t{128} << 20;
constexpr std::int64_t least_rows_by_columns = 4;

std::int64_t element_bytes(const ArrayNode& node) { return static_cast<std::int64_t>(size_of(node.dtype())); }

Body call(std::string_view kernel, Parameters parameters, const ArrayNode& node, std::int64_t output_bytes,
          std::int64_t workspace_bytes) {
  Body body = Body::call(built_in_kernel(kernel), std::move(parameters), node.line());
  body.output_bytes = output_bytes;
  body.workspace_bytes = workspace_bytes;
  return body;
}

/// Adds the tasks that factor.
class FactorTasks {
public:
  FactorTasks(const RowFactors& operation, const ArrayNode& node, Lowering& lowering)
      : operation_(operation), node_(node), lowering_(lowering), input_(*node.inputs()[0]),
        tree_(input_.chunking().sizes(0), columns(), size_of(node.dtype())) {}

  std::vector<TaskId> build() {
    const auto& members = tree_.members();
    const auto count = static_cast<std::int64_t>(members.size());
    const NameId name = lowering_.add_name(node_), triangles = lowering_.add_name(node_, "r", {count});
    const std::int64_t triangle_bytes = columns() * columns() * element_bytes(node_);
    const BodyId take = lowering_.graph().add_body(
        call("list_item", Parameters::of(ListItemParameters{0}), node_, triangle_bytes, 0));
    const std::span<const TaskId> blocks = lowering_.tasks(input_);
    const BodyId factor_block = body(members.begin(), members.begin() + std::ssize(blocks), 0);
    std::optional<BodyId> factor_triangles;
    if (members.size() > blocks.size())
      factor_triangles = body(members.begin() + std::ssize(blocks), members.end(), 1);
    std::vector<TaskId> tasks, taken;
    for (std::int64_t i = 0; i < count; ++i) {
      const RowTree::Member& member = members[static_cast<std::size_t>(i)];
      const auto number = static_cast<std::uint32_t>(i);
      if (member.begin == member.end)
        tasks.push_back(lowering_.graph().add(name, number, factor_block, blocks.subspan(number, 1)));
      else
        tasks.push_back(lowering_.graph().add(
            name, number, *factor_triangles,
            std::span(taken).subspan(static_cast<std::size_t>(member.begin),
                                     static_cast<std::size_t>(member.end - member.begin))));
      if (member.parent >= 0)
        taken.push_back(lowering_.graph().add(triangles, number, take, std::array{tasks.back()}));
    }
    return tasks;
  }

private:
  using Members = std::vector<RowTree::Member>::const_iterator;

  std::int64_t columns() const { return input_.chunking().shape()[1]; }

  /// Of tasks of up to as many rows as these; `copies`: of what they are given.
  BodyId body(Members begin, Members end, std::int64_t copies) {
    const std::int64_t rows =
        std::max_element(begin, end, [](const auto& a, const auto& b) { return a.rows < b.rows; })->rows;
    const std::int64_t bytes =
        reflector_elements(rows, columns(), size_of(node_.dtype())) * element_bytes(node_);
    const std::int64_t triangle = columns() * columns() * element_bytes(node_);
    const bool keeps = operation_.keeps_reflectors;
    const std::int64_t workspace = 4 * triangle + copies * rows * columns() * element_bytes(node_);
    return lowering_.graph().add_body(call("qr_rows", Parameters::of(QrRowsParameters{keeps}), node_,
                                           keeps ? bytes : triangle, keeps ? workspace : workspace + bytes));
  }

  const RowFactors& operation_;
  const ArrayNode& node_;
  Lowering& lowering_;
  const ArrayNode& input_;
  RowTree tree_;
};

} // namespace

RowTree::RowTree(const std::vector<std::int64_t>& row_sizes, std::int64_t columns,
                 std::size_t element_bytes) {
  for (const std::int64_t rows : row_sizes)
    members_.push_back({rows, std::min(rows, columns), 0, -1, 0, 0});
  const std::int64_t triangle =
      std::max<std::int64_t>(columns * columns * static_cast<std::int64_t>(element_bytes), 1);
  const std::int64_t children = std::clamp<std::int64_t>(stacked_bytes / triangle, 2, most_children);
  for (std::int64_t begin = 0, end = std::ssize(members_); end - begin > 1;
       begin = end, end = std::ssize(members_))
    for (std::int64_t first = begin; first < end; first += children) {
      Member parent{0, 0, 0, -1, first, std::min(first + children, end)};
      for (std::int64_t child = parent.begin; child < parent.end; ++child) {
        Member& member = members_[static_cast<std::size_t>(child)];
        member.parent = std::ssize(members_);
        member.first = std::exchange(parent.rows, parent.rows + member.kept);
      }
      parent.kept = std::min(parent.rows, columns);
      members_.push_back(parent);
    }
}

ArrayMetadata RowFactors::infer(std::span<const Array> inputs) const {
  const RowTree tree(inputs[0].chunking().sizes(0), inputs[0].shape()[1], size_of(inputs[0].dtype()));
  return {inputs[0].dtype(), Chunking({std::vector<std::int64_t>(tree.members().size(), 1)}), {}};
}

void RowFactors::lower(const ArrayNode& node, Lowering& lowering) const {
  lowering.set_tasks(node, FactorTasks(*this, node, lowering).build());
}

ArrayMetadata RowFactorsR::infer(std::span<const Array> inputs) const {
  const std::int64_t columns = inputs[1].shape()[1];
  return {inputs[1].dtype(), Chunking::whole({columns, columns}), {}};
}

void RowFactorsR::lower(const ArrayNode& node, Lowering& lowering) const {
  const BodyId body = lowering.graph().add_body(
      Body::call(built_in_kernel("list_item"), Parameters::of(ListItemParameters{0}), node.line()));
  const TaskId root = lowering.tasks(*node.inputs()[0]).back();
  lowering.set_tasks(node, {lowering.graph().add(lowering.add_name(node), 0, body, std::array{root})});
}

ArrayMetadata RowFactorsQ::infer(std::span<const Array> inputs) const {
  std::vector<std::vector<std::int64_t>> sizes = inputs[1].chunking().sizes();
  if (inputs.size() > 2)
    sizes[1] = {inputs[2].shape()[1]};
  return {inputs[1].dtype(), Chunking(std::move(sizes)), {}};
}

void RowFactorsQ::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking& rows = node.inputs()[1]->chunking();
  const RowTree tree(rows.sizes(0), rows.shape()[1], size_of(node.dtype()));
  const std::span<const TaskId> factors = lowering.tasks(*node.inputs()[0]);
  const std::size_t blocks = rows.sizes(0).size(), merges = tree.members().size() - blocks;
  const NameId blocks_name = lowering.add_name(node);
  const NameId between =
      merges > 0 ? lowering.add_name(node, "merge", {static_cast<std::int64_t>(merges)}) : blocks_name;
  const std::int64_t columns = node.chunking().shape()[1];
  std::vector<TaskId> expanded(tree.members().size());
  for (std::size_t i = expanded.size(); i-- > 0;) {
    const RowTree::Member& member = tree.members()[i];
    std::vector<TaskId> inputs{factors[i]};
    if (member.parent >= 0)
      inputs.push_back(expanded[static_cast<std::size_t>(member.parent)]);
    else if (node.inputs().size() > 2)
      inputs.push_back(lowering.tasks(*node.inputs()[2])[0]);
    const BodyId body = lowering.graph().add_body(
        call("qr_expand", Parameters::of(QrExpandParameters{member.first}), node,
             member.rows * columns * element_bytes(node), 4 * member.kept * columns * element_bytes(node)));
    const bool is_block = i < blocks;
    expanded[i] = lowering.graph().add(is_block ? blocks_name : between,
                                       static_cast<std::uint32_t>(is_block ? i : i - blocks), body, inputs);
  }
  expanded.resize(blocks);
  lowering.set_tasks(node, std::move(expanded));
}

bool is_tall(const Array& matrix) {
  const Shape shape = matrix.shape();
  const auto bytes = static_cast<std::int64_t>(size_of(matrix.dtype()));
  return shape[0] >= shape[1] && shape[1] < (std::int64_t{1} << 24)
         && shape[1] * shape[1] * bytes <= most_triangle_bytes;
}

Array cut_into_rows(const Array& matrix) {
  const Shape shape = matrix.shape();
  const std::vector<std::int64_t>& rows = matrix.chunking().sizes(0);
  const std::int64_t row_bytes =
      std::max<std::int64_t>(shape[1] * static_cast<std::int64_t>(size_of(matrix.dtype())), 1);
  const std::int64_t least = least_rows_by_columns * shape[1], longest = std::ranges::max(rows);
  if (longest * row_bytes <= most_block_bytes && (longest >= least || longest == shape[0]))
    return rechunk(matrix, {keep_chunks, -1});
  const std::int64_t wanted = std::max({wanted_block_bytes / row_bytes, least, std::int64_t{1}});
  return rechunk(matrix, {wanted, -1});
}

} // namespace troupe
