#include "array/reductions/reduce.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "expression/built_in_kernels.hpp"
#include "expression/programs/tile_map.hpp"
#include "expression/programs/viewed_blocks.hpp"

namespace troupe {

namespace {

bool contains(std::span<const std::int64_t> axes, std::size_t axis) {
  return std::ranges::find(axes, static_cast<std::int64_t>(axis)) != axes.end();
}

/// As in NumPy, an empty axis is one even where there is no result that would need an element.
bool is_known_empty(const Shape& shape, std::span<const std::int64_t> axes) {
  return std::ranges::any_of(axes,
                             [&](std::int64_t axis) { return shape[static_cast<std::size_t>(axis)] == 0; });
}

/// The tree of one reduction: adds its tasks level by level.
class Tree {
public:
  Tree(const Reduce& operation, const ArrayNode& node, const Chunking& operand, Lowering& lowering)
      : operation_(operation), node_(node), lowering_(lowering), grid_(operand.grid()),
        state_bytes_(state_bytes(operation, operand)) {}

  std::vector<TaskId> build(const Chunking& operand) {
    map_blocks(operand);
    for (int level = 1; !is_last(); ++level)
      merge_level(level);
    return std::move(tasks_);
  }

private:
  bool is_last() const {
    return std::ranges::all_of(operation_.axes,
                               [&](std::int64_t axis) { return grid_[static_cast<std::size_t>(axis)] == 1; });
  }

  NameId name_of_level(std::string_view part, bool is_final) {
    return is_final ? lowering_.add_name(node_) : lowering_.add_name(node_, part, grid_);
  }

  BodyId body(std::string_view kernel, bool is_final, std::optional<TileProgram> program, Shape box) {
    ReduceParameters parameters{operation_.reduction, operation_.axes, operation_.keepdims, is_final,
                                std::move(program),   std::move(box)};
    Body made = Body::call(built_in_kernel(kernel), Parameters::of(std::move(parameters)), node_.line());
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
      if (contains(operation.axes, axis))
        continue;
      const auto& sizes = operand.sizes(axis);
      if (std::ranges::find(sizes, unknown_extent) != sizes.end())
        return -1;
      elements *= std::ranges::max(sizes);
    }
    return elements * parts * element;
  }

  void map_blocks(const Chunking& operand) {
    const bool is_final = is_last();
    const NameId name = name_of_level("map", is_final);
    ViewedBlocks matching(operand, node_.inputs(), operation_.views, lowering_);
    ViewedProgram viewed(operation_.program.value_or(TileProgram{}), [&](const TileProgram& of_block) {
      return body("reduce", is_final, operation_.program ? std::optional(of_block) : std::nullopt, {});
    });
    tasks_.resize(static_cast<std::size_t>(operand.block_count()));
    for (std::size_t block = 0; block < tasks_.size(); ++block) {
      const auto inputs = matching.of(static_cast<std::int64_t>(block));
      tasks_[block] =
          lowering_.graph().add(name, static_cast<std::uint32_t>(block), viewed.body(matching), inputs);
    }
  }

  /// How many neighbours along each axis are merged at a time: as many along the last reduced axes as fit.
  Shape box_of_level() const {
    Shape box(grid_.size(), 1);
    std::int64_t left = operation_.split_every;
    for (auto axis = operation_.axes.rbegin(); axis != operation_.axes.rend() && left > 1; ++axis) {
      const std::int64_t blocks = grid_[static_cast<std::size_t>(*axis)];
      box[static_cast<std::size_t>(*axis)] = std::min(left, blocks);
      left /= std::min(left, blocks);
    }
    return box;
  }

  void merge_level(int level) {
    const Shape box = box_of_level();
    const Shape old_grid = grid_;
    const std::vector<TaskId> states = std::move(tasks_);
    for (std::size_t axis = 0; axis < grid_.size(); ++axis)
      grid_[axis] = (grid_[axis] + box[axis] - 1) / box[axis];
    const bool is_final = is_last();
    const NameId name = name_of_level("merge-" + std::to_string(level), is_final);
    std::map<Shape, BodyId> bodies; // boxes at the ends are smaller
    tasks_.resize(static_cast<std::size_t>(element_count(grid_)));
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      const Merged merged = states_in_box(static_cast<std::int64_t>(i), box, old_grid, states);
      const auto [found, is_fresh] = bodies.try_emplace(merged.box);
      if (is_fresh)
        found->second = body("reduce_merge", is_final, std::nullopt, merged.box);
      tasks_[i] = lowering_.graph().add(name, static_cast<std::uint32_t>(i), found->second, merged.states);
    }
  }

  struct Merged {
    Shape box; ///< along the reduced axes
    std::vector<TaskId> states;
  };

  Merged states_in_box(std::int64_t index, const Shape& box, const Shape& old_grid,
                       std::span<const TaskId> states) const {
    Shape begin(grid_.size());
    Shape extents(grid_.size());
    for (std::size_t axis = grid_.size(); axis-- > 0; index /= grid_[axis]) {
      begin[axis] = index % grid_[axis] * box[axis];
      extents[axis] = std::min(box[axis], old_grid[axis] - begin[axis]);
    }
    Merged merged;
    for (const std::int64_t axis : operation_.axes)
      merged.box.push_back(extents[static_cast<std::size_t>(axis)]);
    const std::int64_t count = element_count(extents);
    const Shape strides = row_major_strides(old_grid);
    for (std::int64_t i = 0; i < count; ++i) {
      std::int64_t state = 0;
      std::int64_t left = i;
      for (std::size_t axis = extents.size(); axis-- > 0; left /= extents[axis])
        state += (begin[axis] + left % extents[axis]) * strides[axis];
      merged.states.push_back(states[static_cast<std::size_t>(state)]);
    }
    return merged;
  }

  const Reduce& operation_;
  const ArrayNode& node_;
  Lowering& lowering_;
  Shape grid_; ///< of the states at hand
  const std::int64_t state_bytes_;
  std::vector<TaskId> tasks_;
};

} // namespace

ArrayMetadata Reduce::infer(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const Shape shape = array.shape();
  if (reduction.needs_elements && is_known_empty(shape, axes))
    throw ValueError(reduction.name + ": no elements to reduce in shape " + to_string(shape));
  std::vector<std::vector<std::int64_t>> sizes;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (!contains(axes, axis))
      sizes.push_back(array.chunking().sizes(axis));
    else if (keepdims)
      sizes.push_back({1});
  }
  ArrayMetadata metadata{reduction.dtype, Chunking(std::move(sizes)), {}};
  if (!metadata.chunking.is_known()) {
    // Equal reductions of arrays that match give arrays that match.
    Hasher hasher;
    hasher.add(array.node()->metadata().extent_origin);
    hasher.add(to_bytes(axes));
    metadata.extent_origin = hasher.finish();
  }
  return metadata;
}

void Reduce::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking operand = program ? Chunking(mapped_sizes) : node.inputs()[0]->chunking();
  lowering.set_tasks(node, Tree(*this, node, operand, lowering).build(operand));
}

std::string Reduce::description() const {
  return program ? reduction.name + " of " + describe(*program) : reduction.name;
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
