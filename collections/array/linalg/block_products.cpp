#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
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

/// Which block of an operand meets which block of the result.
class Operand {
public:
  Operand(const ArrayNode& node, bool is_left, bool is_transposed, Lowering& lowering)
      : chunking_(node.chunking()), tasks_(lowering.tasks(node)) {
    const bool is_matrix = chunking_.rank() == 2;
    contracted_ = is_matrix && is_left != is_transposed ? 1 : 0;
    if (is_matrix)
      kept_ = 1 - contracted_;
    element_bytes_ = static_cast<std::int64_t>(size_of(node.dtype()));
  }

  std::int64_t contracted_blocks() const { return chunking_.grid()[contracted_]; }
  std::int64_t kept_blocks() const { return kept_ ? chunking_.grid()[*kept_] : 1; }
  std::int64_t largest_kept() const { return kept_ ? std::ranges::max(chunking_.sizes(*kept_)) : 1; }
  std::int64_t largest_bytes() const {
    return std::ranges::max(chunking_.sizes(contracted_)) * largest_kept() * element_bytes_;
  }

  TaskId task(std::int64_t contracted, std::int64_t kept) const {
    Block block(chunking_.rank());
    block[contracted_] = contracted;
    if (kept_)
      block[*kept_] = kept;
    return tasks_[static_cast<std::size_t>(chunking_.index(block))];
  }

private:
  const Chunking& chunking_;
  std::span<const TaskId> tasks_;
  std::size_t contracted_ = 0;
  std::optional<std::size_t> kept_;
  std::int64_t element_bytes_ = 0;
};

/// Adds the tasks of one product of arrays.
class Products {
public:
  Products(const BlockProducts& operation, const ArrayNode& node, Lowering& lowering)
      : node_(node), lowering_(lowering),
        left_(*node.inputs()[0], true, operation.is_left_transposed, lowering),
        right_(*node.inputs()[1], false, operation.is_right_transposed, lowering),
        blocks_(node.chunking().block_count()) {
    product_ = lowering.graph().add_body(Body::call(
        built_in_kernel("matmul"),
        Parameters::of(MatmulParameters{operation.is_left_transposed, operation.is_right_transposed}),
        node.line()));
    sum_ = lowering.graph().add_body(Body::call(built_in_kernel("add_blocks"), {}, node.line()));
  }

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
    const auto element_bytes = static_cast<std::int64_t>(size_of(node_.dtype()));
    const std::int64_t read = std::max<std::int64_t>(left_.largest_bytes() + right_.largest_bytes(), 1);
    const std::int64_t made = left_.largest_kept() * right_.largest_kept() * element_bytes;
    if (made < read / default_split_every)
      return 1;
    return std::clamp<std::int64_t>(most_input_bytes / read, 1, default_split_every);
  }

  /// The name of tasks of which each block of the result has `parts`.
  NameId name_of(const std::string& stage, std::int64_t parts) {
    if (parts == 1)
      return lowering_.add_name(node_);
    Shape grid = node_.chunking().grid();
    grid.push_back(parts);
    return lowering_.add_name(node_, stage, grid);
  }

  void multiply() {
    const std::int64_t depth = left_.contracted_blocks(), group = products_a_task();
    parts_ = (depth + group - 1) / group;
    const NameId name = name_of("product", parts_);
    std::vector<TaskId> inputs;
    for (std::int64_t i = 0; i < left_.kept_blocks(); ++i)
      for (std::int64_t j = 0; j < right_.kept_blocks(); ++j)
        for (std::int64_t first = 0; first < depth; first += group) {
          const std::int64_t last = std::min(first + group, depth);
          inputs.clear();
          for (std::int64_t k = first; k < last; ++k)
            inputs.push_back(left_.task(k, i));
          for (std::int64_t k = first; k < last; ++k)
            inputs.push_back(right_.task(k, j));
          add(name, product_, inputs);
        }
  }

  void add_up(int level) {
    const std::vector<TaskId> addends = std::exchange(tasks_, {});
    const std::int64_t old_parts = parts_;
    parts_ = (old_parts + default_split_every - 1) / default_split_every;
    const NameId name = name_of("merge-" + std::to_string(level), parts_);
    for (std::int64_t block = 0; block < blocks_; ++block)
      for (std::int64_t first = 0; first < old_parts; first += default_split_every) {
        const std::int64_t count = std::min<std::int64_t>(default_split_every, old_parts - first);
        add(name, sum_,
            std::span(addends).subspan(static_cast<std::size_t>(block * old_parts + first),
                                       static_cast<std::size_t>(count)));
      }
  }

  void add(NameId name, BodyId body, std::span<const TaskId> inputs) {
    const auto number = static_cast<std::uint32_t>(tasks_.size());
    tasks_.push_back(lowering_.graph().add(name, number, body, inputs));
  }

  const ArrayNode& node_;
  Lowering& lowering_;
  Operand left_;
  Operand right_;
  std::int64_t blocks_;
  BodyId product_{};
  BodyId sum_{};
  std::vector<TaskId> tasks_; ///< Row-major over the grid of the result and the parts of each block.
  std::int64_t parts_ = 1;
};

} // namespace

ArrayMetadata BlockProducts::infer(std::span<const Array> inputs) const {
  std::vector<std::vector<std::int64_t>> sizes;
  if (inputs[0].rank() == 2)
    sizes.push_back(inputs[0].chunking().sizes(is_left_transposed ? 1 : 0));
  if (inputs[1].rank() == 2)
    sizes.push_back(inputs[1].chunking().sizes(is_right_transposed ? 0 : 1));
  return {inputs[0].dtype(), Chunking(std::move(sizes)), {}};
}

void BlockProducts::lower(const ArrayNode& node, Lowering& lowering) const {
  lowering.set_tasks(node, Products(*this, node, lowering).build());
}

} // namespace troupe
