#include "expression/programs/tile_map.hpp"

#include <algorithm>
#include <cassert>

#include <troupe/array/rechunk.hpp>

#include "expression/built_in_kernels.hpp"
#include "expression/programs/viewed_blocks.hpp"

namespace troupe {

namespace {

const Array* first_unknown(std::span<const Array> arrays) {
  const auto found =
      std::ranges::find_if(arrays, [](const Array& array) { return !array.chunking().is_known(); });
  return found == arrays.end() ? nullptr : &*found;
}

/// The chunk sizes of `array` along `axis` of an array of `rank`, axes counted from the last; nullptr if it
/// has no such axis.
const std::vector<std::int64_t>* sizes_along(const Array& array, std::size_t axis, std::size_t rank) {
  const std::size_t missing = rank - array.rank();
  return axis < missing ? nullptr : &array.chunking().sizes(axis - missing);
}

/// The common sizes of all arrays that are as long as the result along `axis`.
std::vector<std::int64_t> common_sizes(std::span<const Array> arrays, std::size_t axis, const Shape& shape) {
  std::vector<std::int64_t> common;
  for (const Array& array : arrays) {
    const auto* sizes = sizes_along(array, axis, shape.size());
    if (sizes == nullptr || extent_of(*sizes) != shape[axis])
      continue;
    // Nobody can cut an array of unknown lengths otherwise, so the others follow it.
    if (!array.chunking().is_known())
      return *sizes;
    if (common.empty())
      common = *sizes;
    else if (common != *sizes)
      common = refined_sizes(common, *sizes);
  }
  return common;
}

// The union of all cuts may be slivers, as where rows meet columns: then it costs less to cut the other operands as one
// of them is.
constexpr std::int64_t most_growth = 16, sliver_elements = std::int64_t{1} << 16;

/// `united`, or the chunking of the first array of that shape if `united` is slivers of all of them.
Chunking without_slivers(Chunking united, std::span<const Array> arrays) {
  const Array* whole = nullptr;
  std::int64_t most_blocks = 0;
  for (const Array& array : arrays) {
    most_blocks = std::max(most_blocks, array.chunking().block_count());
    if (whole == nullptr && array.shape() == united.shape())
      whole = &array;
  }
  const std::int64_t blocks = united.block_count();
  const bool is_slivers =
      blocks / most_growth > most_blocks && element_count(united.shape()) / blocks < sliver_elements;
  return whole != nullptr && is_slivers ? whole->chunking() : united;
}

} // namespace

std::int64_t extent_of(const std::vector<std::int64_t>& sizes) {
  std::int64_t extent = 0;
  for (const std::int64_t size : sizes) {
    if (size == unknown_extent)
      return unknown_extent;
    extent += size;
  }
  return extent;
}

std::vector<std::int64_t> refined_sizes(const std::vector<std::int64_t>& left,
                                        const std::vector<std::int64_t>& right) {
  std::vector<std::int64_t> cuts{0};
  for (const auto* sizes : {&left, &right}) {
    std::int64_t position = 0;
    for (const std::int64_t size : *sizes)
      cuts.push_back(position += size);
  }
  std::ranges::sort(cuts);
  const auto repeats = std::ranges::unique(cuts);
  cuts.erase(repeats.begin(), repeats.end());
  std::vector<std::int64_t> sizes;
  for (std::size_t i = 1; i < cuts.size(); ++i)
    sizes.push_back(cuts[i] - cuts[i - 1]);
  if (sizes.empty())
    sizes.push_back(0);
  return sizes;
}

Chunking common_chunking(std::span<const Array> arrays, const std::string& operation) {
  if (arrays.empty())
    return {};
  if (std::ranges::all_of(arrays,
                          [&](const Array& array) { return array.chunking() == arrays[0].chunking(); }))
    return arrays[0].chunking();
  std::vector<Shape> shapes;
  for (const Array& array : arrays)
    shapes.push_back(array.shape());
  const Shape shape = broadcast(shapes, operation);
  std::vector<std::vector<std::int64_t>> sizes;
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    sizes.push_back(common_sizes(arrays, axis, shape));
  Chunking united(std::move(sizes));
  if (std::ranges::find(shape, unknown_extent) != shape.end())
    return united;
  element_count(shape); // throws if there are too many
  return without_slivers(std::move(united), arrays);
}

bool match_unknown(std::span<const Array> arrays) {
  const Array* unknown = first_unknown(arrays);
  if (unknown == nullptr)
    return true;
  const auto matches = [&](const Array& array) {
    if (!array.chunking().is_known())
      return array.node()->metadata().extent_origin == unknown->node()->metadata().extent_origin
             && array.chunking() == unknown->chunking();
    if (array.rank() > unknown->rank())
      return false;
    for (std::size_t axis = 0; axis < unknown->rank(); ++axis) {
      const auto* sizes = sizes_along(array, axis, unknown->rank());
      if (sizes == nullptr || extent_of(*sizes) == 1)
        continue;
      const std::int64_t extent = extent_of(unknown->chunking().sizes(axis));
      if (extent == unknown_extent || extent == 1)
        return false;
    }
    return true;
  };
  return std::ranges::all_of(arrays, matches);
}

std::vector<Array> cut_alike(std::span<const Array> arrays, const Chunking& result) {
  std::vector<Array> cut;
  cut.reserve(arrays.size());
  for (const Array& array : arrays) {
    if (array.chunking() == result) {
      cut.push_back(array);
      continue;
    }
    std::vector<std::vector<std::int64_t>> wanted;
    const std::size_t missing = result.rank() - array.rank();
    for (std::size_t axis = 0; axis < array.rank(); ++axis) {
      const auto& along = result.sizes(axis + missing);
      const std::int64_t extent = extent_of(array.chunking().sizes(axis));
      wanted.push_back(extent == extent_of(along) ? along : std::vector<std::int64_t>{extent});
    }
    Chunking chunking(std::move(wanted));
    cut.push_back(array.chunking() == chunking ? array : rechunk(array, chunking));
  }
  return cut;
}

std::int64_t longest_row(const Chunking& chunking) {
  const std::size_t rank = chunking.rank();
  return rank == 0 ? 1 : std::max<std::int64_t>(std::ranges::max(chunking.sizes(rank - 1)), 1);
}

ArrayMetadata TileMap::infer(std::span<const Array> inputs) const {
  assert(inputs.size() == program.inputs.size());
  const Array* unknown = first_unknown(inputs);
  return {program.result(), common_chunking(inputs, shown),
          unknown == nullptr ? Digest{} : unknown->node()->metadata().extent_origin};
}

void TileMap::lower(const ArrayNode& node, Lowering& lowering) const {
  Graph& graph = lowering.graph();
  const NameId task_name = lowering.add_name(node);
  ViewedBlocks matching(node.chunking(), node.inputs(), views, lowering);
  const std::int64_t columns = longest_row(node.chunking());
  ViewedProgram viewed(program, [&](const TileProgram& of_block) {
    Body body = Body::call(built_in_kernel("elementwise"), Parameters::of(of_block), node.line());
    body.workspace_bytes = evaluation_workspace_bytes(of_block, columns);
    return graph.add_body(std::move(body));
  });
  std::vector<TaskId> tasks(static_cast<std::size_t>(node.chunking().block_count()));
  for (std::size_t block = 0; block < tasks.size(); ++block) {
    const auto inputs = matching.of(static_cast<std::int64_t>(block));
    tasks[block] = graph.add(task_name, static_cast<std::uint32_t>(block), viewed.body(matching), inputs);
  }
  lowering.set_tasks(node, std::move(tasks));
}

std::optional<TileMap> TileMap::look_through(std::vector<InputView> through) const {
  if (!views.empty())
    return std::nullopt;
  TileMap seeing = *this;
  seeing.views = std::move(through);
  return seeing;
}

} // namespace troupe
