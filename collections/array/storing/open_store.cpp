#include <troupe/array/rechunk.hpp>
#include <troupe/array/store.hpp>
#include <troupe/error.hpp>

#include "array/storing/read_store.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/sources/stored_blocks.hpp"

namespace troupe {

ArrayMetadata ReadStore::infer(std::span<const Array>) const { return {dtype, Chunking(sizes), {}}; }

void ReadStore::lower(const ArrayNode& node, Lowering& lowering) const {
  const Kernel& kernel = built_in_kernel("read_store");
  const NameId name_id = lowering.add_name(node);
  std::vector<TaskId> tasks;
  for (std::int64_t i = 0; i < node.chunking().block_count(); ++i) {
    Block block = node.chunking().block(i);
    Shape shape = node.chunking().block_shape(block);
    StoredBlockParameters parameters{directory, {version, std::move(block), i, dtype, std::move(shape), {}}};
    const BodyId body =
        lowering.graph().add_body(Body::call(kernel, Parameters::of(std::move(parameters)), node.line()));
    tasks.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body, {}));
  }
  lowering.set_tasks(node, std::move(tasks));
}

Array array_of(const Dataset& dataset, SourceLine line) {
  const DatasetDescription& description = dataset.description();
  const std::filesystem::path directory = store_path(dataset.store()->directory());
  return apply(ReadStore{directory.string(), dataset.version(), description.dtype,
                         description.chunking.sizes(), std::make_shared<const StoreHold>(directory)},
               {}, line);
}

Array open_store(const std::filesystem::path& directory, const std::string& name,
                 const OpenStoreOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  return naming(ReadStore::name, [&] {
    const StoreReading reading(store_path(directory));
    const Array stored = array_of(Dataset::open(reading.store(), name), source_line(line));
    return options.chunks ? rechunk(stored, *options.chunks) : stored;
  });
}

std::vector<std::string> dataset_names(const std::filesystem::path& directory) {
  return dataset_names(*StoreReading(store_path(directory)).store());
}

DatasetInfo describe_dataset(const std::filesystem::path& directory, const std::string& name) {
  return describe_dataset(*StoreReading(store_path(directory)).store(), name);
}

} // namespace troupe
