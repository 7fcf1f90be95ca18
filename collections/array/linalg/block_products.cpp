#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "array/linalg/matmul.hpp"
#include "array/reductions/reduce.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/linalg/matmul.hpp"

namespace troupe {

namespace {

// What one task reads at most if it adds up several products.
constexpr std::int64_t most_input_bytes = 64 << 20;

using Sizes = std::vector<std::int64_t>;

/// Which block of an operand meets which block of the result.
class Operand {
public:
  Operand(const BlockProducts& operation, const ArrayNode& node, bool is_left, Lowering& lowering)
      : chunking_(node.chunking()), grid_(chunking_.grid()), tasks_(lowering.tasks(node)),
        stack_axes_(operation.stack_axes), contracted_axes_(operation.contracted_axes) {
    const std::size_t kept_axes = chunking_.rank() - stack_axes_ - contracted_axes_;
    const bool is_contracted_first =
        is_left == (is_left ? operation.is_left_transposed : operation.is_right_transposed);
    contracted_begin_ = stack_axes_ + (is_contracted_first ? 0 : kept_axes);
    kept_begin_ = stack_axes_ + (is_contracted_first ? contracted_axes_ : 0);
    kept_axes_ = kept_axes;
    element_bytes_ = static_cast<std::int64_t>(size_of(node.dtype()));
  }

  Shape stack_grid() const { return grid_of(0, stack_axes_); }
  Shape kept_grid() const { return grid_of(kept_begin_, kept_axes_); }
  Shape contracted_grid() const { return grid_of(contracted_begin_, contracted_axes_); }
  const Sizes& contracted_sizes(std::size_t i) const { return chunking_.sizes(contracted_begin_ + i); }
  std::vector<Sizes> stack_sizes() const { return sizes_of(0, stack_axes_); }
  std::vector<Sizes> kept_sizes() const { return sizes_of(kept_begin_, kept_axes_); }
  std::int64_t largest_kept() const { return largest(kept_begin_, kept_axes_); }
  std::int64_t largest_contracted() const { return largest(contracted_begin_, contracted_axes_); }
  std::int64_t largest_bytes() const { return largest(0, chunking_.rank()) * element_bytes_; }

  /// By numbers in the grids of its own axes; of the stack, in the grid of what both broadcast to.
  TaskId task(const Shape& stack_grid, std::int64_t stack, std::int64_t kept, std::int64_t contracted) const {
    Block block(chunking_.rank());
    put(block, 0, stack_axes_, stack_grid, stack);
    put(block, kept_begin_, kept_axes_, kept_grid(), kept);
    put(block, contracted_begin_, contracted_axes_, contracted_grid(), contracted);
    for (std::size_t axis = 0; axis < stack_axes_; ++axis)
      if (grid_[axis] == 1)
        block[axis] = 0;
    return tasks_[static_cast<std::size_t>(chunking_.index(block))];
  }

private:
  Shape grid_of(std::size_t begin, std::size_t count) const {
    return {grid_.begin() + static_cast<std::ptrdiff_t>(begin),
            grid_.begin() + static_cast<std::ptrdiff_t>(begin + count)};
  }
  std::vector<Sizes> sizes_of(std::size_t begin, std::size_t count) const {
    return {chunking_.sizes().begin() + static_cast<std::ptrdiff_t>(begin),
            chunking_.sizes().begin() + static_cast<std::ptrdiff_t>(begin + count)};
  }
  std::int64_t largest(std::size_t begin, std::size_t count) const {
    std::int64_t product = 1;
    for (const Sizes& sizes : sizes_of(begin, count))
      product *= std::ranges::max(sizes);
    return product;
  }
  static void put(Block& block, std::size_t begin, std::size_t count, const Shape& grid,
                  std::int64_t number) {
    for (std::size_t axis = count; axis-- > 0; number /= grid[axis])
      block[begin + axis] = number % grid[axis];
  }

  const Chunking& chunking_;
  Shape grid_;
  std::span<const TaskId> tasks_;
  std::size_t stack_axes_, contracted_axes_;
  std::size_t contracted_begin_ = 0, kept_begin_ = 0, kept_axes_ = 0;
  std::int64_t element_bytes_ = 0;
};

/// A product of parts of two blocks along the contracted axes.
struct Segment {
  std::int64_t left = 0, right = 0; ///< Numbers of the blocks.
  ContractedRange range;            ///< Length 0: all of both.
};

/// Blocks that have the same cuts in pairs, else whatever two blocks have in common.
std::vector<Segment> segments_of(const Operand& left, const Operand& right, std::size_t contracted_axes) {
  std::vector<Segment> segments;
  const bool is_alike = contracted_axes == 0 || left.contracted_sizes(0) == right.contracted_sizes(0);
  if (is_alike) {
    for (std::int64_t i = 0; i < element_count(left.contracted_grid()); ++i)
      segments.push_back({i, i, {}});
    return segments;
  }
  std::int64_t inner = 1;
  for (std::size_t i = 1; i < contracted_axes; ++i)
    inner *= left.contracted_sizes(i)[0];
  const Sizes &a = left.contracted_sizes(0), &b = right.contracted_sizes(0);
  for (std::size_t i = 0, j = 0, a_done = 0, b_done = 0; i < a.size() && j < b.size();) {
    const std::int64_t a_left = a[i] - static_cast<std::int64_t>(a_done);
    const std::int64_t b_left = b[j] - static_cast<std::int64_t>(b_done);
    if (const std::int64_t length = std::min(a_left, b_left); length > 0)
      segments.push_back({static_cast<std::int64_t>(i),
                          static_cast<std::int64_t>(j),
                          {static_cast<std::int64_t>(a_done) * inner,
                           static_cast<std::int64_t>(b_done) * inner, length * inner}});
    const auto taken = static_cast<std::size_t>(std::min(a_left, b_left));
    a_done += taken;
    b_done += taken;
    if (a_left == static_cast<std::int64_t>(taken))
      ++i, a_done = 0;
    if (b_left == static_cast<std::int64_t>(taken))
      ++j, b_done = 0;
  }
  return segments;
}

/// Adds the tasks of one product of arrays.
class Products {
public:
  Products(const BlockProducts& operation, const ArrayNode& node, Lowering& lowering)
      : operation_(operation), node_(node), lowering_(lowering),
        left_(operation, *node.inputs()[0], true, lowering),
        right_(operation, *node.inputs()[1], false, lowering),
        segments_(segments_of(left_, right_, operation.contracted_axes)),
        blocks_(node.chunking().block_count()) {}

  std::vector<TaskId> build() {
    multiply();
    for (int level = 1; parts_ > 1; ++level)
      add_up(level);
    return std::move(tasks_);
  }

private:
  /// How many neighbouring products one task adds up itself. Where the result is small beside its operands, as
  /// in a Gram matrix of many rows, each has its own: then operands go as soon as they are read.
  std::int64_t products_a_task() const {
    const std::int64_t read = std::max<std::int64_t>(left_.largest_bytes() + right_.largest_bytes(), 1);
    if (result_bytes() < read / default_split_every)
      return 1;
    return std::clamp<std::int64_t>(most_input_bytes / read, 1, default_split_every);
  }

  std::int64_t result_bytes() const {
    auto bytes = static_cast<std::int64_t>(size_of(node_.dtype()));
    for (const Sizes& sizes : node_.chunking().sizes())
      bytes *= std::ranges::max(sizes);
    return bytes;
  }

  /// The name of tasks of which each block of the result has `parts`.
  NameId name_of(const std::string& stage, std::int64_t parts) {
    if (parts == 1)
      return lowering_.add_name(node_);
    Shape grid = node_.chunking().grid();
    grid.push_back(parts);
    return lowering_.add_name(node_, stage, grid);
  }

  BodyId body_of(std::span<const Segment> segments) {
    MatmulParameters parameters{operation_.stack_axes,
                                operation_.contracted_axes,
                                operation_.is_left_transposed,
                                operation_.is_right_transposed,
                                {}};
    for (const Segment& segment : segments)
      if (segment.range.length > 0)
        parameters.ranges.push_back(segment.range);
    Body body = Body::call(built_in_kernel("matmul"), Parameters::of(std::move(parameters)), node_.line());
    body.output_bytes = result_bytes();
    body.workspace_bytes = matmul_workspace_bytes(node_.dtype(), left_.largest_kept(), right_.largest_kept(),
                                                  left_.largest_contracted(), operation_.is_right_transposed);
    return lowering_.graph().add_body(std::move(body));
  }

  void multiply() {
    const auto depth = std::ssize(segments_);
    const std::int64_t group = products_a_task();
    parts_ = (depth + group - 1) / group;
    const NameId name = name_of("product", parts_);
    std::vector<BodyId> bodies;
    for (std::int64_t first = 0; first < depth; first += group)
      bodies.push_back(body_of(part(first, group)));
    Shape stack_grid = left_.stack_grid();
    for (std::size_t axis = 0; axis < stack_grid.size(); ++axis)
      stack_grid[axis] = node_.chunking().grid()[axis];
    const std::int64_t stacks = element_count(stack_grid), rows = element_count(left_.kept_grid());
    const std::int64_t columns = element_count(right_.kept_grid());
    std::vector<TaskId> inputs;
    for (std::int64_t s = 0; s < stacks; ++s)
      for (std::int64_t i = 0; i < rows; ++i)
        for (std::int64_t j = 0; j < columns; ++j)
          for (std::int64_t first = 0; first < depth; first += group) {
            inputs.clear();
            for (const Segment& segment : part(first, group))
              inputs.push_back(left_.task(stack_grid, s, i, segment.left));
            for (const Segment& segment : part(first, group))
              inputs.push_back(right_.task(stack_grid, s, j, segment.right));
            add(name, bodies[static_cast<std::size_t>(first / group)], inputs);
          }
  }

  std::span<const Segment> part(std::int64_t first, std::int64_t group) const {
    return std::span(segments_).subspan(
        static_cast<std::size_t>(first),
        static_cast<std::size_t>(std::min(group, std::ssize(segments_) - first)));
  }

  void add_up(int level) {
    const std::vector<TaskId> addends = std::exchange(tasks_, {});
    const std::int64_t old_parts = parts_;
    parts_ = (old_parts + default_split_every - 1) / default_split_every;
    const NameId name = name_of("merge-" + std::to_string(level), parts_);
    Body made = Body::call(built_in_kernel("add_blocks"), {}, node_.line());
    made.output_bytes = result_bytes();
    made.workspace_bytes = 0;
    const BodyId sum = lowering_.graph().add_body(std::move(made));
    for (std::int64_t block = 0; block < blocks_; ++block)
      for (std::int64_t first = 0; first < old_parts; first += default_split_every) {
        const std::int64_t count = std::min<std::int64_t>(default_split_every, old_parts - first);
        add(name, sum,
            std::span(addends).subspan(static_cast<std::size_t>(block * old_parts + first),
                                       static_cast<std::size_t>(count)));
      }
  }

  void add(NameId name, BodyId body, std::span<const TaskId> inputs) {
    const auto number = static_cast<std::uint32_t>(tasks_.size());
    tasks_.push_back(lowering_.graph().add(name, number, body, inputs));
  }

  const BlockProducts& operation_;
  const ArrayNode& node_;
  Lowering& lowering_;
  Operand left_;
  Operand right_;
  std::vector<Segment> segments_;
  std::int64_t blocks_;
  std::vector<TaskId> tasks_; ///< Row-major over the grid of the result and the parts of each block.
  std::int64_t parts_ = 1;
};

} // namespace

ArrayMetadata BlockProducts::infer(std::span<const Array> inputs) const {
  const auto kept_of = [&](const Array& array, bool is_left) {
    const bool is_contracted_first = is_left == (is_left ? is_left_transposed : is_right_transposed);
    const auto begin = array.chunking().sizes().begin() + stack_axes;
    return is_contracted_first ? std::vector<Sizes>(begin + contracted_axes, array.chunking().sizes().end())
                               : std::vector<Sizes>(begin, array.chunking().sizes().end() - contracted_axes);
  };
  std::vector<Sizes> sizes;
  for (std::size_t axis = 0; axis < stack_axes; ++axis) {
    const std::size_t stretched = inputs[0].shape()[axis] == 1 ? 1 : 0;
    sizes.push_back(inputs[stretched].chunking().sizes(axis));
  }
  for (const std::size_t operand : {0U, 1U})
    for (Sizes& kept : kept_of(inputs[operand], operand == 0))
      sizes.push_back(std::move(kept));
  Chunking chunking(std::move(sizes));
  byte_count(chunking.shape(), size_of(inputs[0].dtype())); // throws if it is beyond 2^63
  return {inputs[0].dtype(), std::move(chunking), {}};
}

void BlockProducts::lower(const ArrayNode& node, Lowering& lowering) const {
  lowering.set_tasks(node, Products(*this, node, lowering).build());
}

} // namespace troupe
