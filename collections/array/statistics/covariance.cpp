#include "array/statistics/covariance.hpp"

#include <complex>
#include <limits>
#include <string>
#include <vector>

#include <troupe/array/axes.hpp>
#include <troupe/array/choosing.hpp>
#include <troupe/array/creation/diagonals.hpp>
#include <troupe/array/joining.hpp>
#include <troupe/array/linalg/products.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/statistics/covariance.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/elementwise/choosing.hpp"
#include "array/elementwise/promotion.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

/// One row a variable. One row is taken as one variable even where variables are columns, as NumPy does.
Array rows_of(const Array& array, bool rowvar) {
  const Array rows = atleast_2d(array);
  return rowvar || rows.shape()[0] == 1 ? rows : transpose(rows);
}

/// How many variables `array` is; `unknown_extent` where only the data can tell.
std::int64_t variable_count(const Array& array, bool rowvar) {
  if (array.rank() < 2)
    return 1;
  return rowvar || array.shape()[0] == 1 ? array.shape()[0] : array.shape()[1];
}

void require_weights(const Array& weights, std::string_view shown, std::int64_t observations) {
  if (weights.rank() == 1 && weights.shape()[0] == observations)
    return;
  throw ShapeError(std::string(shown) + " of shape " + to_string(weights.shape()) + " for "
                   + std::to_string(observations) + " observations");
}

/// n - ddof, by which the products are divided; 0 where it is negative.
Array divisor(const Array& weights, const std::optional<Array>& relative, double ddof) {
  const Array total = sum(weights);
  if (ddof == 0)
    return total;
  if (!relative)
    return maximum(total - ddof, 0.0);
  return maximum(total - ddof * sum(weights * *relative) / total, 0.0);
}

Array weighted(const Array& rows, const Array& weights, const std::optional<Array>& relative, double ddof) {
  const Array centred = rows - expand_dims(sum(rows * weights, {.axis = 1}) / sum(weights), {1});
  return matmul(centred, conj(transpose(centred * weights))) / divisor(weights, relative, ddof);
}

Array unweighted(const Array& rows, double ddof) {
  const Array centred = rows - mean(rows, {.axis = 1, .keepdims = true});
  const double count = static_cast<double>(rows.shape()[1]) - ddof;
  return matmul(centred, conj(transpose(centred))) / (count > 0 ? count : 0.0);
}

void require_matrix(const Array& array) {
  if (array.rank() > 2)
    throw ShapeError("cov: an array of shape " + to_string(array.shape()) + " has more than two axes");
}

} // namespace

Array Cov::build(std::span<const Array> inputs) const {
  std::size_t next = 0;
  Array rows = rows_of(inputs[next++], rowvar);
  if (has_more) {
    const Array further = rows_of(inputs[next++], rowvar);
    if (further.shape()[1] != rows.shape()[1])
      throw ShapeError(std::to_string(rows.shape()[1]) + " and " + std::to_string(further.shape()[1])
                       + " observations");
    rows = concatenate({rows, further}, 0);
  }
  rows = astype(rows, promote(rows.dtype(), DType::float64));
  std::optional<Array> weights, relative;
  if (has_frequencies) {
    require_weights(inputs[next], "fweights", rows.shape()[1]);
    weights = astype(apply(RequireRange{"cov", std::numeric_limits<std::int64_t>::max()}, {inputs[next++]}),
                     DType::float64);
  }
  if (has_weights) {
    require_weights(inputs[next], "aweights", rows.shape()[1]);
    relative = astype(inputs[next++], DType::float64);
    weights = weights ? *weights * *relative : *relative;
  }
  const Array result = weights ? weighted(rows, *weights, relative, ddof) : unweighted(rows, ddof);
  return is_single ? reshape(result, {}) : result;
}

Array cov(const Array& array, const CovarianceOptions& options, std::source_location line) {
  require_matrix(array);
  std::vector<Array> inputs{array};
  std::int64_t variables = variable_count(array, options.rowvar);
  if (options.y) {
    require_matrix(*options.y);
    inputs.push_back(*options.y);
    variables = 2;
  }
  if (options.fweights) {
    if (kind_of(options.fweights->dtype()) >= DTypeKind::floating)
      throw DTypeError("cov: fweights are " + std::string(to_string(options.fweights->dtype()))
                       + ", not integers");
    inputs.push_back(*options.fweights);
  }
  if (options.aweights)
    inputs.push_back(*options.aweights);
  return apply(Cov{options.rowvar, options.ddof.value_or(options.bias ? 0 : 1), options.y.has_value(),
                   options.fweights.has_value(), options.aweights.has_value(), variables == 1},
               inputs, source_line(line));
}

Array corrcoef(const Array& array, const CorrelationOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  return naming("corrcoef", [&] {
    const Array covariance = cov(array, {.y = options.y, .rowvar = options.rowvar}, line);
    if (covariance.rank() == 0)
      return covariance / covariance;
    const Array deviation = sqrt(real(diag(covariance)));
    const Array quotient = covariance / expand_dims(deviation, {1}) / expand_dims(deviation, {0});
    if (kind_of(quotient.dtype()) != DTypeKind::complex)
      return clip(quotient, -1.0, 1.0);
    return clip(real(quotient), -1.0, 1.0) + clip(imag(quotient), -1.0, 1.0) * std::complex<double>(0, 1);
  });
}

} // namespace troupe
