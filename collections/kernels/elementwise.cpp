#include <vector>

#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

namespace {

Value run_elementwise(const KernelCall& call) {
  std::vector<Chunk> chunks;
  chunks.reserve(call.arguments.size());
  for (const Value& argument : call.arguments)
    chunks.push_back(argument.as_chunk());
  return evaluate(call.parameters.as<TileProgram>(), chunks);
}

} // namespace

void register_elementwise(KernelRegistry& registry) {
  registry.add({"elementwise", 1, "a run of elementwise operations, as one tile program", any_arity,
                run_elementwise, Parameters::decode<TileProgram>, KernelKind::compute});
}

} // namespace troupe
