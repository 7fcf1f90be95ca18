#pragma once

#include <string_view>

#include <troupe/kernel.hpp>

namespace troupe {

/// What stands for a kernel that this program has not: the same name and version, any number of arguments, and parameters
/// that are bytes. Calling it throws KeyError. There is one for each kernel, and it stays until the program ends.
const Kernel& stand_in_kernel(std::string_view name, int version);

} // namespace troupe
