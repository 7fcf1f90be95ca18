#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <troupe/array/compute.hpp>
#include <troupe/array/io.hpp>
#include <troupe/error.hpp>
#include <troupe/npy.hpp>
#include <troupe/partial_file.hpp>

#include "array/chunking/chunk_advice.hpp"
#include "array/computing/with_known_extents.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/call_scope.hpp"
#include "kernels/sources/npy.hpp"

namespace troupe {

namespace {

constexpr std::string_view operation = "to_npy";

/// The graph that writes every block of `array`.
Graph writing_graph(const Array& array, const std::filesystem::path& file) {
  ArrayGraph planned = graph_of(std::span(&array, 1));
  Graph& graph = planned.graph;
  const Chunking& chunking = array.chunking();
  const Kernel& kernel = built_in_kernel("write_npy");
  const NameId name = graph.add_name(array.name() + "-write", chunking.grid());
  for (std::int64_t i = 0; i < chunking.block_count(); ++i) {
    Body body = Body::call(
        kernel, Parameters::of(WriteNpyParameters{file.string(), chunking.block_origin(chunking.block(i))}));
    body.output_bytes = 0;
    graph.add(name, static_cast<std::uint32_t>(i), graph.add_body(std::move(body)),
              std::span(&planned.blocks.front()[static_cast<std::size_t>(i)], 1));
  }
  return std::move(graph);
}

/// Whether all that is unknown is how many rows there are, and blocks are whole rows: then they can be written one
/// after the other, and no block has to wait for the length of the last.
bool is_written_by_rows(const Chunking& chunking) {
  const auto& sizes = chunking.sizes();
  const auto is_one_known_block = [](const std::vector<std::int64_t>& axis) {
    return axis.size() == 1 && axis[0] != unknown_extent;
  };
  return !chunking.is_known() && std::all_of(sizes.begin() + 1, sizes.end(), is_one_known_block);
}

/// The graph that writes blocks of whole rows and counts the rows.
///
///     0 ──> + rows of block 0 ──> + rows of block 1 ──> …
///     │            │                     │
///     v            v                     v
///     write block 0  write block 1        …
struct RowsGraph {
  Graph graph;
  std::vector<TaskId> wanted; ///< The writes, and at last the number of rows.
};

RowsGraph graph_of_rows(const Array& array, const std::filesystem::path& file) {
  ArrayGraph planned = graph_of(std::span(&array, 1));
  Graph& graph = planned.graph;
  const Shape grid = array.chunking().grid();
  const NameId write = graph.add_name(array.name() + "-write", grid);
  const NameId shape = graph.add_name(array.name() + "-shape", grid);
  const NameId rows = graph.add_name(array.name() + "-rows", grid);
  Body writing =
      Body::call(built_in_kernel("write_npy_rows"), Parameters::of(WriteNpyRowsParameters{file.string()}));
  writing.output_bytes = 0;
  const BodyId write_body = graph.add_body(std::move(writing));
  const BodyId shape_body = graph.add_body(Body::call(built_in_kernel("block_shape")));
  const BodyId rows_body = graph.add_body(Body::call(built_in_kernel("rows_so_far")));
  std::vector<TaskId> wanted;
  TaskId before = graph.add(array.name() + "-no-rows", 0);
  for (const TaskId block : planned.blocks.front()) {
    const auto number = static_cast<std::uint32_t>(wanted.size());
    wanted.push_back(graph.add(write, number, write_body, std::array{block, before}));
    const TaskId extents = graph.add(shape, number, shape_body, std::array{block});
    before = graph.add(rows, number, rows_body, std::array{extents, before});
  }
  wanted.push_back(before);
  return {std::move(graph), std::move(wanted)};
}

void write_rows(Session& session, const Array& array, const std::filesystem::path& file,
                const ComputeOptions& options) {
  Shape none = array.shape();
  none[0] = 0;
  naming(operation, [&] { create_npy(file, array.dtype(), none); });
  const RowsGraph writing = graph_of_rows(array, file);
  const Value rows = with_chunk_advice(
      std::span(&array, 1), [&] { return session.compute(writing.graph, writing.wanted, options).back(); });
  naming(operation, [&] { set_npy_rows(file, rows.as_integer()); });
}

void write_blocks(Session& session, const Array& array, const std::filesystem::path& file,
                  const ComputeOptions& options) {
  naming(operation, [&] { create_npy(file, array.dtype(), array.shape()); });
  with_chunk_advice(std::span(&array, 1), [&] { session.run(writing_graph(array, file), options); });
}

} // namespace

void to_npy(Session& session, const Array& array, const std::filesystem::path& file,
            const ComputeOptions& options) {
  const PartialFile partial = naming(operation, [&] { return PartialFile(file); });
  if (is_written_by_rows(array.chunking()))
    write_rows(session, array, partial.path(), options);
  else
    write_blocks(session, with_known_extents(session, array, options), partial.path(), options);
  naming(operation, [&] { partial.finish(); });
}

void to_npy(const Array& array, const std::filesystem::path& file, const ComputeOptions& options) {
  to_npy(Session::default_session(), array, file, options);
}

} // namespace troupe
