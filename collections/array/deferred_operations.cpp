#include "array/flip.hpp"
#include "array/getitem.hpp"
#include "array/rechunk.hpp"
#include "array/reshape.hpp"
#include "expression/deferred_kernel.hpp"

namespace troupe {

void register_deferred_operations(KernelRegistry& registry) {
  register_deferred<Flip>(registry);
  register_deferred<Getitem>(registry);
  register_deferred<Rechunk>(registry);
  register_deferred<Reshape>(registry);
  register_deferred<Roll>(registry);
}

} // namespace troupe
