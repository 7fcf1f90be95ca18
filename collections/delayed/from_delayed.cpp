#include <map>
#include <string>
#include <utility>
#include <vector>

#include <troupe/delayed/arrays.hpp>
#include <troupe/error.hpp>

#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/call_scope.hpp"
#include "expression/delayed_node.hpp"
#include "kernels/blocks/require_block.hpp"

namespace troupe {

namespace {

/// An array whose blocks are delayed chunks. Its inputs are the arrays they are made of.
class FromDelayed final : public Operation {
public:
  FromDelayed(std::vector<DelayedPointer> blocks, std::vector<NodePointer> arrays)
      : blocks_(std::move(blocks)), arrays_(std::move(arrays)) {}
  std::string_view name() const noexcept override { return "from_delayed"; }
  std::string encode() const override {
    std::vector<std::uint64_t> words;
    for (const DelayedPointer& block : blocks_) {
      words.push_back(block->digest().high);
      words.push_back(block->digest().low);
    }
    return to_bytes(words);
  }

  void lower(const ArrayNode& node, Lowering& lowering) const override {
    ArrayTasks arrays;
    for (std::size_t i = 0; i < arrays_.size(); ++i) // what the plan has put in their places
      arrays.emplace(arrays_[i].get(), lowering.tasks(*node.inputs()[i]));
    const std::vector<TaskId> chunks = lower_delayed(blocks_, arrays, lowering);
    const NameId name = lowering.add_name(node);
    const Kernel& kernel = built_in_kernel("require_block");
    std::map<Shape, BodyId> bodies;
    std::vector<TaskId> tasks;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      const Shape shape = node.chunking().block_shape(node.chunking().block(static_cast<std::int64_t>(i)));
      const auto [body, is_new] = bodies.try_emplace(shape, 0);
      if (is_new)
        body->second = lowering.graph().add_body(Body::call(
            kernel, Parameters::of(BlockParameters{"from_delayed", {{node.dtype(), shape}}, {}, false}),
            node.line()));
      tasks.push_back(
          lowering.graph().add(name, static_cast<std::uint32_t>(i), body->second, std::span(&chunks[i], 1)));
    }
    lowering.set_tasks(node, std::move(tasks));
  }

private:
  std::vector<DelayedPointer> blocks_;
  std::vector<NodePointer> arrays_;
};

} // namespace

Array from_delayed(const std::vector<Delayed<Chunk>>& chunks, const Chunking& chunking, DType dtype,
                   SourceLine line) {
  const CallScope scope(line);
  if (static_cast<std::int64_t>(chunks.size()) != chunking.block_count())
    throw ShapeError("from_delayed: " + std::to_string(chunks.size()) + " chunks for "
                     + std::to_string(chunking.block_count()) + " blocks");
  std::vector<DelayedPointer> blocks;
  for (const Delayed<Chunk>& chunk : chunks)
    blocks.push_back(chunk.node());
  std::vector<NodePointer> arrays = arrays_of_delayed(blocks);
  std::vector<Array> inputs;
  for (const NodePointer& array : arrays)
    inputs.emplace_back(array);
  return make_array(std::make_shared<const FromDelayed>(std::move(blocks), std::move(arrays)), inputs,
                    {dtype, chunking, {}});
}

Array from_delayed(const Delayed<Chunk>& chunk, const Shape& shape, DType dtype, SourceLine line) {
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int64_t extent : shape)
    sizes.push_back({extent});
  return from_delayed({chunk}, Chunking(std::move(sizes)), dtype, line);
}

std::vector<Delayed<Chunk>> to_delayed(const Array& array) {
  std::vector<Delayed<Chunk>> blocks;
  for (std::int64_t block = 0; block < array.chunking().block_count(); ++block)
    blocks.emplace_back(std::make_shared<const DelayedNode>(DelayedBlock{array.node(), block}));
  return blocks;
}

} // namespace troupe
