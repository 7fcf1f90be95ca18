#include <troupe/array/creation/creation.hpp>
#include <troupe/array/located.hpp>

namespace troupe {

std::vector<Array> arrays_of(std::initializer_list<Located> operands) {
  std::vector<Array> arrays;
  arrays.reserve(operands.size());
  for (const Located& operand : operands)
    arrays.push_back(operand.array() != nullptr ? *operand.array() : full({}, *operand.scalar()));
  return arrays;
}

} // namespace troupe
