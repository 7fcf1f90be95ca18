#include "kernels/blocks/trim.hpp"

#include <string>

#include <troupe/error.hpp>

#include "kernels/blocks/gather.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

Chunk trim(const TrimParameters& parameters, const Chunk& chunk) {
  if (chunk.dtype() != parameters.dtype)
    throw DTypeError("map_overlap: the kernel made a chunk of " + std::string(to_string(chunk.dtype()))
                     + ", not " + std::string(to_string(parameters.dtype)));
  if (chunk.shape() == parameters.core)
    return chunk;
  if (chunk.shape() != parameters.widened)
    throw ShapeError("map_overlap: the kernel made a chunk of shape " + to_string(chunk.shape())
                     + ", neither that of the widened chunk, " + to_string(parameters.widened)
                     + ", nor of its core, " + to_string(parameters.core));
  GatherParameters cut{parameters.dtype, {}, {}, parameters.core};
  for (std::size_t axis = 0; axis < parameters.core.size(); ++axis)
    cut.axes.push_back({{0, parameters.before[axis], 1, parameters.core[axis]}});
  const Chunk* inputs[] = {&chunk};
  return gather(cut, inputs);
}

namespace {

Value run_trim(const KernelCall& call) {
  return trim(call.parameters.as<TrimParameters>(), call.arguments[0].as_chunk());
}

} // namespace

void register_trim(KernelRegistry& registry) {
  registry.add({"trim", 1, "the core of a widened chunk", 1, run_trim, Parameters::decode<TrimParameters>});
}

} // namespace troupe
