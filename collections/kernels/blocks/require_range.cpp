#include "kernels/blocks/require_range.hpp"

#include <algorithm>
#include <utility>

#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

Value require_range(const KernelCall& call) {
  const auto& parameters = call.parameters.as<RangeParameters>();
  const Chunk& chunk = call.arguments[0].as_chunk();
  visit_dtype(chunk.dtype(), [&]<class T>(std::type_identity<T>) {
    if constexpr (IntegerElement<T>) {
      const auto values = chunk.values<T>();
      const auto outside = std::ranges::find_if(values, [&](T value) {
        return std::cmp_less(value, 0) || std::cmp_greater_equal(value, parameters.count);
      });
      if (outside != values.end())
        throw ValueError(parameters.operation + ": " + std::to_string(*outside) + " is not in 0 … "
                         + std::to_string(parameters.count - 1));
    } else {
      throw DTypeError(parameters.operation + ": not defined for " + std::string(to_string(chunk.dtype())));
    }
  });
  return call.arguments[0];
}

} // namespace

void register_require_range(KernelRegistry& registry) {
  registry.add({"require_range", 1, "a chunk of integers as it is, if all lie in a range", 1, require_range,
                Parameters::decode<RangeParameters>, KernelKind::compute});
}

} // namespace troupe
