#pragma once

#include <string_view>

#include <troupe/built_in_kernels.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

/// The registered kernel of that name. Registers all kernels of the collections on first use.
///
/// \throws KeyError as `KernelRegistry::get`.
const Kernel& built_in_kernel(std::string_view name);

} // namespace troupe
