#pragma once

#include <string>
#include <vector>

#include "case.hpp"

namespace troupe::conformance {

bool knows_graph_operation(const std::string& operation);

/// Builds the graphs of a case, asserting that no task runs, then computes and compares what is expected.
/// `subjects` is kept at what an error may name: the case's operations and keys.
///
/// \throws Mismatch for a wrong result; Error when the library refuses.
void run_graph_case(const Case& test, Setting& setting, std::vector<std::string>& subjects);

} // namespace troupe::conformance
