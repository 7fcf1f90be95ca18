#include <vector>

#include <troupe/kernel.hpp>

#include "kernels/ranks/rank_search.hpp"
#include "kernels/register_kernels.hpp"
#include "kernels/statistics/mapped_block.hpp"

namespace troupe {

namespace {

Value run_sample(const KernelCall& call) {
  const auto& parameters = call.parameters.as<RankParameters>();
  const Chunk block = mapped_block(parameters.program, call.arguments);
  return sample_block(block, rank_sample_of(parameters, static_cast<std::int64_t>(block.size())));
}

Value run_open(const KernelCall& call) {
  std::vector<Chunk> samples;
  for (const Value& argument : call.arguments)
    samples.push_back(argument.as_chunk());
  return to_value(open_ranks(call.parameters.as<RankParameters>(), samples));
}

Value run_count(const KernelCall& call) {
  const auto& parameters = call.parameters.as<RankParameters>();
  const RankRound round = to_rank_round(call.arguments[0]);
  const Chunk block = mapped_block(parameters.program, call.arguments.subspan(1));
  return to_value(
      tally_block(round, block, rank_sample_of(parameters, static_cast<std::int64_t>(block.size()))));
}

RankTally merged(std::span<const Value> arguments) {
  std::vector<RankTally> tallies;
  for (const Value& argument : arguments)
    tallies.push_back(to_rank_tally(argument));
  return tallies.size() == 1 ? std::move(tallies.front()) : merge_tallies(tallies);
}

Value run_merge(const KernelCall& call) { return to_value(merged(call.arguments)); }

Value run_advance(const KernelCall& call) {
  RankAdvance advance = advance_ranks(call.parameters.as<RankParameters>(), to_rank_round(call.arguments[0]),
                                      merged(call.arguments.subspan(1)));
  return advance.result ? Value(std::move(*advance.result)) : to_value(*advance.next);
}

} // namespace

void register_ranks(KernelRegistry& registry) {
  const auto add = [&](const char* name, const char* summary, int arity, KernelFunction run) {
    registry.add({name, 1, summary, arity, run, Parameters::decode<RankParameters>, KernelKind::compute});
  };
  add("rank_sample", "some elements of a chunk", any_arity, run_sample);
  add("rank_open", "out of samples, where wanted order statistics are sought first", any_arity, run_open);
  add("rank_count", "how a chunk's elements lie to boundaries, and those near wanted ranks", at_least(1),
      run_count);
  add("rank_merge", "what chunks counted, together", at_least(1), run_merge);
  add("rank_advance", "quantiles out of what all chunks counted, or where to look next", at_least(2),
      run_advance);
}

} // namespace troupe
