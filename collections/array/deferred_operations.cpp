#include "array/rechunk.hpp"
#include "expression/deferred_kernel.hpp"

namespace troupe {

void register_deferred_operations(KernelRegistry& registry) { register_deferred<Rechunk>(registry); }

} // namespace troupe
