#include <vector>

#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// The extents of a chunk as a list. It is a planning kernel: the chunk need not be loaded.
Value block_shape(const KernelCall& call) {
  const Value& argument = call.arguments[0];
  const auto* reference = argument.find<ValueReference>();
  const Shape& shape = reference != nullptr ? reference->shape() : argument.as_chunk().shape();
  return Value::list(std::vector<Value>(shape.begin(), shape.end()));
}

} // namespace

void register_block_shape(KernelRegistry& registry) {
  registry.add({"block_shape", 1, "the extents of a chunk", 1, block_shape, nullptr, KernelKind::planning});
}

} // namespace troupe
