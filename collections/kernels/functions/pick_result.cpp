#include "kernels/functions/pick_result.hpp"

#include <string>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

Value pick_result(const KernelCall& call) {
  const std::uint32_t number = call.parameters.as<PickResultParameters>().number;
  const std::span<const Value> results = call.arguments[0].as_list();
  if (number >= results.size())
    throw IndexError("result " + std::to_string(number) + " of " + std::to_string(results.size()));
  return results[number];
}

} // namespace

void register_pick_result(KernelRegistry& registry) {
  registry.add({"pick_result", 1, "one of several results of a function", 1, pick_result,
                Parameters::decode<PickResultParameters>, KernelKind::compute});
}

} // namespace troupe
