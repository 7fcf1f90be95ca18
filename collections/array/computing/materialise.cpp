#include <algorithm>
#include <atomic>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include <troupe/array/compute.hpp>

#include "array/chunking/chunk_advice.hpp"
#include "expression/apply.hpp"
#include "expression/literals.hpp"

namespace troupe {

namespace {

/// The shape of a value that is held: a chunk, or a reference to one.
const Shape& shape_of(const Value& held) {
  const auto* const reference = held.find<ValueReference>();
  return reference != nullptr ? reference->shape() : held.as_chunk().shape();
}

/// The chunking of an array by the shapes of its blocks.
Chunking chunking_of_held(const Array& array, std::span<const Value> blocks) {
  if (array.chunking().is_known())
    return array.chunking();
  std::vector<Shape> shapes;
  std::ranges::transform(blocks, std::back_inserter(shapes), shape_of);
  return chunking_of(shapes, array.chunking().grid());
}

Array held_array(const Array& array, std::vector<Value> blocks) {
  static std::atomic<std::uint64_t> count = 0;
  const Chunking chunking = chunking_of_held(array, blocks);
  return make_array(
      std::make_shared<const Literals>("materialised", "held " + std::to_string(count++), std::move(blocks)),
      {}, {array.dtype(), chunking, {}});
}

} // namespace

std::vector<Array> materialise_all(Session& session, std::span<const Array> arrays,
                                   const ComputeOptions& options) {
  const ArrayGraph planned = graph_of(arrays);
  std::vector<TaskId> wanted;
  for (const std::vector<TaskId>& blocks : planned.blocks)
    wanted.insert(wanted.end(), blocks.begin(), blocks.end());
  std::vector<Value> held =
      with_chunk_advice(arrays, [&] { return session.hold(planned.graph, wanted, options); });
  std::vector<Array> results;
  auto next = std::make_move_iterator(held.begin());
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const auto end = next + static_cast<std::ptrdiff_t>(planned.blocks[i].size());
    results.push_back(held_array(arrays[i], std::vector<Value>(next, end)));
    next = end;
  }
  return results;
}

Array materialise(Session& session, const Array& array, const ComputeOptions& options) {
  return std::move(materialise_all(session, std::span(&array, 1), options).front());
}

Array materialise(const Array& array) { return materialise(Session::default_session(), array); }

} // namespace troupe
