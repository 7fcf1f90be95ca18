#include "kernels/sources/stored_blocks.hpp"

#include <troupe/shared_store.hpp>

#include "kernels/register_kernels.hpp"
#include "kernels/sources/region_selection.hpp"

namespace troupe {

Chunk read_stored_block(const StoredBlockParameters& parameters) {
  const StoreReading reading(parameters.directory);
  const Chunk chunk = read_block(*reading.store(), parameters.block);
  const Chunk* const input = &chunk;
  return narrowed(parameters.gather ? gather(*parameters.gather, {&input, 1}) : chunk, parameters.as);
}

void store_block(const StoredBlockParameters& parameters, const Chunk& chunk) {
  write_block(*open_to_write(parameters.directory), parameters.block, chunk);
}

namespace {

Value run_read_store(const KernelCall& call) {
  return read_stored_block(call.parameters.as<StoredBlockParameters>());
}

Value run_store_chunk(const KernelCall& call) {
  store_block(call.parameters.as<StoredBlockParameters>(), call.arguments[0].as_chunk());
  return {};
}

} // namespace

void register_stored_blocks(KernelRegistry& registry) {
  registry.add({"read_store", 1, "a block of a dataset of a chunk store", 0, run_read_store,
                Parameters::decode<StoredBlockParameters>, KernelKind::io});
  registry.add({"store_chunk", 1, "writes a block of a dataset of a chunk store", 1, run_store_chunk,
                Parameters::decode<StoredBlockParameters>, KernelKind::io});
}

} // namespace troupe
