#include "array/indexing/assigned_value.hpp"

#include <troupe/array/math.hpp>

#include "array/creation/creation.hpp"
#include "array/elementwise/promotion.hpp"
#include "expression/apply.hpp"

namespace troupe {

Array assigned_value(const Located& value, DType dtype) {
  if (value.array() != nullptr)
    return astype(Located(*value.array(), value.line()), dtype);
  return apply(Full{converted(*value.scalar(), dtype), {}}, {}, value.line());
}

} // namespace troupe
