#include "expression/deferred.hpp"

#include <algorithm>
#include <memory>
#include <optional>
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
  std::string description() const override { return label_ + ", planned as it runs"; }

  void lower(const ArrayNode& node, Lowering& lowering) const override {
    Graph& graph = lowering.graph();
    std::vector<TaskId> blocks;
    for (const NodePointer& input : node.inputs())
      std::ranges::copy(lowering.tasks(*input), std::back_inserter(blocks));
    const BodyId plan =
        graph.add_body(Body::call(built_in_kernel(kernel_), Parameters::of(call_), node.line()));
    const NameId name = lowering.add_name(node);
    const auto count = node.chunking().block_count();
    if (count == 1) {
      lowering.set_tasks(node, {graph.add(name, 0, plan, blocks)});
      return;
    }
    const TaskId planning = graph.add(lowering.add_name(node, "plan", {}), 0, plan, blocks);
    std::vector<TaskId> promised;
    for (std::int64_t i = 0; i < count; ++i) {
      Body body = Body::alias();
      body.promised = static_cast<std::int32_t>(i);
      body.line = node.line();
      promised.push_back(graph.add(name, static_cast<std::uint32_t>(i), graph.add_body(std::move(body)),
                                   std::span(&planning, 1)));
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

/// `extent` cut into `blocks` pieces that differ by one at most; some are empty if there is too little.
std::vector<std::int64_t> even_pieces(std::int64_t extent, std::int64_t blocks) {
  std::vector<std::int64_t> pieces(static_cast<std::size_t>(blocks), extent / blocks);
  for (std::int64_t i = 0; i < extent % blocks; ++i)
    ++pieces[static_cast<std::size_t>(i)];
  return pieces;
}

/// Whether an extent, or a chunk's, is what was promised.
bool keeps(std::int64_t promised, std::int64_t found) {
  return promised == unknown_extent || promised == found;
}
bool keeps(const std::vector<std::int64_t>& promised, const std::vector<std::int64_t>& found) {
  return std::ranges::equal(promised, found, [](auto one, auto other) { return keeps(one, other); });
}
bool keeps(const DeferredCall::Sizes& promised, const DeferredCall::Sizes& found) {
  return std::ranges::equal(promised, found,
                            [](const auto& one, const auto& other) { return keeps(one, other); });
}

/// `promised` where an axis' sizes are known; the extent found in as many even pieces along the others.
Chunking fulfilled(const DeferredCall::Sizes& promised, const Shape& found) {
  DeferredCall::Sizes sizes = promised;
  for (std::size_t axis = 0; axis < sizes.size(); ++axis)
    if (std::ranges::count(sizes[axis], unknown_extent) != 0)
      sizes[axis] = even_pieces(found[axis], std::ssize(sizes[axis]));
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

constexpr std::string_view cut_kernel = "deferred/cut";

Array defer_to(std::string kernel, std::string_view label, DeferredCall call, std::span<const Array> inputs) {
  for (const Array& input : inputs)
    call.inputs.push_back({input.dtype(), input.chunking().sizes()});
  ArrayMetadata metadata{call.dtype, Chunking(call.chunk_sizes), {}};
  return make_array(std::make_shared<const Deferred>(std::move(kernel), std::string(label), std::move(call)),
                    inputs, std::move(metadata));
}

Array cut_as_promised(const DeferredCall& call, const Array& result) {
  if (keeps(call.chunk_sizes, result.chunking().sizes()))
    return result;
  if (!result.chunking().is_known()) // a mask's result, as an example: it is cut once it is there
    return defer_to(std::string(cut_kernel), "cut", {{}, {}, call.dtype, call.chunk_sizes}, {&result, 1});
  return rechunk(result, fulfilled(call.chunk_sizes, result.shape()));
}

/// Of the first array that knows it: how long `axis` is, or the last axis of one with fewer.
std::optional<std::int64_t> partners_extent(std::span<const Array> arrays, std::size_t axis) {
  for (const Array& array : arrays) {
    if (array.rank() == 0)
      continue;
    const std::int64_t extent = array.shape()[std::min(axis, array.rank() - 1)];
    if (extent != unknown_extent)
      return extent;
  }
  return std::nullopt;
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

std::vector<Array> stand_ins(std::span<const Array> arrays, std::int64_t extent, bool as_partners) {
  std::vector<Array> result;
  for (const Array& array : arrays) {
    Shape shape = array.shape();
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      if (shape[axis] == unknown_extent)
        shape[axis] = as_partners ? partners_extent(arrays, axis).value_or(extent) : extent;
    const bool known = array.chunking().is_known();
    result.push_back(known ? array
                           : make_array(std::make_shared<const StandIn>(), {},
                                        {array.dtype(), Chunking::whole(shape), {}}));
  }
  return result;
}

ArrayMetadata promise_metadata(DType dtype, const Shape& shape) {
  DeferredCall::Sizes sizes;
  for (const std::int64_t extent : shape)
    sizes.push_back({extent});
  return {dtype, Chunking(std::move(sizes)), {}};
}

Shape shape_of_both(const ArrayMetadata& shorter, const ArrayMetadata& longer) {
  Shape shape = shorter.chunking.shape();
  const Shape other = longer.chunking.shape();
  for (std::size_t axis = 0; axis < other.size(); ++axis)
    if (shape[axis] != other[axis])
      shape[axis] = unknown_extent;
  return shape;
}

Chunking promised_chunking(std::span<const Array> inputs, DType dtype, const Shape& shape) {
  DeferredCall::Sizes sizes = promise_metadata(dtype, shape).chunking.sizes();
  if (shape.empty())
    return Chunking(std::move(sizes));
  std::int64_t blocks = 1;
  if (std::ranges::count(shape, unknown_extent) == 0)
    blocks = Chunking::automatic(shape, size_of(dtype)).grid()[0];
  else
    for (const Array& input : inputs)
      if (!input.chunking().is_known())
        blocks = std::max(blocks, input.chunking().block_count());
  if (shape[0] == unknown_extent)
    sizes[0].assign(static_cast<std::size_t>(blocks), unknown_extent);
  else
    sizes[0] = even_pieces(shape[0], std::min(blocks, std::max<std::int64_t>(shape[0], 1)));
  return Chunking(std::move(sizes));
}

Array defer(std::string_view name, std::string_view label, std::string operation_bytes,
            std::span<const Array> inputs, const ArrayMetadata& promise) {
  const std::string kernel = std::string(deferred_prefix) + std::string(name);
  built_in_kernel(kernel); // an operation that is not listed is told of at once
  return defer_to(kernel, label, {std::move(operation_bytes), {}, promise.dtype, promise.chunking.sizes()},
                  inputs);
}

void DeferredCall::check() const {
  if (std::ranges::any_of(chunk_sizes, [](const auto& axis) { return axis.empty(); }))
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
  if (result.rank() != call.chunk_sizes.size())
    throw ShapeError("the result is of rank " + std::to_string(result.rank()) + ", not "
                     + std::to_string(call.chunk_sizes.size()) + " as promised");
  const Shape promised = Chunking(call.chunk_sizes).shape();
  if (result.chunking().is_known() && !keeps(promised, result.shape()))
    throw ShapeError("the result is of shape " + to_string(result.shape()) + ", not " + to_string(promised)
                     + " as promised");
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
