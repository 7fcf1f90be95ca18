#include <string>

#include "array/array_call.hpp"
#include "array/array_expression.hpp"
#include "array/operations/box_sum.hpp"

namespace troupe::conformance {

namespace {

/// The parameters of a kernel that evaluates an expression of the suite on blocks.
struct BlockExpression {
  std::string text;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(text);
  }
};

/// Evaluates it with the library's own operations, by a compute inside the task.
Chunk evaluate_on_blocks(const BlockExpression& expression, Arguments blocks, const TaskContext& context) {
  std::vector<Array> operands;
  for (const Value& block : blocks.values)
    operands.push_back(from_chunk(block.as_chunk()));
  return context.session().compute(evaluate(Json::parse(expression.text), operands));
}

/// What the expression gives, found on operands without elements.
DType expression_dtype(const Json& expression, const std::vector<Array>& arrays) {
  std::vector<Array> empty;
  for (const Array& array : arrays)
    empty.push_back(zeros({0}, {.dtype = array.dtype()}));
  try {
    return evaluate(expression, empty).dtype();
  } catch (const Error& error) { // names a function of the expression, not what the expression is for
    throw ValueError(std::string("map_blocks: ") + error.what());
  }
}

Results run_map_blocks(const ArrayCall& call) {
  const Kernel& kernel =
      kernel_of([](const BlockExpression& expression, Arguments blocks, const TaskContext& context) -> Chunk {
        return evaluate_on_blocks(expression, blocks, context);
      });
  const Json& expression = call.json("func");
  const std::vector<Array> arrays = call.arrays("arrays");
  return {map_blocks(kernel, Parameters::of(BlockExpression{expression.dump()}), arrays,
                     {.dtype = expression_dtype(expression, arrays)})};
}

Boundary boundary_of(const Json& json) {
  if (!json.is_string())
    return scalar_from_json(json);
  const std::string name = json;
  if (name == "reflect")
    return Edge::reflect;
  if (name == "periodic")
    return Edge::periodic;
  if (name == "nearest")
    return Edge::nearest;
  if (name == "none")
    return Edge::none;
  throw Mismatch("no boundary " + name);
}

Results run_box_sum(const ArrayCall& call) {
  const Kernel& kernel = kernel_of(
      [](const BoxSum& parameters, const Chunk& chunk) -> Chunk { return box_sum(parameters, chunk); });
  const Array array = call.array("a");
  const std::vector<std::int64_t> depth = *call.integers("depth");
  std::vector<Boundary> boundaries;
  for (const Json& boundary : call.json("boundary"))
    boundaries.push_back(boundary_of(boundary));
  return {map_overlap(array, ChunkKernel(kernel, Parameters::of(BoxSum{depth})),
                      {.depth = std::vector<AxisDepth>(depth.begin(), depth.end()),
                       .boundary = std::move(boundaries),
                       .dtype = box_sum_dtype(array.dtype())})};
}

constexpr ArrayOperation operations[] = {
    {"map_blocks", run_map_blocks},
    {"map_overlap_boxsum", run_box_sum, "map_overlap"},
};

} // namespace

std::span<const ArrayOperation> blockwise_operations() { return operations; }

} // namespace troupe::conformance
