#pragma once

#include <string_view>

#include <troupe/kernel.hpp>

namespace troupe {

/// The registered kernel of that name. Registers all kernels of the collections on first use.
///
/// \throws KeyError as `KernelRegistry::get`.
const Kernel& built_in_kernel(std::string_view name);

/// Registers every kernel of the collections, once.
void register_built_in_kernels();

} // namespace troupe
