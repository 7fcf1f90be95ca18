#include "kernels/reductions/reduce.hpp"

#include <string>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

Value finished(const ReduceParameters& parameters, const ReductionState& state) {
  if (!parameters.finishes)
    return to_value(state);
  return finish(parameters.reduction, state, parameters.axes,
                parameters.keepdims ? ReducedAxes::keep : ReducedAxes::drop);
}

Value run_reduce(const KernelCall& call) {
  const auto& parameters = call.parameters.as<ReduceParameters>();
  std::vector<Chunk> chunks;
  chunks.reserve(call.arguments.size());
  for (const Value& argument : call.arguments)
    chunks.push_back(argument.as_chunk());
  if (parameters.program)
    return finished(parameters, reduce(parameters.reduction, *parameters.program, chunks, parameters.axes));
  if (chunks.size() != 1)
    throw ValueError(parameters.reduction.name + ": a block is one chunk, " + std::to_string(chunks.size())
                     + " were given");
  return finished(parameters, reduce(parameters.reduction, chunks[0], parameters.axes));
}

Value run_merge(const KernelCall& call) {
  const auto& parameters = call.parameters.as<ReduceParameters>();
  std::vector<ReductionState> states;
  states.reserve(call.arguments.size());
  for (const Value& argument : call.arguments)
    states.push_back(to_reduction_state(argument));
  return finished(parameters, merge(parameters.reduction, states, parameters.box));
}

} // namespace

void register_reduce(KernelRegistry& registry) {
  registry.add({"reduce", 1, "a chunk's state under a reduction, or its result", any_arity, run_reduce,
                Parameters::decode<ReduceParameters>, KernelKind::compute});
  registry.add({"reduce_merge", 1, "the state of neighbouring chunks out of theirs, or the result",
                at_least(1), run_merge, Parameters::decode<ReduceParameters>, KernelKind::compute});
}

} // namespace troupe
