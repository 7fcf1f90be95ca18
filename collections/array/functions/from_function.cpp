#include <utility>

#include <troupe/array/functions/from_function.hpp>
#include <troupe/array/located.hpp>
#include <troupe/error.hpp>

#include "array/creation/creation.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

/// Blocks that a kernel makes of their places.
struct FromFunction {
  static constexpr std::string_view name = "from_function";
  KernelName kernel;
  DType dtype = DType::float64;
  ChunkSizes sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kernel, dtype, sizes);
  }
  ArrayMetadata infer(std::span<const Array>) const { return {dtype, Chunking(sizes), {}}; }
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

void FromFunction::lower(const ArrayNode& node, Lowering& lowering) const {
  const Kernel* const found = kernel.find();
  if (found == nullptr)
    throw KeyError("from_function: no kernel " + to_string(kernel));
  const Chunking& chunking = node.chunking();
  const Shape shape = chunking.shape();
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> tasks(static_cast<std::size_t>(chunking.block_count()));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const Block block = chunking.block(static_cast<std::int64_t>(i));
    detail::PlannedBlock planned{
        {chunking.block_shape(block), block, chunking.block_origin(block), chunking.grid(), shape}, dtype};
    const BodyId body =
        lowering.graph().add_body(Body::call(*found, Parameters::of(std::move(planned)), node.line()));
    tasks[i] = lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body, {});
  }
  lowering.set_tasks(node, std::move(tasks));
}

} // namespace

namespace detail {

Array from_places(const Shape& shape, const Kernel& kernel, DType dtype, const CreationOptions& options,
                  std::source_location line) {
  const CallScope scope(source_line(line));
  return naming(FromFunction::name, [&] {
    byte_count(shape, size_of(dtype));
    const ChunkSizes sizes = options.chunks.resolve(shape, dtype).sizes();
    return apply(FromFunction{{kernel.name, kernel.version}, dtype, sizes}, {});
  });
}

Chunk require_planned(Chunk block, const PlannedBlock& planned) {
  if (block.dtype() != planned.dtype)
    throw DTypeError("from_function: the block is " + std::string(to_string(block.dtype())) + ", not "
                     + std::string(to_string(planned.dtype)) + " as promised");
  if (block.shape() != planned.place.shape)
    throw ShapeError("from_function: the block is " + to_string(block.shape()) + ", not "
                     + to_string(planned.place.shape) + " as promised");
  return block;
}

DType require_same(const CreationOptions& options, DType said) {
  if (options.dtype && *options.dtype != said)
    throw DTypeError("from_function: the function makes " + std::string(to_string(said)) + ", not "
                     + std::string(to_string(*options.dtype)));
  return said;
}

DType require_dtype(const CreationOptions& options) {
  if (!options.dtype)
    throw DTypeError(
        "from_function: the function does not tell the dtype of its chunks, so it must be given");
  return *options.dtype;
}

void require_positions(const Shape& shape, std::size_t rank) {
  if (shape.size() != rank)
    throw ShapeError("from_function: the function takes " + std::to_string(rank) + " positions, shape "
                     + to_string(shape) + " has " + std::to_string(shape.size()) + " axes");
}

} // namespace detail

} // namespace troupe
