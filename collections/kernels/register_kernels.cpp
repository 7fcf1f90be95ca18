#include "kernels/register_kernels.hpp"

namespace troupe {

void register_kernels(KernelRegistry& registry) {
  register_accumulate(registry);
  register_diagonal(registry);
  register_elementwise(registry);
  register_block_shape(registry);
  register_creation(registry);
  register_gather(registry);
  register_layout(registry);
  register_matmul(registry);
  register_nonzero(registry);
  register_npy(registry);
  register_read_netcdf(registry);
  register_reduce(registry);
  register_pick_result(registry);
  register_require_block(registry);
  register_require_range(registry);
  register_scatter(registry);
  register_select(registry);
  register_stored_blocks(registry);
  register_trim(registry);
}

} // namespace troupe
