#include "array/ordering/run_tasks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "expression/built_in_kernels.hpp"

namespace troupe {

namespace {

constexpr std::int64_t smallest_run_bytes = std::int64_t{4} << 20;
/// Bytes of what one block needs of one run, where runs are not given.
constexpr std::int64_t shared_bytes = std::int64_t{256} << 10;
/// A block reads so many pieces of every run, and one more in vain.
constexpr std::int64_t pieces_per_block = 1;
constexpr std::int64_t most_pieces = std::int64_t{1} << 18;
constexpr std::int64_t samples_per_piece = 8;

/// What stands between the chunks and the plan.
class RunTasks {
public:
  RunTasks(const RunMethod& method, const std::vector<std::uint32_t>& groups, const ArrayNode& node,
           Lowering& lowering)
      : method_(method), groups_(groups), node_(node), lowering_(lowering), graph_(lowering.graph()),
        input_(*node.inputs()[0]), sizes_(group_sizes(block_sizes(input_.chunking()), groups)),
        item_bytes_(item_bytes(input_.dtype(), method.kind)) {
    const auto runs = static_cast<std::int64_t>(groups_.size());
    pieces_ = std::clamp(most_pieces / runs, std::int64_t{1}, pieces_per_block * runs);
  }

  /// The task of a run by itself.
  TaskId add_run(NameId name, std::size_t run) {
    const std::span<const TaskId> chunks = lowering_.tasks(input_);
    std::size_t first = 0;
    std::int64_t origin = 0;
    for (std::size_t i = 0; i < run; ++i) {
      first += groups_[i];
      origin += sizes_[i];
    }
    return graph_.add(name, static_cast<std::uint32_t>(run), run_body(sizes_[run], origin),
                      chunks.subspan(first, groups_[run]));
  }

  /// The promised blocks.
  std::vector<TaskId> add_blocks() {
    add_names();
    std::vector<TaskId> inputs;
    for (std::size_t run = 0; run < groups_.size(); ++run)
      add_parts(run, add_run(run_name_, run), inputs);
    const BodyId body = graph_.add_body(
        Body::call(built_in_kernel(method_.plan_kernel),
                   Parameters::of(RunPlan{input_.dtype(), method_.kind, pieces_, sizes_}), node_.line()));
    const TaskId planning = graph_.add(lowering_.add_name(node_, "plan", {}), 0, body, inputs);
    const NameId name = lowering_.add_name(node_);
    std::vector<TaskId> promised;
    for (std::uint32_t block = 0; block < groups_.size(); ++block)
      promised.push_back(graph_.add(name, block, promised_body(block), std::span(&planning, 1)));
    return promised;
  }

private:
  void add_names() {
    const auto runs = static_cast<std::int64_t>(groups_.size());
    run_name_ = lowering_.add_name(node_, "run", {runs});
    samples_name_ = lowering_.add_name(node_, "samples", {runs});
    piece_name_ = lowering_.add_name(node_, "piece", {runs, pieces_});
    Body samples = Body::call(
        built_in_kernel("run_samples"),
        Parameters::of(RunSamplesParameters{input_.dtype(), method_.kind, pieces_ * samples_per_piece}),
        node_.line());
    samples.output_bytes = pieces_ * samples_per_piece * static_cast<std::int64_t>(sizeof(SampleKey)) + 64;
    samples.workspace_bytes = samples.output_bytes;
    samples_ = graph_.add_body(std::move(samples));
    for (std::int64_t piece = 0; piece < pieces_; ++piece) {
      Body body = Body::call(built_in_kernel("run_piece"), Parameters::of(RunPieceParameters{piece, pieces_}),
                             node_.line());
      if (are_sizes_known())
        body.output_bytes = (std::ranges::max(sizes_) / pieces_ + 1) * item_bytes_;
      body.workspace_bytes = 0;
      piece_bodies_.push_back(graph_.add_body(std::move(body)));
    }
  }

  BodyId run_body(std::int64_t size, std::int64_t origin) {
    // Keys by themselves do not tell where they come from: equal runs are one task.
    const std::int64_t first = method_.kind == ItemKind::key ? 0 : origin;
    Body body =
        Body::call(built_in_kernel(method_.run_kernel),
                   Parameters::of(SortRunParameters{input_.dtype(), method_.kind, first}), node_.line());
    if (size != unknown_extent)
      body.output_bytes = body.workspace_bytes = size * item_bytes_;
    return graph_.add_body(std::move(body));
  }

  bool are_sizes_known() const { return std::ranges::find(sizes_, unknown_extent) == sizes_.end(); }

  /// Blocks have either the lengths that the node says, or what lies between two keys, however much that is.
  bool are_blocks_cut_at_keys() const { return !node_.chunking().is_known(); }

  /// The most items a block has that is cut at keys: its share, and at both ends what lies between two samples of every run.
  std::int64_t most_in_block() const {
    const std::int64_t total = std::accumulate(sizes_.begin(), sizes_.end(), std::int64_t{0});
    const auto runs = static_cast<std::int64_t>(sizes_.size());
    return total / runs + 2 * (total / (pieces_ * samples_per_piece - 1) + runs);
  }

  BodyId promised_body(std::uint32_t number) {
    Body body = Body::alias();
    body.promised = static_cast<std::int32_t>(number);
    body.line = node_.line();
    if (are_blocks_cut_at_keys() && are_sizes_known()) {
      body.output_bytes = most_in_block() * item_bytes_;
      body.output_varies = true;
    }
    return graph_.add_body(std::move(body));
  }

  void add_parts(std::size_t run, TaskId task, std::vector<TaskId>& inputs) {
    const std::span one(&task, 1);
    inputs.push_back(graph_.add(samples_name_, static_cast<std::uint32_t>(run), samples_, one));
    for (std::size_t piece = 0; piece < piece_bodies_.size(); ++piece)
      inputs.push_back(graph_.add(piece_name_, static_cast<std::uint32_t>(run * piece_bodies_.size() + piece),
                                  piece_bodies_[piece], one));
  }

  RunMethod method_;
  const std::vector<std::uint32_t>& groups_;
  const ArrayNode& node_;
  Lowering& lowering_;
  Graph& graph_;
  const ArrayNode& input_;
  std::vector<std::int64_t> sizes_;
  std::int64_t item_bytes_;
  std::int64_t pieces_ = 1;
  NameId run_name_ = 0, samples_name_ = 0, piece_name_ = 0;
  BodyId samples_ = 0;
  std::vector<BodyId> piece_bodies_;
};

} // namespace

std::vector<std::int64_t> block_sizes(const Chunking& chunking) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t block = 0; block < chunking.block_count(); ++block) {
    const Shape shape = chunking.block_shape(chunking.block(block));
    const bool is_known = std::ranges::find(shape, unknown_extent) == shape.end();
    sizes.push_back(is_known ? element_count(shape) : unknown_extent);
  }
  return sizes;
}

std::vector<std::uint32_t> group_chunks(const std::vector<std::int64_t>& sizes, std::int64_t item_bytes,
                                        std::int64_t run_bytes) {
  if (run_bytes == 0) {
    double total = 0;
    for (const std::int64_t size : sizes)
      total += static_cast<double>(size) * static_cast<double>(item_bytes);
    run_bytes = std::max(smallest_run_bytes,
                         static_cast<std::int64_t>(std::sqrt(total * static_cast<double>(shared_bytes))));
  }
  const std::int64_t most = std::max<std::int64_t>(1, run_bytes / item_bytes);
  std::vector<std::uint32_t> groups;
  std::int64_t length = most;
  for (const std::int64_t size : sizes) {
    if (groups.empty() || length > most - std::min(size, most)) {
      groups.push_back(0);
      length = 0;
    }
    ++groups.back();
    length += size;
  }
  return groups;
}

std::vector<std::int64_t> group_sizes(const std::vector<std::int64_t>& sizes,
                                      const std::vector<std::uint32_t>& groups) {
  std::vector<std::int64_t> result;
  std::size_t next = 0;
  for (const std::uint32_t group : groups) {
    result.push_back(0);
    for (std::uint32_t i = 0; i < group; ++i, ++next)
      result.back() = result.back() == unknown_extent || sizes[next] == unknown_extent
                          ? unknown_extent
                          : result.back() + sizes[next];
  }
  return result;
}

void lower_through_runs(const RunMethod& method, const std::vector<std::uint32_t>& groups,
                        const ArrayNode& node, Lowering& lowering) {
  RunTasks tasks(method, groups, node, lowering);
  if (groups.size() == 1)
    return lowering.set_tasks(node, {tasks.add_run(lowering.add_name(node), 0)});
  lowering.set_tasks(node, tasks.add_blocks());
}

} // namespace troupe
