#include "kernels/blocks/require_block.hpp"

#include <string>
#include <vector>

#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

Value require_block(const KernelCall& call) {
  const auto& wanted = call.parameters.as<BlockParameters>();
  const Chunk& chunk = call.arguments[0].as_chunk();
  if (chunk.dtype() != wanted.dtype)
    throw DTypeError("map_blocks: the block is " + std::string(to_string(chunk.dtype())) + ", not "
                     + std::string(to_string(wanted.dtype)) + " as promised");
  std::vector<Shape> shapes;
  for (const Value& argument : call.arguments.subspan(1))
    shapes.push_back(argument.as_chunk().shape());
  const Shape shape = wanted.shape ? *wanted.shape : broadcast(shapes, "map_blocks");
  if (chunk.shape() != shape)
    throw ShapeError("map_blocks: the block is " + to_string(chunk.shape()) + ", not " + to_string(shape)
                     + " as promised");
  return call.arguments[0];
}

} // namespace

void register_require_block(KernelRegistry& registry) {
  registry.add({"require_block", 1, "a chunk as it is, if it is of the dtype and shape that were promised",
                any_arity, require_block, Parameters::decode<BlockParameters>, KernelKind::compute});
}

} // namespace troupe
