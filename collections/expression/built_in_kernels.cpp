#include "expression/built_in_kernels.hpp"

#include <troupe/isa.hpp>

#include "expression/deferred.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

void register_built_in_kernels() {
  [[maybe_unused]] static const bool registered = [] {
    KernelRegistry& registry = KernelRegistry::instance();
    register_kernels(registry);
    register_deferred_operations(registry);
    registry.set_instruction_set(isa_level);
    return true;
  }();
}

const Kernel& built_in_kernel(std::string_view name) {
  register_built_in_kernels();
  return KernelRegistry::instance().get(name);
}

} // namespace troupe
