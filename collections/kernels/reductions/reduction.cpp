#include "kernels/reductions/reduction.hpp"

#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "kernels/reductions/chunk_reducer.hpp"
#include "kernels/reductions/method.hpp"

namespace troupe {

namespace {

void require_operand(const Reduction& reduction, DType dtype) {
  if (dtype != reduction.operand)
    throw DTypeError(reduction.name + ": the chunk is " + std::string(to_string(dtype)) + ", not "
                     + std::string(to_string(reduction.operand)));
}

ReductionState reduce_elements(const Reduction& reduction, const Method& method, const Shape& shape,
                               std::span<const std::int64_t> axes, ElementFeed& feed) {
  Shape extents;
  Shape kept = shape;
  for (const std::int64_t axis : axes) {
    const auto place = static_cast<std::size_t>(normalise_axis(axis, shape.size(), reduction.name));
    extents.push_back(shape[place]);
    kept[place] = 1;
  }
  FreshState fresh(method, std::move(extents), kept);
  if (element_count(shape) == 0)
    method.kernels->clear(fresh.parts.data(), static_cast<std::size_t>(element_count(kept)) * method.unit);
  else
    ChunkReducer(*method.kernels, reduction.kind, feed)
        .reduce(ReductionLayout(shape, axes, method.unit), fresh.parts);
  return std::move(fresh.state);
}

} // namespace

bool can_reduce(ReductionKind kind, NanRule nan, DType dtype) {
  return find_method(kind, nan, dtype).kernels != nullptr;
}

Value to_value(const ReductionState& state) {
  std::vector<Value> items;
  items.reserve(1 + state.parts.size());
  items.push_back(Value::list(std::vector<Value>(state.extents.begin(), state.extents.end())));
  items.insert(items.end(), state.parts.begin(), state.parts.end());
  return Value::list(std::move(items));
}

ReductionState to_reduction_state(const Value& value) {
  const auto items = value.as_list();
  if (items.size() < 2)
    throw ValueError("reduction: a state without parts");
  ReductionState state;
  for (const Value& extent : items.front().as_list())
    state.extents.push_back(extent.as_integer());
  for (const Value& part : items.subspan(1))
    state.parts.push_back(part.as_chunk());
  return state;
}

ReductionState reduce(const Reduction& reduction, const Chunk& chunk, std::span<const std::int64_t> axes) {
  const Method method = get_method(reduction);
  require_operand(reduction, chunk.dtype());
  ElementFeed feed(chunk, method.unit);
  return reduce_elements(reduction, method, chunk.shape(), axes, feed);
}

ReductionState reduce(const Reduction& reduction, const TileProgram& program, std::span<const Chunk> inputs,
                      std::span<const std::int64_t> axes) {
  const Method method = get_method(reduction);
  require_operand(reduction, program.result());
  const Shape shape = mapped_shape(program, inputs, reduction.name);
  ElementFeed feed(program, inputs, shape, method.unit);
  return reduce_elements(reduction, method, shape, axes, feed);
}

} // namespace troupe
