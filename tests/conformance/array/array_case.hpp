#pragma once

#include <string>
#include <vector>

#include "case.hpp"

namespace troupe::conformance {

bool knows_array_operation(const std::string& operation);

/// Builds the arrays of a case, asserting that no task runs, then computes all expected names in one compute
/// and compares. `subjects` is kept at what an error may name: the operation being built or, when all are,
/// the last one.
///
/// \throws Mismatch for a wrong result; Error when the library refuses.
void run_array_case(const Case& test, Setting& setting, std::vector<std::string>& subjects);

} // namespace troupe::conformance
