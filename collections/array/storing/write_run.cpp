#include "array/storing/write_run.hpp"

#include <string>
#include <utility>
#include <vector>

#include <troupe/array/compute.hpp>
#include <troupe/error.hpp>
#include <troupe/shared_store.hpp>

#include "array/chunking/chunk_advice.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/sources/stored_blocks.hpp"

namespace troupe {

namespace {

/// A graph whose wanted tasks write.
struct WriteGraph {
  Graph graph;
  std::vector<TaskId> wanted;
};

void add_writes(WriteGraph& result, const ArrayWrite& write, const std::string& directory, NameId name,
                std::span<const TaskId> blocks, std::span<const TaskId> unchanged, SourceLine line) {
  const Kernel& kernel = built_in_kernel("store_chunk");
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i);
    if (write.writer.is_written(number) || (!unchanged.empty() && unchanged[i] == blocks[i]))
      continue;
    Body body = Body::call(
        kernel, Parameters::of(StoredBlockParameters{directory, write.writer.block(number)}), line);
    body.output_bytes = 0;
    result.wanted.push_back(result.graph.add(name, static_cast<std::uint32_t>(i),
                                             result.graph.add_body(std::move(body)),
                                             std::span(&blocks[i], 1)));
  }
}

WriteGraph graph_of_writes(std::span<const ArrayWrite> writes, const std::string& directory,
                           SourceLine line) {
  std::vector<Array> arrays;
  for (const ArrayWrite& write : writes) {
    arrays.push_back(write.array);
    if (write.unchanged)
      arrays.push_back(*write.unchanged);
  }
  ArrayGraph planned = graph_of(arrays);
  WriteGraph result{std::move(planned.graph), {}};
  std::size_t next = 0;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    const ArrayWrite& write = writes[i];
    const std::vector<TaskId>& blocks = planned.blocks[next++];
    const std::vector<TaskId> unchanged = write.unchanged ? planned.blocks[next++] : std::vector<TaskId>();
    // Numbered: the same array may be stored under two names.
    const NameId name = result.graph.add_name("store-" + std::to_string(i) + "-" + write.array.name(),
                                              write.array.chunking().grid());
    add_writes(result, write, directory, name, blocks, unchanged, line);
  }
  return result;
}

/// After a failure, whose error tells what happened. If the disk is what failed, this fails too, and says no more.
void keep_what_was_written(ChunkStore& store) {
  try {
    store.commit();
  } catch (const StoreError&) { // the run's error is thrown
  }
}

} // namespace

void run_writes(Session& session, ChunkStore& store, std::span<ArrayWrite> writes,
                const ComputeOptions& options, SourceLine line) {
  const std::string directory = store_path(store.directory()).string();
  std::vector<Array> arrays;
  for (const ArrayWrite& write : writes)
    arrays.push_back(write.array);
  try {
    const WriteGraph planned = graph_of_writes(writes, directory, line);
    with_chunk_advice(arrays, [&] {
      session.compute_each(
          planned.graph, planned.wanted, [](std::size_t, const Value&) {}, options);
    });
  } catch (...) {
    keep_what_was_written(store);
    throw;
  }
  std::vector<DatasetWriter> writers;
  for (ArrayWrite& write : writes)
    writers.push_back(std::move(write.writer));
  DatasetWriter::finish(writers);
}

} // namespace troupe
