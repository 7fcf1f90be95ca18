#include "array/indexing/assigned_value.hpp"

#include <string>

#include <troupe/array/math.hpp>
#include <troupe/error.hpp>

#include "array/creation/creation.hpp"
#include "array/elementwise/promotion.hpp"
#include "expression/apply.hpp"

namespace troupe {

Array assigned_value(const Located& value, DType dtype) {
  if (value.array() != nullptr)
    return astype(Located(*value.array(), value.line()), dtype);
  if (kind_of(value.scalar()->dtype()) == DTypeKind::complex && kind_of(dtype) != DTypeKind::complex)
    throw DTypeError(to_string(*value.scalar()) + " is complex, the elements are "
                     + std::string(to_string(dtype)));
  return apply(Full{converted(*value.scalar(), dtype), {}}, {}, value.line());
}

} // namespace troupe
