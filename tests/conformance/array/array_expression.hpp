#pragma once

#include <vector>

#include <troupe/array.hpp>

#include "json_value.hpp"

namespace troupe::conformance {

/// An expression of the suite's section 9 over arrays; ["arg", i] is `operands[i]`.
Array evaluate(const Json& expression, const std::vector<Array>& operands);

} // namespace troupe::conformance
