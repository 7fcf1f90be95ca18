#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

constexpr ArrayOperation operations[] = {
    {"dot", [](const ArrayCall& call) -> Results { return {dot(call.operand("a"), call.operand("b"))}; }},
    {"matmul",
     [](const ArrayCall& call) -> Results { return {matmul(call.operand("a"), call.operand("b"))}; }},
};

} // namespace

std::span<const ArrayOperation> linalg_operations() { return operations; }

} // namespace troupe::conformance
