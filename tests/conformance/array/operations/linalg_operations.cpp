#include <string>

#include "array/array_call.hpp"

namespace troupe::conformance {

namespace {

Results run_tensordot(const ArrayCall& call) {
  if (!call.has("axes") || call.json("axes").is_number())
    return {tensordot(call.operand("a"), call.operand("b"), call.get<int>("axes", 2))};
  const Json& axes = call.json("axes");
  const auto list = [](const Json& json) {
    return json.is_number() ? std::vector{json.get<int>()} : json.get<std::vector<int>>();
  };
  return {tensordot(call.operand("a"), call.operand("b"), list(axes[0]), list(axes[1]))};
}

NormOrder order_of(const ArrayCall& call) {
  if (!call.has("ord"))
    return {};
  const Json& json = call.json("ord");
  if (json.is_string() && json == "fro")
    return NormOrder::frobenius();
  if (json.is_string() && json == "nuc")
    return NormOrder::nuclear();
  return call.real("ord", 0);
}

MatrixHalf half_of(const ArrayCall& call, bool otherwise) {
  return call.get<bool>("lower", otherwise) ? MatrixHalf::lower : MatrixHalf::upper;
}

constexpr ArrayOperation operations[] = {
    {"dot", [](const ArrayCall& call) -> Results { return {dot(call.operand("a"), call.operand("b"))}; }},
    {"matmul",
     [](const ArrayCall& call) -> Results { return {matmul(call.operand("a"), call.operand("b"))}; }},
    {"inner", [](const ArrayCall& call) -> Results { return {inner(call.operand("a"), call.operand("b"))}; }},
    {"outer", [](const ArrayCall& call) -> Results { return {outer(call.operand("a"), call.operand("b"))}; }},
    {"vdot", [](const ArrayCall& call) -> Results { return {vdot(call.operand("a"), call.operand("b"))}; }},
    {"tensordot", run_tensordot},
    {"einsum",
     [](const ArrayCall& call) -> Results {
       return {einsum(call.get<std::string>("subscripts", ""), call.arrays("operands"))};
     }},
    {"kron", [](const ArrayCall& call) -> Results { return {kron(call.operand("a"), call.operand("b"))}; }},
    {"cross", [](const ArrayCall& call) -> Results { return {cross(call.operand("a"), call.operand("b"))}; }},
    {"linalg.norm",
     [](const ArrayCall& call) -> Results {
       return {norm(call.array("x"), {.order = order_of(call),
                                      .axis = call.axes_or_all(),
                                      .keepdims = call.get<bool>("keepdims", false)})};
     },
     "norm"},
    {"linalg.qr",
     [](const ArrayCall& call) -> Results {
       const Qr factors = qr(call.array("a"));
       return {factors.q, factors.r};
     },
     "qr"},
    {"linalg.svd",
     [](const ArrayCall& call) -> Results {
       const Svd parts = svd(call.array("a"));
       return {parts.u, parts.s, parts.vh};
     },
     "svd"},
    {"linalg.cholesky",
     [](const ArrayCall& call) -> Results { return {cholesky(call.array("a"), half_of(call, true))}; },
     "cholesky"},
    {"linalg.lu",
     [](const ArrayCall& call) -> Results {
       const Lu factors = lu(call.array("a"));
       return {factors.p, factors.l, factors.u};
     },
     "lu"},
    {"linalg.solve",
     [](const ArrayCall& call) -> Results { return {solve(call.array("a"), call.array("b"))}; }, "solve"},
    {"linalg.solve_triangular",
     [](const ArrayCall& call) -> Results {
       return {solve_triangular(call.array("a"), call.array("b"), half_of(call, false))};
     },
     "solve_triangular"},
    {"linalg.inv", [](const ArrayCall& call) -> Results { return {inv(call.array("a"))}; }, "inv"},
    {"linalg.lstsq",
     [](const ArrayCall& call) -> Results { return {lstsq(call.array("a"), call.array("b")).x}; }, "lstsq"},
    {"linalg.det", [](const ArrayCall& call) -> Results { return {det(call.array("a"))}; }, "det"},
    {"linalg.matrix_power",
     [](const ArrayCall& call) -> Results {
       return {matrix_power(call.array("a"), call.get<std::int64_t>("n", 1))};
     },
     "matrix_power"},
    {"linalg.eigvalsh", [](const ArrayCall& call) -> Results { return {eigvalsh(call.array("a"))}; },
     "eigvalsh"},
};

} // namespace

std::span<const ArrayOperation> linalg_operations() { return operations; }

} // namespace troupe::conformance
