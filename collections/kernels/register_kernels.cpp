#include "kernels/register_kernels.hpp"

namespace troupe {

void register_kernels(KernelRegistry& registry) {
  register_accumulate(registry);
  register_assemble(registry);
  register_bincount(registry);
  register_diagonal(registry);
  register_digitize(registry);
  register_elementwise(registry);
  register_block_shape(registry);
  register_creation(registry);
  register_gather(registry);
  register_histogram(registry);
  register_layout(registry);
  register_matmul(registry);
  register_nonzero(registry);
  register_npy(registry);
  register_partition(registry);
  register_quantile_lanes(registry);
  register_ranks(registry);
  register_permutation(registry);
  register_random(registry);
  register_read_netcdf(registry);
  register_reduce(registry);
  register_pick_item(registry);
  register_pick_result(registry);
  register_require_block(registry);
  register_require_range(registry);
  register_scatter(registry);
  register_search(registry);
  register_select(registry);
  register_sort_chunk(registry);
  register_sort_runs(registry);
  register_stored_blocks(registry);
  register_topk(registry);
  register_panels(registry);
  register_stacks(registry);
  register_tall_qr(registry);
  register_trim(registry);
  register_unique(registry);
  register_weighted_choice(registry);
}

} // namespace troupe
