#pragma once

#include <string>

#include "expression/apply.hpp"
#include "expression/deferred.hpp"

namespace troupe {

/// The planning kernel of `Op`.
template <class Op>
Value plan_deferred(const KernelCall& call) {
  const auto& deferred = call.parameters.as<DeferredCall>();
  return yield_promised(deferred,
                        apply(from_bytes<Op>(deferred.operation), known_inputs(deferred, call.arguments)));
}

/// The kernels that the operation names, which may be planned into its graph.
template <class Op>
std::vector<NamedVersion> needed_by_deferred(const Parameters& parameters) {
  return mentioned_in(from_bytes<Op>(parameters.as<DeferredCall>().operation));
}

template <class Op>
void register_deferred(KernelRegistry& registry) {
  const std::string name(Op::name);
  registry.add({std::string(deferred_prefix) + name, 1, name + " on arrays whose lengths the data tell",
                any_arity, plan_deferred<Op>, Parameters::decode<DeferredCall>, KernelKind::planning,
                needed_by_deferred<Op>});
}

} // namespace troupe
