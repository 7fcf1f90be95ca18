#include <algorithm>
#include <numeric>
#include <unordered_set>

#include <troupe/array/rechunk.hpp>
#include <troupe/array/store.hpp>
#include <troupe/error.hpp>

#include "array/storing/read_store.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/sources/stored_blocks.hpp"

namespace troupe {

namespace {

/// The numbers of an array's blocks, in order.
std::vector<TaskId> numbers_of(const Chunking& chunking) {
  std::vector<TaskId> numbers(static_cast<std::size_t>(chunking.block_count()));
  std::iota(numbers.begin(), numbers.end(), TaskId{0});
  return numbers;
}

/// For each block of the gather's result which one of the input it takes of; nothing if some take of several.
std::optional<std::vector<TaskId>> sources_of(const Gather& gather, const Chunking& input) {
  const GatherPlan plan(gather.axes, input);
  const Chunking result(gather.result_sizes());
  const std::vector<TaskId> numbers = numbers_of(input);
  std::vector<TaskId> sources;
  for (std::int64_t i = 0; i < result.block_count(); ++i) {
    plan.append_inputs(gather.block_of_axes(result.block(i)), numbers, sources);
    if (sources.size() != static_cast<std::size_t>(i) + 1)
      return std::nullopt;
  }
  return sources;
}

} // namespace

ArrayMetadata ReadStore::infer(std::span<const Array>) const {
  return {reading.as.value_or(dtype), chunking_of(reading, sizes), {}};
}

void ReadStore::lower(const ArrayNode& node, Lowering& lowering) const {
  const Kernel& kernel = built_in_kernel("read_store");
  const NameId name_id = lowering.add_name(node);
  const Chunking stored(sizes);
  std::optional<GatherPlan> plan;
  std::vector<TaskId> sources = numbers_of(node.chunking());
  if (reading.gather) {
    plan.emplace(reading.gather->axes, stored);
    sources = *sources_of(*reading.gather, stored);
  }
  std::vector<TaskId> tasks;
  for (std::int64_t i = 0; i < node.chunking().block_count(); ++i) {
    const std::int64_t number = sources[static_cast<std::size_t>(i)];
    const Block own = node.chunking().block(i);
    Block block = stored.block(number);
    Shape shape = stored.block_shape(block);
    const auto bytes = static_cast<std::int64_t>(size_of(dtype)) * element_count(shape);
    StoredBlockParameters parameters{directory,
                                     {version, std::move(block), number, dtype, std::move(shape), {}}};
    parameters.as = reading.as;
    if (plan)
      parameters.gather = GatherParameters{
          dtype, plan->segments(reading.gather->block_of_axes(own)), {}, node.chunking().block_shape(own)};
    Body body = Body::call(kernel, Parameters::of(std::move(parameters)), node.line());
    if (!reading.is_everything())
      body.workspace_bytes = bytes;
    tasks.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i),
                                         lowering.graph().add_body(std::move(body)), {}));
  }
  lowering.set_tasks(node, std::move(tasks));
}

std::vector<NodeParts> ReadStore::taken(const ArrayNode&, std::span<const Gather> gathers) const {
  const Chunking stored(sizes);
  std::unordered_set<TaskId> read;
  for (const Gather& gather : gathers) {
    if (reading.gather || !gather.fills.empty() || load_of(gather, stored).elements == 0)
      return {};
    const std::optional<std::vector<TaskId>> sources = sources_of(gather, stored);
    if (!sources || !std::ranges::all_of(*sources, [&](TaskId block) { return read.insert(block).second; }))
      return {};
  }
  return readers_of(*this, gathers);
}

std::int64_t ReadStore::bytes_read(const ArrayNode&, std::int64_t block) const {
  const Chunking stored(sizes);
  const std::int64_t number =
      reading.gather ? (*sources_of(*reading.gather, stored))[static_cast<std::size_t>(block)] : block;
  return element_count(stored.block_shape(stored.block(number))) * static_cast<std::int64_t>(size_of(dtype));
}

Array array_of(const Dataset& dataset, SourceLine line) {
  const DatasetDescription& description = dataset.description();
  const std::filesystem::path directory = store_path(dataset.store()->directory());
  return apply(ReadStore{directory.string(), dataset.version(), description.dtype,
                         description.chunking.sizes(), std::make_shared<const StoreHold>(directory)},
               {}, line);
}

namespace {

/// The length of the chunks along each axis; 0 where they differ.
Shape piece_of(const Chunking& chunking) {
  Shape piece;
  for (const auto& sizes : chunking.sizes()) {
    const bool is_regular = std::ranges::all_of(sizes.begin(), sizes.end() - 1,
                                                [&](std::int64_t size) { return size == sizes.front(); });
    piece.push_back(is_regular && sizes.back() <= sizes.front() ? sizes.front() : 0);
  }
  return piece;
}

} // namespace

Array open_store(const std::filesystem::path& directory, const std::string& name,
                 const OpenStoreOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  return naming(ReadStore::name, [&] {
    const StoreReading reading(store_path(directory));
    const Array stored = array_of(Dataset::open(reading.store(), name), source_line(line));
    if (!options.chunks)
      return stored;
    const Chunking& own = stored.chunking();
    return rechunk(stored, options.chunks->resolve(stored.shape(), stored.dtype(), own, piece_of(own)));
  });
}

std::vector<std::string> dataset_names(const std::filesystem::path& directory) {
  return dataset_names(*StoreReading(store_path(directory)).store());
}

DatasetInfo describe_dataset(const std::filesystem::path& directory, const std::string& name) {
  return describe_dataset(*StoreReading(store_path(directory)).store(), name);
}

} // namespace troupe
