#include "kernels/blocks/require_block.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

Shape without_ones(Shape shape) {
  std::erase(shape, 1);
  return shape;
}

std::int64_t extent_from(const BlockParameters& wanted, const ExtentSource& source,
                         std::span<const Value> arguments) {
  const auto number = static_cast<std::size_t>(source.argument), axis = static_cast<std::size_t>(source.axis);
  if (number < arguments.size()) {
    const Value& argument = arguments[number];
    const bool is_list = argument.kind() == ValueKind::list;
    if (!is_list || !argument.as_list().empty()) {
      const Chunk& chunk = is_list ? argument.as_list()[0].as_chunk() : argument.as_chunk();
      if (axis < chunk.rank())
        return chunk.shape()[axis];
    }
  }
  throw IndexError(wanted.shown + ": there is no axis " + std::to_string(source.axis) + " of argument "
                   + std::to_string(source.argument) + " to read an extent off");
}

/// The promised shape, its unknown extents read off the blocks that the function was given, or what it made.
Shape promised_shape(const BlockParameters& wanted, std::size_t result, const Chunk& made,
                     std::span<const Value> arguments) {
  Shape shape = wanted.promised[result].shape;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (shape[axis] != unknown_extent)
      continue;
    const ExtentSource source = axis < wanted.unknown.size() ? wanted.unknown[axis] : ExtentSource{};
    if (source.argument < 0) {
      if (made.rank() == shape.size())
        shape[axis] = made.shape()[axis];
      continue;
    }
    shape[axis] = extent_from(wanted, source, arguments);
  }
  return shape;
}

Chunk require(const BlockParameters& wanted, std::size_t result, const Value& value,
              std::span<const Value> arguments) {
  if (value.kind() != ValueKind::chunk)
    throw DTypeError(wanted.shown + ": the function made " + to_string(value) + ", not a chunk");
  const Chunk& chunk = value.as_chunk();
  if (chunk.dtype() != wanted.promised[result].dtype)
    throw DTypeError(wanted.shown + ": the block is " + std::string(to_string(chunk.dtype())) + ", not "
                     + std::string(to_string(wanted.promised[result].dtype)) + " as promised");
  const Shape shape = promised_shape(wanted, result, chunk, arguments);
  if (chunk.shape() == shape)
    return chunk;
  // A reduction may have kept its axes, or not.
  if (wanted.drops_ones && without_ones(chunk.shape()) == without_ones(shape))
    return chunk.view(0, shape);
  throw ShapeError(wanted.shown + ": the block is " + to_string(chunk.shape()) + ", not " + to_string(shape)
                   + " as promised");
}

Value require_block(const KernelCall& call) {
  const auto& wanted = call.parameters.as<BlockParameters>();
  const Value& made = call.arguments[0];
  const std::span<const Value> arguments = call.arguments.subspan(1);
  if (wanted.promised.size() == 1)
    return require(wanted, 0, made, arguments);
  if (made.kind() != ValueKind::list || made.as_list().size() != wanted.promised.size())
    throw ValueError(wanted.shown + ": the function made " + to_string(made) + ", not "
                     + std::to_string(wanted.promised.size()) + " chunks");
  std::vector<Value> results;
  for (std::size_t i = 0; i < wanted.promised.size(); ++i)
    results.emplace_back(require(wanted, i, made.as_list()[i], arguments));
  return Value::list(std::move(results));
}

} // namespace

void register_require_block(KernelRegistry& registry) {
  registry.add({"require_block", 1,
                "what a function made of blocks, if it is of the dtypes and shapes that were promised",
                at_least(1), require_block, Parameters::decode<BlockParameters>, KernelKind::compute});
}

} // namespace troupe
