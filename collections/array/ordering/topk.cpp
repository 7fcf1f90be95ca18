#include "array/ordering/topk.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include <troupe/array/located.hpp>
#include <troupe/error.hpp>

#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/matching_blocks.hpp"

namespace troupe {

namespace {

constexpr std::int64_t merged_at_a_time = 8;

/// The tree of one `Topk`: adds its tasks level by level.
class TopkTree {
public:
  TopkTree(const Topk& operation, const ArrayNode& node, const Chunking& operand, Lowering& lowering)
      : operation_(operation), node_(node), operand_(operand), lowering_(lowering), grid_(operand.grid()),
        axis_(static_cast<std::size_t>(operation.call.axis)) {}

  std::vector<TaskId> build() {
    map_blocks();
    for (int level = 1; grid_[axis_] > 1; ++level)
      merge_level(level);
    return std::move(tasks_);
  }

private:
  /// Of what a task yields, at most.
  std::int64_t state_bytes() const {
    std::int64_t elements = operation_.call.count;
    for (std::size_t axis = 0; axis < operand_.rank(); ++axis)
      elements *= axis == axis_ ? 1 : std::ranges::max(operand_.sizes(axis));
    const std::size_t positions = operation_.call.with_positions ? sizeof(std::int64_t) : 0;
    return elements * static_cast<std::int64_t>(size_of(operand_dtype()) + positions);
  }

  DType operand_dtype() const {
    return operation_.call.program ? operation_.call.program->result() : node_.inputs()[0]->dtype();
  }

  BodyId body(const char* kernel, TopkParameters parameters) {
    Body made = Body::call(built_in_kernel(kernel), Parameters::of(std::move(parameters)), node_.line());
    made.output_bytes = state_bytes();
    return lowering_.graph().add_body(std::move(made));
  }

  void map_blocks() {
    const bool is_last = grid_[axis_] == 1;
    const NameId name = is_last ? lowering_.add_name(node_) : lowering_.add_name(node_, "map", grid_);
    std::map<std::int64_t, BodyId> bodies; // by the place along the axis
    MatchingBlocks matching(operand_, node_.inputs(), lowering_);
    for (std::int64_t i = 0; i < operand_.block_count(); ++i) {
      const Block block = operand_.block(i);
      const auto [found, is_fresh] = bodies.try_emplace(block[axis_]);
      if (is_fresh) {
        TopkParameters parameters = operation_.call;
        parameters.origin = operand_.block_origin(block)[axis_];
        parameters.only_positions = is_last && parameters.with_positions;
        found->second = body("topk", std::move(parameters));
      }
      tasks_.push_back(
          lowering_.graph().add(name, static_cast<std::uint32_t>(i), found->second, matching.of(i)));
    }
  }

  void merge_level(int level) {
    const Shape old_grid = grid_;
    const std::vector<TaskId> parts = std::move(tasks_);
    grid_[axis_] = (grid_[axis_] + merged_at_a_time - 1) / merged_at_a_time;
    const bool is_last = grid_[axis_] == 1;
    const TopkParameters& call = operation_.call;
    TopkParameters parameters{
        call.extreme, call.count, call.axis, 0, call.with_positions, is_last && call.with_positions,
        std::nullopt};
    const BodyId merge = body("topk_merge", std::move(parameters));
    const NameId name = is_last ? lowering_.add_name(node_)
                                : lowering_.add_name(node_, "merge-" + std::to_string(level), grid_);
    const Shape strides = row_major_strides(old_grid);
    tasks_.clear();
    for (std::int64_t i = 0; i < element_count(grid_); ++i) {
      std::int64_t first = 0, along = 0, left = i;
      for (std::size_t axis = grid_.size(); axis-- > 0; left /= grid_[axis]) {
        const std::int64_t place = left % grid_[axis];
        along = axis == axis_ ? place * merged_at_a_time : along;
        first += (axis == axis_ ? place * merged_at_a_time : place) * strides[axis];
      }
      std::vector<TaskId> merged;
      for (std::int64_t part = along; part < std::min(along + merged_at_a_time, old_grid[axis_]); ++part)
        merged.push_back(parts[static_cast<std::size_t>(first + (part - along) * strides[axis_])]);
      tasks_.push_back(lowering_.graph().add(name, static_cast<std::uint32_t>(i), merge, merged));
    }
  }

  const Topk& operation_;
  const ArrayNode& node_;
  const Chunking& operand_;
  Lowering& lowering_;
  Shape grid_; ///< of the parts at hand
  const std::size_t axis_;
  std::vector<TaskId> tasks_;
};

Array topk_of(const char* name, const Array& array, std::int64_t k, int given, bool positions,
              SourceLine line) {
  if (kind_of(array.dtype()) == DTypeKind::complex)
    throw DTypeError(std::string(name) + ": complex numbers have no order; the array is "
                     + std::string(to_string(array.dtype())));
  if (array.rank() == 0)
    throw AxisError(std::string(name) + ": a 0-d array has no axis");
  if (k == std::numeric_limits<std::int64_t>::min())
    throw ValueError(std::string(name) + ": k is " + std::to_string(k));
  TopkParameters call;
  call.extreme = k < 0 ? Extreme::smallest : Extreme::largest;
  call.count = k < 0 ? -k : k;
  call.axis = normalise_axis(given, array.rank(), name);
  call.with_positions = positions;
  return apply(Topk{name, std::move(call)}, {array}, line);
}

} // namespace

ArrayMetadata Topk::infer(std::span<const Array> inputs) const {
  std::vector<std::vector<std::int64_t>> sizes = inputs[0].chunking().sizes();
  const auto axis = static_cast<std::size_t>(call.axis);
  sizes[axis] = {std::min(call.count, inputs[0].shape()[axis])};
  return {call.with_positions ? DType::int64 : inputs[0].dtype(), Chunking(std::move(sizes)), {}};
}

void Topk::lower(const ArrayNode& node, Lowering& lowering) const {
  const Chunking operand = call.program ? Chunking(mapped_sizes) : node.inputs()[0]->chunking();
  Topk bounded = *this;
  bounded.call.count = std::min(call.count, operand.shape()[static_cast<std::size_t>(call.axis)]);
  lowering.set_tasks(node, TopkTree(bounded, node, operand, lowering).build());
}

std::optional<Topk> Topk::absorb(const TileProgram& made_by, const ArrayMetadata& mapped) const {
  if (call.program)
    return std::nullopt;
  Topk fused = *this;
  fused.call.program = made_by;
  fused.mapped_sizes = mapped.chunking.sizes();
  return fused;
}

Array topk(const Array& array, std::int64_t k, int axis, std::source_location line) {
  return topk_of("topk", array, k, axis, false, source_line(line));
}

Array argtopk(const Array& array, std::int64_t k, int axis, std::source_location line) {
  return topk_of("argtopk", array, k, axis, true, source_line(line));
}

} // namespace troupe
