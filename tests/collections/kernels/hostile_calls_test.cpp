#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>

#include "array/ordering/run_tasks.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/deferred.hpp"
#include "kernels/blocks/accumulate.hpp"
#include "kernels/blocks/gather.hpp"
#include "kernels/blocks/require_block.hpp"
#include "kernels/functions/assemble.hpp"
#include "kernels/functions/pick_item.hpp"
#include "kernels/linalg/matmul.hpp"
#include "kernels/linalg/panels.hpp"
#include "kernels/linalg/stacks.hpp"
#include "kernels/linalg/tall_qr.hpp"
#include "kernels/ordering/search.hpp"
#include "kernels/random/draw.hpp"
#include "kernels/random/permutation.hpp"
#include "kernels/random/weighted_choice.hpp"
#include "kernels/ranks/partition.hpp"
#include "kernels/ranks/rank_search.hpp"
#include "kernels/ranks/topk.hpp"
#include "kernels/reductions/reduce.hpp"
#include "kernels/sources/npy.hpp"
#include "kernels/statistics/counting.hpp"
#include "kernels/statistics/histogram.hpp"

// Graphs come from files and from other processes: whatever their bytes say, a kernel throws an error of ours and reads and
// writes nothing that is not its own. Run under the address sanitizer, this tells of the latter, too.

using namespace troupe;

namespace {

class NoRun final : public TaskContext {
public:
  bool cancelled() const noexcept override { return false; }
  Session& session() const noexcept override { std::abort(); }
};

/// A call as a graph from a file makes it.
struct HostileCall {
  std::string what;
  std::string kernel;
  std::string parameters;
  std::vector<Value> arguments = {};
};

void run(const HostileCall& call) {
  const Kernel& kernel = built_in_kernel(call.kernel);
  const Parameters parameters = kernel.decode ? kernel.decode(call.parameters) : Parameters();
  require_argument_count(kernel, call.arguments.size());
  kernel.run({parameters, call.arguments, NoRun()});
}

void refuse(const std::vector<HostileCall>& calls) {
  for (const HostileCall& call : calls) {
    BOOST_TEST_CONTEXT(call.kernel << ": " << call.what)
    BOOST_CHECK_THROW(run(call), Error);
  }
}

template <class P>
std::string bytes(P parameters, const std::function<void(P&)>& change = {}) {
  if (change)
    change(parameters);
  return to_bytes(parameters);
}

template <class E>
E no_enumerator() {
  return static_cast<E>(200);
}

Chunk reals(Shape shape) {
  return Chunk::generate<double>(std::move(shape), [](std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<double>(i * i % 7) + 1;
  });
}

Chunk integers(std::vector<std::int64_t> numbers) {
  return Chunk::copy<std::int64_t>({std::ssize(numbers)}, numbers);
}

Value factored_panel(std::vector<std::int64_t> pivots) {
  return Value::list({reals({2, 4}), integers(std::move(pivots))});
}

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_calls)

BOOST_AUTO_TEST_CASE(a_call_has_the_arguments_its_kernel_takes_however_the_graph_is_built) {
  const Kernel& merge = built_in_kernel("topk_merge");
  Graph graph;
  const NameId name = graph.add_name("x", {1});
  const BodyId body = graph.add_body(Body::call(merge, Parameters::of(TopkParameters{})));

  BOOST_CHECK_THROW(graph.add(name, 0, body, {}), ValueError);
  BOOST_CHECK_THROW(graph.add("y", call("topk_merge", {}, Parameters::of(TopkParameters{}))), ValueError);
  Body nested;
  nested.steps.push_back({Step::Kind::call, &merge, Parameters::of(TopkParameters{}), {}, {}});
  BOOST_CHECK_THROW(graph.add_body(std::move(nested)), ValueError);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_no_enumerators_are_refused) {
  ReduceParameters reduction;
  reduction.reduction.result = no_enumerator<ReductionResult>();
  refuse({{"distribution", "random",
           bytes<DrawParameters>({},
                                 [](auto& p) { p.draw.from = RealDraw{no_enumerator<RealDistribution>()}; })},
          {"panel kind",
           "factor_panel",
           bytes(FactorPanelParameters{no_enumerator<PanelKind>()}),
           {reals({2, 4})}},
          {"step",
           "panel_step",
           bytes(PanelStepParameters{no_enumerator<PanelStep>()}),
           {factored_panel({0, 1}), reals({2, 4})}},
          {"part",
           "panel_part",
           bytes(PanelPartParameters{no_enumerator<PanelPart>()}),
           {factored_panel({0, 1})}},
          {"operation",
           "stack_of_matrices",
           bytes(StackParameters{no_enumerator<StackOperation>()}),
           {reals({2, 2})}},
          {"extreme",
           "topk",
           bytes(TopkParameters{.extreme = no_enumerator<Extreme>(), .program = {}}),
           {reals({3})}},
          {"result", "reduce", bytes(reduction), {reals({3})}},
          {"side", "digitize", bytes(DigitizeParameters{{}, no_enumerator<SearchSide>()}), {reals({3})}},
          {"search result",
           "search",
           bytes(SearchParameters{DType::float64, SearchSide::left, no_enumerator<SearchResult>(), {}}),
           {reals({3}), reals({3})}}});
}

BOOST_AUTO_TEST_CASE(reductions_are_made_of_states_of_their_own) {
  const auto merging = [](ReductionKind kind, ReductionResult result, DType operand, Shape box) {
    ReduceParameters parameters;
    parameters.reduction = {"r", kind, NanRule::spread, result, operand, DType::float64};
    parameters.axes = {0};
    parameters.finishes = true;
    parameters.box = std::move(box);
    return to_bytes(parameters);
  };
  const auto state = [](std::int64_t extent, std::vector<Chunk> parts) {
    return to_value(ReductionState{{extent}, std::move(parts)});
  };
  const Value sum = state(3, {reals({1})});
  const Value positions = state(0, {reals({1}), integers({5})});
  const auto float64 = DType::float64;
  refuse({{"variance of sums",
           "reduce_merge",
           merging(ReductionKind::sum, ReductionResult::variance, float64, {1}),
           {sum}},
          {"parts of another dtype",
           "reduce_merge",
           merging(ReductionKind::sum, ReductionResult::value, DType::int64, {2}),
           {sum, sum}},
          {"parts of two shapes",
           "reduce_merge",
           merging(ReductionKind::moments, ReductionResult::variance, float64, {1}),
           {state(3, {reals({4}), reals({1})})}},
          {"a position among no elements",
           "reduce_merge",
           merging(ReductionKind::argmax, ReductionResult::position, float64, {2}),
           {positions, positions}},
          {"a negative extent",
           "reduce_merge",
           merging(ReductionKind::sum, ReductionResult::value, float64, {1}),
           {state(-3, {reals({1})})}},
          {"extents beyond 2^63",
           "reduce_merge",
           merging(ReductionKind::sum, ReductionResult::value, float64, {2}),
           {state(std::int64_t{1} << 62, {reals({1})}), state(std::int64_t{1} << 62, {reals({1})})}},
          {"no states", "reduce_merge", merging(ReductionKind::sum, ReductionResult::value, float64, {1})},
          {"no chunk", "reduce", merging(ReductionKind::sum, ReductionResult::value, float64, {1})}});
}

BOOST_AUTO_TEST_CASE(blocks_of_matrices_fit_each_other) {
  const auto ranged = [](ContractedRange range) {
    MatmulParameters parameters;
    parameters.ranges = {range, range};
    return to_bytes(parameters);
  };
  MatmulParameters many, stacked;
  many.stack_axes = many.contracted_axes = 0x80000001;
  stacked.stack_axes = 1;
  const Chunk matrix = reals({4, 4});
  refuse(
      {{"a range of negative length", "matmul", ranged({3, 3, -2}), {matrix, matrix, matrix, matrix}},
       {"a range that overflows",
        "matmul",
        ranged({1, 1, std::int64_t{1} << 62}),
        {matrix, matrix, matrix, matrix}},
       {"more axes than can be counted", "matmul", bytes(many), {matrix, matrix}},
       {"pairs of two stacks",
        "matmul",
        bytes(stacked),
        {reals({3, 2, 2}), reals({1, 2, 2}), reals({3, 2, 2}), reals({3, 2, 2})}},
       {"no square", "stack_of_matrices", bytes(StackParameters{StackOperation::inverse}), {reals({5, 2})}},
       {"b of fewer rows",
        "stack_of_matrices",
        bytes(StackParameters{StackOperation::solve}),
        {reals({4, 4}), reals({2, 1})}},
       {"b of a smaller stack",
        "stack_of_matrices",
        bytes(StackParameters{StackOperation::solve}),
        {reals({5, 2, 2}), reals({1, 2, 2})}},
       {"b of fewer rows",
        "stack_of_matrices",
        bytes(StackParameters{StackOperation::least_squares}),
        {reals({9, 2}), reals({2, 1})}}});
}

BOOST_AUTO_TEST_CASE(panels_have_the_columns_and_pivots_that_are_told) {
  const auto step = [](PanelStep kind, std::int64_t first, std::int64_t target = 0) {
    return to_bytes(PanelStepParameters{kind, first, target});
  };
  const auto part = [](PanelPart kind, std::int64_t first, std::int64_t kept = 0, std::int64_t rows = 0,
                       std::int64_t width = 0) {
    return to_bytes(PanelPartParameters{kind, first, kept, rows, width});
  };
  const Chunk panel = reals({2, 4});
  const Value good = factored_panel({0, 1});
  refuse(
      {{"a first column below 0", "factor_panel", bytes(FactorPanelParameters{PanelKind::lu, -1}), {panel}},
       {"one behind the rows", "factor_panel", bytes(FactorPanelParameters{PanelKind::qr, 9}), {panel}},
       {"a vector", "factor_panel", bytes(FactorPanelParameters{}), {reals({4})}},
       {"no square", "factor_panel", bytes(FactorPanelParameters{PanelKind::cholesky, 3}), {panel}},
       {"pivots behind the rows",
        "panel_step",
        step(PanelStep::eliminate, 0),
        {factored_panel({0, 77}), panel}},
       {"a pivot below 0", "panel_step", step(PanelStep::eliminate, 0), {factored_panel({-5, 0}), panel}},
       {"more pivots than rows",
        "panel_step",
        step(PanelStep::eliminate, 3),
        {factored_panel({0, 0, 0}), panel}},
       {"no pivots", "panel_step", step(PanelStep::eliminate, 0), {Value::list({panel}), panel}},
       {"an empty list", "panel_step", step(PanelStep::divide_upper, 0), {Value::list({}), panel}},
       {"T of another size",
        "panel_step",
        step(PanelStep::reflect, 0),
        {Value::list({panel, reals({1, 1})}), panel}},
       {"a target behind the rows", "panel_step", step(PanelStep::subtract, 0, 3), {good, panel}},
       {"a vector", "panel_step", step(PanelStep::divide_lower, 0), {good, reals({4})}},
       {"no panel", "panel_part", part(PanelPart::upper, 0)},
       {"more rows than there are", "panel_part", part(PanelPart::upper, 0, 99), {good}},
       {"columns behind the rows",
        "panel_part",
        part(PanelPart::permutation, 3, 0, 4, 2),
        {integers({0, 1})}},
       {"pivots behind the rows",
        "panel_part",
        part(PanelPart::permutation, 0, 0, 2, 2),
        {integers({0, 9})}}});
  // Nothing to negate where there are no pivots.
  run({"", "panel_part", part(PanelPart::diagonal, 4), {factored_panel({1})}});
}

BOOST_AUTO_TEST_CASE(reflectors_belong_to_their_triangle) {
  const auto expand = bytes(QrExpandParameters{});
  const Chunk r = reals({2, 2}), none = reals({0});
  refuse(
      {{"a list of two", "qr_expand", expand, {Value::list({r, none})}},
       {"a vector for R", "qr_expand", expand, {Value::list({reals({4}), none, none})}},
       {"too few reflectors", "qr_expand", expand, {Value::list({r, reals({8}), reals({1})})}},
       {"R that is no square", "qr_expand", expand, {Value::list({reals({3, 2}), reals({8}), reals({4})})}},
       {"rows that C does not have",
        "qr_expand",
        bytes(QrExpandParameters{7}),
        {Value::list({r, none, none}), reals({3, 2})}},
       {"no blocks", "qr_rows", bytes(QrRowsParameters{})}});
}

BOOST_AUTO_TEST_CASE(places_in_other_chunks_are_checked) {
  const auto join = bytes(SearchParameters{DType::int8, SearchSide::left, SearchResult::position, {2}});
  const Chunk run_of_three = Chunk::generate<std::uint8_t>(
      {3, 16}, [](std::span<std::uint8_t> out) { std::ranges::fill(out, std::uint8_t{0}); });
  const Chunk far = Chunk::generate<std::uint8_t>(
      {2, 16}, [](std::span<std::uint8_t> out) { std::ranges::fill(out, std::uint8_t{99}); });
  refuse({{"more values than places", "search_join", join, {run_of_three}},
          {"a place behind all", "search_join", join, {far}},
          {"a part that is none", "search_join", join, {far, integers({1})}},
          {"a part of more values", "search_join", join, {far, integers({1, 0, 9})}}});
}

BOOST_AUTO_TEST_CASE(ranks_lie_among_the_elements) {
  const auto topk = [](std::int64_t count, std::int64_t axis, bool positions = false) {
    TopkParameters parameters;
    parameters.count = count;
    parameters.axis = axis;
    parameters.with_positions = positions;
    return to_bytes(parameters);
  };
  TopkParameters positions_of_none;
  positions_of_none.only_positions = true;
  const std::string only_positions = bytes(positions_of_none);
  const auto tally = [](Chunk collected) {
    return to_value(RankTally{3, 0, false, {1, 2}, std::move(collected), reals({0})});
  };
  refuse({{"a rank behind the elements", "partition", bytes(PartitionParameters{{9}}), {reals({3})}},
          {"ranks that descend", "partition", bytes(PartitionParameters{{2, 0}}), {reals({3})}},
          {"a rank below 0", "partition", bytes(PartitionParameters{{-1}}), {reals({3})}},
          {"an axis there is not", "partition", bytes(PartitionParameters{{0}, 4}), {reals({3})}},
          {"a count below 0", "topk", topk(-1, 0), {reals({3})}},
          {"an axis there is not", "topk", topk(1, 4), {reals({3})}},
          {"no chunk", "topk", topk(1, 0)},
          {"lists of one", "topk_merge", topk(1, 0, true), {Value::list({reals({3})})}},
          {"positions that are missing", "topk_merge", only_positions, {reals({3}), reals({3})}},
          {"fewer positions", "topk_merge", topk(1, 0, true), {Value::list({reals({3}), integers({1})})}},
          {"two dtypes", "topk_merge", topk(1, 0), {reals({3}), integers({1, 2, 3})}},
          {"two shapes", "topk_merge", topk(1, 1), {reals({3, 2}), reals({1, 2})}},
          {"no state", "rank_merge", bytes(RankParameters{})},
          {"states of two dtypes",
           "rank_merge",
           bytes(RankParameters{}),
           {tally(integers({1})), tally(reals({500}))}},
          {"no round", "rank_count", bytes(RankParameters{})},
          {"no tally", "rank_advance", bytes(RankParameters{}), {Value::list({})}}});
}

BOOST_AUTO_TEST_CASE(random_blocks_lie_in_their_array) {
  const auto drawn = [](ArrayBlock block) {
    DrawParameters parameters;
    parameters.draw.from = RealDraw{};
    parameters.block = std::move(block);
    return to_bytes(parameters);
  };
  refuse({{"of another rank", "random", drawn({{4}, {}, {2, 2}})},
          {"outside", "random", drawn({{4}, {3}, {2}})},
          {"of negative length", "random", drawn({{4}, {0}, {-2}})},
          {"of no numbers", "permuted", bytes(PermutedParameters{{}, 0, {{3}, {0}, {3}}})},
          {"of fewer numbers", "permuted", bytes(PermutedParameters{{}, 2, {{3}, {0}, {3}}})},
          {"more than there are", "shuffled", bytes(ShuffledParameters{{}, 2, 9})},
          {"below 0", "shuffled", bytes(ShuffledParameters{{}, -1, 0})},
          {"more than memory", "shuffled", bytes(ShuffledParameters{{}, std::int64_t{1} << 60, 0})},
          {"more than there are", "weighted_sample", bytes(WeightedSampleParameters{{}, 9}), {reals({3})}},
          {"below 0", "weighted_sample", bytes(WeightedSampleParameters{{}, -1}), {reals({3})}}});
}

BOOST_AUTO_TEST_CASE(bins_have_ascending_edges) {
  const auto binned = [](std::vector<BinEdges> edges, std::int64_t bins, DType dtype = DType::float64) {
    HistogramParameters parameters;
    parameters.name = "histogram";
    for (BinEdges& each : edges)
      parameters.dimensions.push_back({dtype, false, std::move(each), bins});
    return to_bytes(parameters);
  };
  const BinEdges good{{1, 2, 3}, {}};
  const BinEdges many{std::vector<double>(70'000, 1.0), {}};
  refuse({{"descending", "histogram", binned({{{3, 2, 5}, {}}}, 2), {reals({4})}},
          {"NaN", "histogram", binned({{{1, std::nan(""), 5}, {}}}, 2), {reals({4})}},
          {"whole ones of reals", "histogram", binned({{{}, {1, 2, 3}, true}}, 2), {reals({4})}},
          {"uniform and whole",
           "histogram",
           binned({{{}, {1, 2, 3}, true, true}}, 2, DType::int64),
           {integers({1, 2})}},
          {"fewer than the counts", "histogram", binned({good}, 99), {reals({4})}},
          {"of no dimension", "histogram", binned({}, 1)},
          {"more cells than numbers", "histogram", binned({many, many}, 69'999), {reals({4}), reals({4})}},
          {"without a chunk", "histogram", binned({good}, 2)},
          {"whole ones of reals", "digitize", bytes(DigitizeParameters{{{}, {1, 2}, true}}), {reals({4})}},
          {"counts of two shapes",
           "histogram_merge",
           bytes(HistogramMergeParameters{}),
           {integers({1}), integers({1, 2, 3})}},
          {"no counts", "histogram_merge", bytes(HistogramMergeParameters{})},
          {"no counts", "bincount_merge", bytes(BincountParameters{})},
          {"no chunk", "bincount", bytes(BincountParameters{})}});
}

BOOST_AUTO_TEST_CASE(pieces_of_chunks_are_there) {
  const auto gathered = [](std::vector<std::vector<Segment>> axes, Shape shape) {
    return to_bytes(GatherParameters{DType::float64, std::move(axes), {{}}, std::move(shape)});
  };
  const auto required = [](ExtentSource source) {
    return to_bytes(BlockParameters{"f", {{DType::float64, {unknown_extent}}}, {source}});
  };
  const auto read = [](RegionSelection selection) {
    ReadNpyParameters parameters;
    parameters.selection = std::move(selection);
    return to_bytes(parameters);
  };
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  RunPlan plan;
  plan.pieces = -1;
  DeferredCall deferred;
  deferred.chunk_sizes = {{}};
  refuse({{"more than can be counted", "gather", gathered({{{-1, 0, 1, most}, {-1, 0, 1, most}}}, {1})},
          {"of 2^31 chunks", "gather", gathered({{{0x7fffffff, 0, 1, 1}}}, {1}), {reals({3})}},
          {"outside", "gather", gathered({{{0, 2, 1, 5}}}, {5}), {reals({3})}},
          {"of an argument there is not", "require_block", required({7, 0}), {reals({3})}},
          {"of an axis there is not", "require_block", required({0, 7}), {reals({3}), reals({3})}},
          {"of an empty list", "require_block", required({0, 0}), {reals({3}), Value::list({})}},
          {"no chunk", "require_block", required({}), {}},
          {"a grid of other blocks", "assemble", bytes(AssembleParameters{{2}}), {reals({3})}},
          {"a grid of none", "assemble", bytes(AssembleParameters{{0}}), {}},
          {"a grid of less", "assemble", bytes(AssembleParameters{{-1, -1}}), {reals({3})}},
          {"of another rank", "assemble", bytes(AssembleParameters{{1}}), {reals({3, 1})}},
          {"of two dtypes",
           "assemble",
           bytes(AssembleParameters{{2}}),
           {reals({3}), Chunk::from<std::int8_t>({1}, {1})}},
          {"no such item", "pick_item", bytes(PickItemParameters{most}), {Value::list({1})}},
          {"no such element", "pick_item", bytes(PickItemParameters{-4}), {reals({3})}},
          {"of a matrix", "pick_item", bytes(PickItemParameters{0}), {reals({3, 1})}},
          {"of no list", "pick_item", bytes(PickItemParameters{0}), {1}},
          {"of no map", "pick_item", bytes(PickItemParameters{0, "a", true}), {Value::list({})}},
          {"no chunk", "accumulate", bytes(AccumulateParameters{}), {}},
          {"ranges of no axis", "read_npy", read({{}, {{{0, 0, 1, 1}}}, {1}})},
          {"a negative range", "read_npy", read({{{{0, -1}}}, {{{0, 0, 1, 1}}}, {1}})},
          {"one count too many",
           "write_npy_rows",
           to_bytes(WriteNpyRowsParameters{"/nowhere.npy"}),
           {reals({3}), 1, 2}},
          {"no count", "write_npy_rows", to_bytes(WriteNpyRowsParameters{"/nowhere.npy"}), {reals({3})}},
          {"rows before the first", "rows_so_far", {}, {Value::list({3}), -1}},
          {"fewer rows than none", "rows_so_far", {}, {Value::list({-3}), 4}},
          {"rows of no axis", "rows_so_far", {}, {Value::list({}), 0}},
          {"more rows than can be counted", "rows_so_far", {}, {Value::list({most}), most}},
          {"one count too many", "rows_so_far", {}, {Value::list({3}), 1, 2}},
          {"no pieces", "sort_plan", bytes(plan)},
          {"no blocks", "deferred/cut", bytes(deferred)}});
}

BOOST_AUTO_TEST_SUITE_END()
