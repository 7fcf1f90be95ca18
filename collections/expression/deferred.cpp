#include "expression/deferred.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <troupe/array/rechunk.hpp>

#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/literals.hpp"
#include "expression/plan.hpp"

namespace troupe {

namespace {

/// A node that a planning task stands behind.
class Deferred final : public Operation {
public:
  Deferred(std::string kernel, std::string label, DeferredCall call)
      : kernel_(std::move(kernel)), label_(std::move(label)), call_(std::move(call)) {}
  std::string_view name() const noexcept override { return label_; }
  std::string encode() const override { return to_bytes(std::pair(kernel_, call_)); }

  void lower(const ArrayNode& node, Lowering& lowering) const override {
    Graph& graph = lowering.graph();
    std::vector<TaskId> blocks;
    for (const NodePointer& input : node.inputs())
      std::ranges::copy(lowering.tasks(*input), std::back_inserter(blocks));
    const BodyId plan =
        graph.add_body(Body::call(built_in_kernel(kernel_), Parameters::of(call_), node.line()));
    const NameId name = lowering.add_name(node);
    if (call_.blocks == 1) {
      lowering.set_tasks(node, {graph.add(name, 0, plan, blocks)});
      return;
    }
    const TaskId planning = graph.add(lowering.add_name(node, "plan", {}), 0, plan, blocks);
    std::vector<TaskId> promised;
    for (std::uint32_t i = 0; i < call_.blocks; ++i) {
      Body body = Body::alias();
      body.promised = static_cast<std::int32_t>(i);
      body.line = node.line();
      promised.push_back(graph.add(name, i, graph.add_body(std::move(body)), std::span(&planning, 1)));
    }
    lowering.set_tasks(node, std::move(promised));
  }

private:
  std::string kernel_;
  std::string label_;
  DeferredCall call_;
};

/// An operand of a probe; it is never computed.
class StandIn final : public Operation {
public:
  std::string_view name() const noexcept override { return "stand-in"; }
  std::string encode() const override { return {}; }
  void lower(const ArrayNode&, Lowering&) const override {
    throw Error("stand-in: an array without elements cannot be computed");
  }
};

/// As many blocks as the input that is cut most finely along the extents in question.
std::uint32_t promised_blocks(std::span<const Array> inputs, std::size_t rank) {
  if (rank == 0)
    return 1;
  std::int64_t most = 1;
  for (const Array& input : inputs)
    if (!input.chunking().is_known())
      most = std::max(most, input.chunking().block_count());
  return static_cast<std::uint32_t>(most);
}

Chunking promised_chunking(std::uint32_t blocks, std::size_t rank) {
  std::vector<std::vector<std::int64_t>> sizes(rank, {unknown_extent});
  if (rank != 0)
    sizes[0].assign(blocks, unknown_extent);
  return Chunking(std::move(sizes));
}

const Shape& shape_of(const Value& value) {
  if (const auto* reference = value.find<ValueReference>())
    return reference->shape();
  return value.as_chunk().shape();
}

/// The chunking of an input, read off its blocks.
Chunking known_chunking(const DeferredInput& input, std::span<const Value> blocks) {
  const Chunking grid(input.chunk_sizes);
  std::vector<std::vector<std::int64_t>> sizes = input.chunk_sizes;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const Block block = grid.block(static_cast<std::int64_t>(i));
    const Shape& shape = shape_of(blocks[i]);
    if (shape.size() != block.size())
      throw ShapeError("a block of an array of rank " + std::to_string(block.size()) + " is "
                       + to_string(shape));
    for (std::size_t axis = 0; axis < block.size(); ++axis) {
      std::int64_t& size = sizes[axis][static_cast<std::size_t>(block[axis])];
      if (size != unknown_extent && size != shape[axis])
        throw ShapeError("blocks of one row are " + std::to_string(size) + " and "
                         + std::to_string(shape[axis]) + " long");
      size = shape[axis];
    }
  }
  return Chunking(std::move(sizes));
}

/// `extent` cut into `blocks` pieces that differ by one at most; some are empty if there is too little.
std::vector<std::int64_t> even_pieces(std::int64_t extent, std::int64_t blocks) {
  std::vector<std::int64_t> pieces(static_cast<std::size_t>(blocks), extent / blocks);
  for (std::int64_t i = 0; i < extent % blocks; ++i)
    ++pieces[static_cast<std::size_t>(i)];
  return pieces;
}

constexpr std::string_view cut_kernel = "deferred/cut";

Array defer_to(std::string kernel, std::string_view label, DeferredCall call, std::span<const Array> inputs) {
  for (const Array& input : inputs)
    call.inputs.push_back({input.dtype(), input.chunking().sizes()});
  ArrayMetadata metadata{call.dtype, promised_chunking(call.blocks, call.rank), {}};
  return make_array(std::make_shared<const Deferred>(std::move(kernel), std::string(label), std::move(call)),
                    inputs, std::move(metadata));
}

Array cut_as_promised(const DeferredCall& call, const Array& result) {
  if (call.rank == 0)
    return result;
  Shape promised(call.rank, 1);
  promised[0] = call.blocks;
  if (result.chunking().grid() == promised)
    return result;
  if (!result.chunking().is_known()) // a mask's result, as an example: it is cut once it is there
    return defer_to(std::string(cut_kernel), "cut", {{}, {}, call.dtype, call.rank, call.blocks},
                    {&result, 1});
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int64_t extent : result.shape())
    sizes.push_back({extent});
  sizes[0] = even_pieces(sizes[0].front(), call.blocks);
  return rechunk(result, Chunking(std::move(sizes)));
}

} // namespace

void rethrow_showing_unknown() {
  rethrow_reworded([](std::string_view message) {
    const std::string shown = std::to_string(long_stand_in);
    const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
    std::string result;
    for (std::size_t from = 0; from < message.size();) {
      const std::size_t behind = from + shown.size();
      const bool whole = message.substr(from).starts_with(shown)
                         && (from == 0 || !is_digit(message[from - 1]))
                         && (behind == message.size() || !is_digit(message[behind]));
      result += whole ? '?' : message[from];
      from = whole ? behind : from + 1;
    }
    return result;
  });
}

bool all_known(std::span<const Array> arrays) {
  return std::ranges::all_of(arrays, [](const Array& array) { return array.chunking().is_known(); });
}

std::vector<Array> stand_ins(std::span<const Array> arrays, std::int64_t extent) {
  std::vector<Array> result;
  for (const Array& array : arrays) {
    Shape shape = array.shape();
    std::ranges::replace(shape, unknown_extent, extent);
    const bool known = array.chunking().is_known();
    result.push_back(known ? array
                           : make_array(std::make_shared<const StandIn>(), {},
                                        {array.dtype(), Chunking::whole(shape), {}}));
  }
  return result;
}

Array defer(std::string_view name, std::string_view label, std::string operation_bytes,
            std::span<const Array> inputs, const ArrayMetadata& promise) {
  const std::size_t rank = promise.chunking.rank();
  const std::string kernel = std::string(deferred_prefix) + std::string(name);
  built_in_kernel(kernel); // an operation that is not listed is told of at once
  return defer_to(kernel, label,
                  {std::move(operation_bytes),
                   {},
                   promise.dtype,
                   static_cast<std::uint32_t>(rank),
                   promised_blocks(inputs, rank)},
                  inputs);
}

void DeferredCall::check() const {
  if (blocks == 0)
    throw ValueError("a planning task promises no blocks");
}

std::vector<Array> known_inputs(const DeferredCall& call, std::span<const Value> arguments) {
  std::vector<Array> inputs;
  std::size_t next = 0;
  for (const DeferredInput& input : call.inputs) {
    const auto count = static_cast<std::size_t>(Chunking(input.chunk_sizes).block_count());
    if (arguments.size() - next < count)
      throw ValueError("the planning task got " + std::to_string(arguments.size())
                       + " blocks, which is too few");
    const auto blocks = arguments.subspan(next, count);
    next += count;
    inputs.push_back(
        make_array(std::make_shared<const Literals>("input", std::to_string(inputs.size()),
                                                    std::vector<Value>(blocks.begin(), blocks.end())),
                   {}, {input.dtype, known_chunking(input, blocks), {}}));
  }
  return inputs;
}

Value yield_promised(const DeferredCall& call, const Array& result) {
  if (result.dtype() != call.dtype)
    throw DTypeError("the result is " + std::string(to_string(result.dtype())) + ", not "
                     + std::string(to_string(call.dtype)) + " as promised");
  if (result.rank() != call.rank)
    throw ShapeError("the result is of rank " + std::to_string(result.rank()) + ", not "
                     + std::to_string(call.rank) + " as promised");
  ArrayGraph planned = graph_of(std::span(&static_cast<const Array&>(cut_as_promised(call, result)), 1));
  return yield(std::move(planned.graph), std::move(planned.blocks.front()));
}

void register_deferred_cut(KernelRegistry& registry) {
  registry.add({std::string(cut_kernel), 1, "cuts an array whose lengths the data tell, as was promised",
                any_arity,
                [](const KernelCall& call) {
                  const auto& deferred = call.parameters.as<DeferredCall>();
                  return yield_promised(deferred, known_inputs(deferred, call.arguments).front());
                },
                Parameters::decode<DeferredCall>, KernelKind::planning});
}

} // namespace troupe
