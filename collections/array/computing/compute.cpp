#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include <troupe/array/compute.hpp>
#include <troupe/block_pool.hpp>
#include <troupe/byte_size.hpp>
#include <troupe/error.hpp>

#include "array/arrays_of.hpp"
#include "array/chunking/chunk_advice.hpp"
#include "array/known_extents.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/plan.hpp"
#include "kernels/functions/assemble.hpp"

namespace troupe {

namespace {

std::string in_text(double bytes) {
  return to_string(ByteSize(static_cast<std::uint64_t>(std::min(bytes, 0x1p63))));
}

std::vector<Chunk> chunks_of(std::span<const Value> values) {
  std::vector<Chunk> chunks;
  chunks.reserve(values.size());
  std::ranges::transform(values, std::back_inserter(chunks),
                         [](const Value& value) { return value.as_chunk(); });
  return chunks;
}

/// Before anything runs: whether results that lie in one piece can be had at all. Those of several blocks are put
/// together, so for a moment there are two of them.
void require_memory(const Session& session, std::span<const Array> arrays, double copies) {
  const auto machine = static_cast<double>(machine_memory_bytes());
  const std::optional<ByteSize> limit = session.options().memory_limit;
  const double available = limit ? std::min(machine, static_cast<double>(limit->bytes())) : machine;
  double wanted = 0;
  for (const Array& array : arrays) {
    if (!array.chunking().is_known())
      continue;
    const auto bytes = static_cast<double>(array.size()) * static_cast<double>(size_of(array.dtype()));
    wanted += array.chunking().block_count() > 1 ? copies * bytes : bytes;
    if (wanted > available)
      throw MemoryError(
          "compute: the results take " + in_text(wanted) + ", " + std::string(to_string(array.dtype())) + " "
          + to_string(array.shape()) + " among them, and "
          + (available < machine ? "the session's memory limit is " : "this machine has ")
          + in_text(available) + "; for_each_block holds a few blocks at a time, store and materialise none");
  }
}

} // namespace

std::vector<Value> compute_values(Session& session, std::span<const Collection> collections,
                                  const ComputeOptions& options) {
  const std::vector<Array> arrays = arrays_of(collections);
  require_memory(session, arrays, 2);
  std::vector<TaskId> wanted;
  CollectionGraph planned = graph_of(collections);
  for (const std::vector<TaskId>& blocks : planned.blocks)
    wanted.insert(wanted.end(), blocks.begin(), blocks.end());
  std::vector<Value> values =
      with_chunk_advice(arrays, [&] { return session.compute(planned.graph, wanted, options); });
  const std::shared_ptr<MemoryAccount> account = session.memory_account();
  std::optional<MemoryAccount::Scope> charged;
  if (account != nullptr)
    charged.emplace(*account);
  planned.graph = Graph(); // literals in it may hold what `values` no longer needs
  std::vector<Value> results;
  std::size_t first = 0;
  for (std::size_t i = 0; i < collections.size(); ++i) {
    const std::span<Value> blocks(values.data() + first, planned.blocks[i].size());
    first += blocks.size();
    if (const Array* const array = collections[i].array())
      results.emplace_back(assemble(chunks_of(blocks), array->chunking().grid(), session.options().threads));
    else
      results.push_back(std::move(blocks.front()));
    std::ranges::fill(blocks, Value());
  }
  return results;
}

std::vector<Chunk> compute_all(Session& session, std::span<const Array> arrays,
                               const ComputeOptions& options) {
  return chunks_of(compute_values(session, std::vector<Collection>(arrays.begin(), arrays.end()), options));
}

Chunk compute_on(Session& session, const Array& array) {
  return std::move(compute_all(session, std::span(&array, 1)).front());
}

std::vector<Chunk> compute_on(Session& session, const std::vector<Array>& arrays) {
  return compute_all(session, arrays);
}

std::vector<Chunk> compute_blocks(Session& session, const Array& array, const ComputeOptions& options) {
  const std::span arrays(&array, 1);
  require_memory(session, arrays, 1);
  const ArrayGraph planned = graph_of(arrays);
  return with_chunk_advice(
      arrays, [&] { return chunks_of(session.compute(planned.graph, planned.blocks.front(), options)); });
}

void for_each_block(Session& session, const Array& array,
                    const std::function<void(const Block& block, const Chunk& chunk)>& visit,
                    const ComputeOptions& options) {
  const std::span arrays(&array, 1);
  const ArrayGraph planned = graph_of(arrays);
  const auto take = [&](std::size_t index, const Value& value) {
    visit(array.chunking().block(static_cast<std::int64_t>(index)), value.as_chunk());
  };
  with_chunk_advice(arrays,
                    [&] { session.compute_each(planned.graph, planned.blocks.front(), take, options); });
}

Array compute_extents(Session& session, const Array& array, const ComputeOptions& options) {
  if (array.chunking().is_known())
    return array;
  ArrayGraph planned = graph_of(std::span(&array, 1));
  Graph& graph = planned.graph;
  const NameId name = graph.add_name(array.name() + "-shape", array.chunking().grid());
  const BodyId body = graph.add_body(Body::call(built_in_kernel("block_shape")));
  std::vector<TaskId> wanted;
  for (const TaskId block : planned.blocks.front())
    wanted.push_back(graph.add(name, static_cast<std::uint32_t>(wanted.size()), body, std::span(&block, 1)));
  const std::vector<Value> shapes = session.compute(graph, wanted, options);
  std::vector<std::vector<std::int64_t>> sizes = array.chunking().sizes();
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Block block = array.chunking().block(static_cast<std::int64_t>(i));
    for (std::size_t axis = 0; axis < block.size(); ++axis)
      sizes[axis][static_cast<std::size_t>(block[axis])] = shapes[i].as_list()[axis].as_integer();
  }
  return apply(KnownExtents{std::move(sizes)}, {array});
}

} // namespace troupe
