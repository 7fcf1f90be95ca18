#include <cstdint>
#include <string>
#include <vector>

#include <troupe/error.hpp>
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

/// The rows of a chunk of such extents and those before it.
Value rows_so_far(const KernelCall& call) {
  const auto& extents = call.arguments[0].as_list();
  if (extents.empty())
    throw ShapeError("rows_so_far: a chunk of no axis has no rows");
  const std::int64_t rows = extents[0].as_integer(), before = call.arguments[1].as_integer();
  std::int64_t sum = 0;
  if (rows < 0 || before < 0 || __builtin_add_overflow(rows, before, &sum))
    throw ValueError("rows_so_far: there are no " + std::to_string(rows) + " rows after "
                     + std::to_string(before));
  return sum;
}

} // namespace

void register_block_shape(KernelRegistry& registry) {
  registry.add({"block_shape", 1, "the extents of a chunk", 1, block_shape, nullptr, KernelKind::planning});
  registry.add({"rows_so_far", 1, "the rows of a chunk of such extents and those before it", 2, rows_so_far});
}

} // namespace troupe
