#include "array/reductions/reduce.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "array/reductions/reduced_metadata.hpp"
#include "array/reductions/state_tree.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/programs/tile_map.hpp"
#include "expression/programs/viewed_blocks.hpp"
#include "kernels/reductions/element_feed.hpp"

namespace troupe {

namespace {

/// As in NumPy, an empty axis is one even where there is no result that would need an element.
bool is_known_empty(const Shape& shape, std::span<const std::int64_t> axes) {
  return std::ranges::any_of(axes,
                             [&](std::int64_t axis) { return shape[static_cast<std::size_t>(axis)] == 0; });
}

/// The tree of one reduction: adds its tasks level by level.
class Tree {
public:
  Tree(const Reduce& operation, const ArrayNode& node, const Chunking& operand, Lowering& lowering)
      : operation_(operation), node_(node), lowering_(lowering),
        tree_(operand.grid(), operation.axes, operation.split_every),
        state_bytes_(state_bytes(operation, operand)) {}

  std::vector<TaskId> build(const Chunking& operand) {
    map_blocks(operand);
    for (int level = 1; !tree_.is_last(); ++level)
      merge_level(level);
    return std::move(tasks_);
  }

private:
  NameId name_of_level(std::string_view part) {
    return tree_.is_last() ? lowering_.add_name(node_) : lowering_.add_name(node_, part, tree_.grid());
  }

  /// Of a task of the level at hand. \param columns  the longest rows that a program makes
  BodyId body(std::string_view kernel, std::optional<TileProgram> program, Shape box,
              std::int64_t columns = 1) {
    const std::int64_t workspace = program ? ElementFeed::workspace_bytes(*program, columns) : -1;
    const bool is_final = tree_.is_last();
    ReduceParameters parameters{operation_.reduction, operation_.axes, operation_.keepdims, is_final,
                                std::move(program),   std::move(box)};
    Body made = Body::call(built_in_kernel(kernel), Parameters::of(std::move(parameters)), node_.line());
    made.workspace_bytes = workspace;
    if (!is_final)
      made.output_bytes = state_bytes_;
    return lowering_.graph().add_body(std::move(made));
  }

  /// Of a state, at most; -1 if only the data can tell.
  static std::int64_t state_bytes(const Reduce& operation, const Chunking& operand) {
    const Reduction& reduction = operation.reduction;
    const bool is_pair = reduction.kind == ReductionKind::moments || reduction.kind == ReductionKind::argmax
                         || reduction.kind == ReductionKind::argmin;
    const std::int64_t parts = (is_pair ? 2 : 1) + (reduction.nan == NanRule::skip ? 1 : 0);
    const std::int64_t element =
        std::max<std::int64_t>(8, static_cast<std::int64_t>(size_of(reduction.operand)));
    std::int64_t elements = 1;
    for (std::size_t axis = 0; axis < operand.rank(); ++axis) {
      if (is_reduced(operation.axes, axis))
        continue;
      const auto& sizes = operand.sizes(axis);
      if (std::ranges::find(sizes, unknown_extent) != sizes.end())
        return -1;
      elements *= std::ranges::max(sizes);
    }
    return elements * parts * element;
  }

  void map_blocks(const Chunking& operand) {
    const NameId name = name_of_level("map");
    ViewedBlocks matching(operand, node_.inputs(), operation_.views, lowering_);
    const std::int64_t columns = longest_row(operand);
    ViewedProgram viewed(operation_.program.value_or(TileProgram{}), [&](const TileProgram& of_block) {
      return body("reduce", operation_.program ? std::optional(of_block) : std::nullopt, {}, columns);
    });
    tasks_.resize(static_cast<std::size_t>(operand.block_count()));
    for (std::size_t block = 0; block < tasks_.size(); ++block) {
      const auto inputs = matching.of(static_cast<std::int64_t>(block));
      tasks_[block] =
          lowering_.graph().add(name, static_cast<std::uint32_t>(block), viewed.body(matching), inputs);
    }
  }

  void merge_level(int level) {
    tree_.next_level();
    const std::vector<TaskId> states = std::move(tasks_);
    const NameId name = name_of_level("merge-" + std::to_string(level));
    std::map<Shape, BodyId> bodies; // boxes at the ends are smaller
    tasks_.resize(static_cast<std::size_t>(element_count(tree_.grid())));
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      const StateTree::Merged merged = tree_.merged(static_cast<std::int64_t>(i));
      const auto [found, is_fresh] = bodies.try_emplace(merged.box);
      if (is_fresh)
        found->second = body("reduce_merge", std::nullopt, merged.box);
      std::vector<TaskId> inputs;
      for (const std::size_t state : merged.states)
        inputs.push_back(states[state]);
      tasks_[i] = lowering_.graph().add(name, static_cast<std::uint32_t>(i), found->second, inputs);
    }
  }

  const Reduce& operation_;
  const ArrayNode& node_;
  Lowering& lowering_;
  StateTree tree_;
  const std::int64_t state_bytes_;
  std::vector<TaskId> tasks_;
};

} // namespace

ArrayMetadata Reduce::infer(std::span<const Array> inputs) const {
  const Shape shape = inputs[0].shape();
  if (reduction.needs_elements && is_known_empty(shape, axes))
    throw ValueError(reduction.name + ": no elements to reduce in shape " + to_string(shape));
  return reduced_metadata(inputs[0], axes, keepdims, reduction.dtype);
}

void Reduce::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking operand = program ? Chunking(mapped_sizes) : node.inputs()[0]->chunking();
  lowering.set_tasks(node, Tree(*this, node, operand, lowering).build(operand));
}

std::optional<Reduce> Reduce::absorb(const TileProgram& made_by, const ArrayMetadata& mapped) const {
  if (program)
    return std::nullopt;
  Reduce fused = *this;
  fused.program = made_by;
  fused.mapped_sizes = mapped.chunking.sizes();
  return fused;
}

std::optional<Reduce> Reduce::look_through(std::vector<InputView> through) const {
  if (!program || !views.empty())
    return std::nullopt;
  Reduce seeing = *this;
  seeing.views = std::move(through);
  return seeing;
}

} // namespace troupe
