#include <string>
#include <utility>

#include <troupe/array/choosing.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/statistics/cumulative.hpp>
#include <troupe/error.hpp>

#include "array/reductions/accumulation.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

bool is_inexact(DType dtype) { return kind_of(dtype) >= DTypeKind::floating; }

/// int64 or uint64 of bools and integers, others themselves.
DType running_dtype(DType dtype) { return is_inexact(dtype) ? dtype : accumulator_dtype(dtype); }

Array accumulated(std::string name, ReductionKind kind, NanRule nan, const Array& array,
                  const CumulativeOptions& options, std::source_location location) {
  const SourceLine line = source_line(location);
  const CallScope scope(line);
  const DType dtype = options.dtype.value_or(running_dtype(array.dtype()));
  if (dtype == DType::boolean)
    throw DTypeError(name + ": not defined for bool");
  const Array along = options.axis || array.rank() == 1 ? array : ravel(array, location);
  const int axis = normalise_axis(options.axis.value_or(0), along.rank(), name);
  Array operand = along.dtype() == dtype ? along : astype(along, dtype);
  NanRule rule = is_inexact(dtype) ? nan : NanRule::spread;
  if (rule == NanRule::skip && kind_of(dtype) == DTypeKind::complex) {
    // Sums of complex numbers are those of their parts, which cannot leave an element out.
    operand = where(isnan(operand), kind == ReductionKind::sum ? 0 : 1, operand);
    rule = NanRule::spread;
  }
  return apply(Accumulation{std::move(name), {kind, rule, axis}}, {operand}, line);
}

} // namespace

Array cumsum(const Array& array, const CumulativeOptions& options, std::source_location line) {
  return accumulated("cumsum", ReductionKind::sum, NanRule::spread, array, options, line);
}

Array cumprod(const Array& array, const CumulativeOptions& options, std::source_location line) {
  return accumulated("cumprod", ReductionKind::product, NanRule::spread, array, options, line);
}

Array nancumsum(const Array& array, const CumulativeOptions& options, std::source_location line) {
  return accumulated("nancumsum", ReductionKind::sum, NanRule::skip, array, options, line);
}

Array nancumprod(const Array& array, const CumulativeOptions& options, std::source_location line) {
  return accumulated("nancumprod", ReductionKind::product, NanRule::skip, array, options, line);
}

} // namespace troupe
