#include <string>
#include <vector>

#include <troupe/array/functions/map.hpp>
#include <troupe/error.hpp>

#include "array/elementwise/elementwise.hpp"

namespace troupe::detail {

namespace {

/// NumPy's same_kind: to a higher kind, or to any width of the same.
bool casts(DType from, DType to) { return kind_of(from) <= kind_of(to); }

} // namespace

Array map_elements(const ElementFunction& function, std::initializer_list<Located> arrays) {
  ElementwiseWriter writer("map", arrays.begin()->line());
  std::vector<TileOperand> operands;
  for (const Located& operand : arrays) {
    const std::size_t number = operands.size();
    const DType wanted = function.arguments[number];
    const ElementwiseWriter::Term term = writer.operand(operand);
    if (operand.array() != nullptr && !casts(operand.array()->dtype(), wanted))
      throw DTypeError("map: argument " + std::to_string(number + 1) + " is "
                       + std::string(to_string(operand.array()->dtype())) + ", the function takes "
                       + std::string(to_string(wanted)) + "; cast it with astype");
    operands.push_back(writer.typed(term, wanted));
  }
  const TileFunctionCall call{{function.kernel->name, function.kernel->version}, function.bound.encode()};
  return writer.finish(writer.call(call, function.result, operands));
}

} // namespace troupe::detail
