#pragma once

#include <string>

namespace troupe::conformance {

/// Registers the functions of the suite's section 8 as kernels.
void register_graph_functions();

/// The kernel's name of a suite's function, registered or not: "suite.inc".
std::string graph_kernel(const std::string& function);

} // namespace troupe::conformance
