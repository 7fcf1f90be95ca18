#pragma once

#include <troupe/kernel.hpp>

namespace troupe {

/// Registers the kernels of every family in this folder. Called once, by `built_in_kernel`.
void register_kernels(KernelRegistry& registry);

// One for each family, in the family's own file.
void register_accumulate(KernelRegistry& registry);
void register_block_shape(KernelRegistry& registry);
void register_creation(KernelRegistry& registry);
void register_diagonal(KernelRegistry& registry);
void register_elementwise(KernelRegistry& registry);
void register_gather(KernelRegistry& registry);
void register_layout(KernelRegistry& registry);
void register_matmul(KernelRegistry& registry);
void register_nonzero(KernelRegistry& registry);
void register_permutation(KernelRegistry& registry);
void register_random(KernelRegistry& registry);
void register_reduce(KernelRegistry& registry);
void register_read_netcdf(KernelRegistry& registry);
void register_npy(KernelRegistry& registry);
void register_scatter(KernelRegistry& registry);
void register_search(KernelRegistry& registry);
void register_select(KernelRegistry& registry);
void register_sort_chunk(KernelRegistry& registry);
void register_sort_runs(KernelRegistry& registry);
void register_stored_blocks(KernelRegistry& registry);
void register_panels(KernelRegistry& registry);
void register_stacks(KernelRegistry& registry);
void register_tall_qr(KernelRegistry& registry);
void register_trim(KernelRegistry& registry);
void register_unique(KernelRegistry& registry);
void register_assemble(KernelRegistry& registry);
void register_pick_item(KernelRegistry& registry);
void register_pick_result(KernelRegistry& registry);
void register_require_block(KernelRegistry& registry);
void register_require_range(KernelRegistry& registry);
void register_bincount(KernelRegistry& registry);
void register_digitize(KernelRegistry& registry);
void register_histogram(KernelRegistry& registry);
void register_partition(KernelRegistry& registry);
void register_quantile_lanes(KernelRegistry& registry);
void register_ranks(KernelRegistry& registry);
void register_topk(KernelRegistry& registry);
void register_weighted_choice(KernelRegistry& registry);

} // namespace troupe
