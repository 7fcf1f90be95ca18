#include "array/statistics/rank_rounds.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "expression/built_in_kernels.hpp"

namespace troupe {

namespace {

constexpr std::size_t sampled_blocks = 32;
constexpr std::size_t merged_at_a_time = 32;

/// Of the planning kernel.
struct RoundParameters {
  RankParameters search;
  std::vector<std::int64_t> sizes; ///< of the blocks
  std::uint32_t inputs = 1;        ///< of each block
  template <class Archive>
  void serialize(Archive& archive) {
    archive(search, sizes, inputs);
  }
};

/// The blocks a sample is taken of, spread over all.
std::vector<std::size_t> blocks_to_sample(const RankBlocks& blocks) {
  std::vector<std::size_t> filled;
  for (std::size_t block = 0; block < blocks.sizes.size(); ++block)
    if (blocks.sizes[block] > 0)
      filled.push_back(block);
  if (filled.size() <= sampled_blocks)
    return filled;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < sampled_blocks; ++i)
    chosen.push_back(filled[(2 * i + 1) * filled.size() / (2 * sampled_blocks)]);
  return chosen;
}

std::int64_t largest(const RankBlocks& blocks) { return std::ranges::max(blocks.sizes); }

std::int64_t element_bytes(const RankParameters& parameters) {
  return static_cast<std::int64_t>(size_of(parameters.query.operand));
}

/// What a program's result takes, where the blocks are made by one.
std::int64_t mapped_bytes(const RankParameters& parameters, std::int64_t elements) {
  return parameters.program ? elements * element_bytes(parameters) : 0;
}

/// Boundaries, counts and flags: a few numbers for each quantile.
std::int64_t state_bytes(const RankParameters& parameters) {
  return 4096 + 512 * static_cast<std::int64_t>(parameters.query.quantiles.size());
}

Value plan_round(const KernelCall& call) {
  if (call.arguments[0].find<ValueReference>() == nullptr
          ? call.arguments[0].kind() == ValueKind::chunk
          : call.arguments[0].find<ValueReference>()->kind() == ValueKind::chunk)
    return call.arguments[0];
  const auto& round = call.parameters.as<RoundParameters>();
  Graph graph;
  const auto literals =
      [&, name = graph.add_name("input", {static_cast<std::int64_t>(call.arguments.size())})](std::size_t i) {
        return graph.add(name, static_cast<std::uint32_t>(i),
                         graph.add_body(Body::constant(call.arguments[i])), {});
      };
  const TaskId state = literals(0);
  RankBlocks blocks{round.sizes, {}, round.inputs};
  for (std::size_t i = 1; i < call.arguments.size(); ++i)
    blocks.tasks.push_back(literals(i));
  RankRounds rounds(graph, round.search, {},
                    [&](const std::string& part, const Shape& grid) { return graph.add_name(part, grid); });
  const TaskId result = rounds.search(blocks, state, 2, graph.add_name("result"));
  return yield(std::move(graph), {result});
}

} // namespace

BodyId RankRounds::body(const char* kernel, const RankParameters& parameters, std::int64_t output_bytes,
                        std::int64_t workspace_bytes) {
  Body made = Body::call(built_in_kernel(kernel), Parameters::of(parameters), line_);
  made.output_bytes = output_bytes;
  made.workspace_bytes = workspace_bytes;
  return graph_.add_body(std::move(made));
}

TaskId RankRounds::open(const RankBlocks& blocks) {
  const std::vector<std::size_t> chosen = blocks_to_sample(blocks);
  RankParameters parameters = parameters_;
  parameters.among = 0;
  for (const std::size_t block : chosen)
    parameters.among += blocks.sizes[block];
  const std::int64_t sample = rank_sample_of(parameters, largest(blocks)) * element_bytes(parameters);
  const BodyId take =
      body("rank_sample", parameters, sample, sample + mapped_bytes(parameters, largest(blocks)));
  const NameId name = name_("sample", {static_cast<std::int64_t>(std::max<std::size_t>(1, chosen.size()))});
  std::vector<TaskId> samples;
  for (const std::size_t block : chosen)
    samples.push_back(graph_.add(name, static_cast<std::uint32_t>(samples.size()), take, blocks.of(block)));
  const std::int64_t all = parameters.sampled * element_bytes(parameters);
  return graph_.add(name_("open", {}), 0, body("rank_open", parameters_, state_bytes(parameters), all),
                    samples);
}

std::vector<TaskId> RankRounds::merge(std::vector<TaskId> tallies, std::int64_t tally_bytes) {
  for (int level = 1; tallies.size() > merged_at_a_time; ++level) {
    tally_bytes *= static_cast<std::int64_t>(merged_at_a_time);
    const std::size_t count = (tallies.size() + merged_at_a_time - 1) / merged_at_a_time;
    const NameId name = name_("merge-" + std::to_string(level), {static_cast<std::int64_t>(count)});
    const BodyId join = body("rank_merge", parameters_, tally_bytes, 0);
    std::vector<TaskId> merged;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t begin = i * merged_at_a_time;
      const auto group =
          std::span(tallies).subspan(begin, std::min(merged_at_a_time, tallies.size() - begin));
      merged.push_back(graph_.add(name, static_cast<std::uint32_t>(i), join, group));
    }
    tallies = std::move(merged);
  }
  return tallies;
}

TaskId RankRounds::search(const RankBlocks& blocks, TaskId round, double share, NameId result) {
  const std::int64_t element = element_bytes(parameters_);
  const std::int64_t most = largest(blocks);
  const std::int64_t sent = (rank_allowance(share, most) + rank_sample_of(parameters_, most)) * element;
  const std::int64_t tally_bytes = sent + state_bytes(parameters_);
  const BodyId count =
      body("rank_count", parameters_, tally_bytes, 2 * sent + mapped_bytes(parameters_, most));
  const NameId name = name_("count", {static_cast<std::int64_t>(blocks.sizes.size())});
  std::vector<TaskId> tallies;
  for (std::size_t block = 0; block < blocks.sizes.size(); ++block) {
    std::vector<TaskId> inputs{round};
    std::ranges::copy(blocks.of(block), std::back_inserter(inputs));
    tallies.push_back(graph_.add(name, static_cast<std::uint32_t>(block), count, inputs));
  }
  // What is copied is bounded for the round, not only for each block.
  const std::int64_t limit = 3 * rank_collect_limit(parameters_.query.operand, parameters_.count) * element;
  std::vector<TaskId> advancing = merge(tallies, share > 1 ? -1 : tally_bytes);
  advancing.insert(advancing.begin(), round);
  const std::int64_t all_sent =
      share > 1 ? limit
                : std::min<std::int64_t>(limit, sent * static_cast<std::int64_t>(blocks.sizes.size()));
  const TaskId advanced =
      graph_.add(name_("advance", {}), 0,
                 body("rank_advance", parameters_, state_bytes(parameters_), all_sent), advancing);

  RoundParameters next{parameters_, blocks.sizes, static_cast<std::uint32_t>(blocks.inputs)};
  Body plan = Body::call(built_in_kernel("rank_round"), Parameters::of(std::move(next)), line_);
  plan.output_bytes =
      element_count(parameters_.shape) * static_cast<std::int64_t>(size_of(parameters_.query.result()));
  std::vector<TaskId> inputs{advanced};
  std::ranges::copy(blocks.tasks, std::back_inserter(inputs));
  return graph_.add(result, 0, graph_.add_body(std::move(plan)), inputs);
}

void register_rank_rounds(KernelRegistry& registry) {
  registry.add({"rank_round", 1, "another pass over the chunks, if order statistics are still to be found",
                at_least(1), plan_round, Parameters::decode<RoundParameters>, KernelKind::planning});
}

} // namespace troupe
