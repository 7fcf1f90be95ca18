#include "array/creation/creation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include <troupe/array/creation/creation.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/rechunk.hpp>

#include "array/elementwise/elementwise.hpp"
#include "array/elementwise/promotion.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

/// `build` on behalf of the public function `name`.
template <class Build>
Array create(std::string_view name, std::source_location line, const Build& build) {
  const CallScope scope(source_line(line));
  return naming(name, build);
}

Array filled(const Shape& shape, const Scalar& value, DType dtype, const Chunks& chunks) {
  require_extents(shape);
  return apply(Full{converted(value, dtype), chunks.resolve(shape, dtype).sizes()}, {});
}

Array filled_like(const Array& array, const Scalar& value, const LikeOptions& options) {
  const DType dtype = options.dtype.value_or(array.dtype());
  if (array.chunking().is_known())
    return filled(array.shape(), value, dtype, options.chunks ? *options.chunks : Chunks(array.chunking()));
  // Only the array itself can tell how long it is.
  ElementwiseWriter writer("full_like", {});
  writer.operand(array);
  Array result = writer.finish(writer.apply(TileOperation::copy, {writer.converted_constant(value, dtype)}));
  return options.chunks ? rechunk(result, *options.chunks) : result;
}

bool is_whole(const Scalar& scalar) { return kind_of(scalar.dtype()) < DTypeKind::floating; }

double real_of(const Scalar& scalar) {
  return std::visit(
      []<class T>(const T& value) -> double {
        if constexpr (ComplexElement<T>)
          throw DTypeError("not defined for complex128");
        else
          return static_cast<double>(value);
      },
      scalar.held());
}

__extension__ using Wide = __int128;

Wide integer_of(const Scalar& scalar) {
  return std::visit(
      []<class T>(const T& value) -> Wide {
        if constexpr (std::integral<T>)
          return value;
        else
          throw DTypeError("not an integer");
      },
      scalar.held());
}

std::int64_t arange_length(const Scalar& start, const Scalar& stop, const Scalar& step) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  if (is_whole(start) && is_whole(stop) && is_whole(step)) {
    const Wide from = integer_of(start), to = integer_of(stop), by = integer_of(step);
    if (by == 0)
      throw ValueError("the step is 0");
    const Wide length = std::max<Wide>(0, by > 0 ? (to - from + by - 1) / by : (from - to - by - 1) / -by);
    if (length > most)
      throw ShapeError("more than 2^63 - 1 elements");
    return static_cast<std::int64_t>(length);
  }
  const double by = real_of(step);
  if (by == 0 || !std::isfinite(by))
    throw ValueError("the step is " + to_string(step));
  const double length = std::ceil((real_of(stop) - real_of(start)) / by);
  if (std::isnan(length))
    throw ValueError("no length from " + to_string(start) + " to " + to_string(stop));
  if (length >= 0x1p63)
    throw ShapeError("more than 2^63 - 1 elements");
  return length <= 0 ? 0 : static_cast<std::int64_t>(length);
}

/// start + step as NumPy has it in the second element, from which the distance is taken.
TileConstant second_element(const Scalar& start, const Scalar& step, DType dtype) {
  if (!is_whole(start) || !is_whole(step))
    return converted(real_of(start) + real_of(step), dtype);
  const Wide sum = integer_of(start) + integer_of(step);
  if (sum < 0 || sum <= std::numeric_limits<std::int64_t>::max())
    return converted(static_cast<std::int64_t>(sum), dtype);
  return converted(static_cast<std::uint64_t>(sum), dtype);
}

/// `second - first` in their own dtype; integers wrap.
TileConstant difference(const TileConstant& second, const TileConstant& first) {
  return visit_dtype(first.dtype, [&]<class T>(std::type_identity<T>) -> TileConstant {
    const T from = first.as<T>(), to = second.as<T>();
    if constexpr (std::same_as<T, bool>)
      throw DTypeError("not defined for bool");
    else if constexpr (IntegerElement<T>)
      return TileConstant::of(
          static_cast<T>(static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)));
    else
      return TileConstant::of(static_cast<T>(to - from));
  });
}

/// \throws ValueError unless an integer dtype holds the last element; of those between it holds all then.
void require_last(const TileConstant& first, const TileConstant& second, std::int64_t length) {
  visit_dtype(first.dtype, [&]<class T>(std::type_identity<T>) {
    if constexpr (IntegerElement<T>) {
      const Wide from = first.as<T>(), step = static_cast<Wide>(second.as<T>()) - from;
      Wide last = 0;
      if (__builtin_mul_overflow(step, static_cast<Wide>(length - 1), &last)
          || __builtin_add_overflow(last, from, &last) || last < std::numeric_limits<T>::lowest()
          || last > std::numeric_limits<T>::max())
        throw ValueError("the last of " + std::to_string(length) + " elements is no "
                         + std::string(to_string(first.dtype)));
    }
  });
}

Array range(const Scalar& start, const Scalar& stop, const Scalar& step, const CreationOptions& options) {
  const bool whole = is_whole(start) && is_whole(stop) && is_whole(step);
  const bool beyond = std::ranges::any_of(
      std::array{start, stop, step}, [](const Scalar& scalar) { return scalar.dtype() == DType::uint64; });
  const DType dtype = options.dtype.value_or(!whole ? DType::float64 : beyond ? DType::uint64 : DType::int64);
  const std::int64_t length = arange_length(start, stop, step);
  const ChunkSizes sizes = options.chunks.resolve({length}, dtype).sizes();
  // Nothing is written to an empty array, so its bounds need not fit.
  if (length == 0)
    return apply(Full{converted(0, dtype), sizes}, {});
  const TileConstant first = converted(start, dtype);
  const TileConstant second = length == 1 ? first : second_element(start, step, dtype);
  require_last(first, second, length);
  return apply(Ramp{first, difference(second, first), 0, sizes}, {});
}

/// Index grid of one axis of an array that is cut into `sizes`.
Array index_grid(const ChunkSizes& sizes, std::size_t axis, DType dtype) {
  return apply(Ramp{converted(0, dtype), converted(1, dtype), static_cast<std::uint32_t>(axis), sizes}, {});
}

/// 1 where `test` of the row's and the column's number holds, the rows' numbered from `k`.
Array diagonal_pattern(std::string_view name, TileOperation test, std::int64_t rows, std::int64_t columns,
                       std::int64_t k, const CreationOptions& options) {
  require_extents({rows, columns});
  const DType dtype = options.dtype.value_or(DType::float64);
  const ChunkSizes sizes = options.chunks.resolve({rows, columns}, dtype).sizes();
  // Diagonals beyond the corners are all alike, and must not overflow.
  const std::int64_t diagonal = std::clamp(k, -rows, columns);
  const auto numbers = [](std::int64_t from, std::uint32_t axis, ChunkSizes along) {
    return apply(Ramp{TileConstant::of(from), TileConstant::of(std::int64_t{1}), axis, std::move(along)}, {});
  };
  const Array row = numbers(diagonal, 0, {sizes[0], {1}}), column = numbers(0, 1, {{1}, sizes[1]});
  ElementwiseWriter writer(name, {});
  const auto x = writer.operand(column), y = writer.operand(row);
  return writer.finish(writer.typed(writer.apply(test, {x, y}), dtype));
}

} // namespace

void require_extents(const Shape& shape) {
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    if (shape[axis] < 0)
      throw ShapeError("the extent of axis " + std::to_string(axis) + " is negative, "
                       + std::to_string(shape[axis]));
  element_count(shape);
}

Array zeros(const Shape& shape, const CreationOptions& options, std::source_location line) {
  return create("zeros", line,
                [&] { return filled(shape, 0, options.dtype.value_or(DType::float64), options.chunks); });
}

Array ones(const Shape& shape, const CreationOptions& options, std::source_location line) {
  return create("ones", line,
                [&] { return filled(shape, 1, options.dtype.value_or(DType::float64), options.chunks); });
}

Array full(const Shape& shape, const Scalar& value, const CreationOptions& options,
           std::source_location line) {
  return create("full", line,
                [&] { return filled(shape, value, options.dtype.value_or(value.dtype()), options.chunks); });
}

Array zeros_like(const Array& array, const LikeOptions& options, std::source_location line) {
  return create("zeros_like", line, [&] { return filled_like(array, 0, options); });
}

Array ones_like(const Array& array, const LikeOptions& options, std::source_location line) {
  return create("ones_like", line, [&] { return filled_like(array, 1, options); });
}

Array full_like(const Array& array, const Scalar& value, const LikeOptions& options,
                std::source_location line) {
  return create("full_like", line, [&] { return filled_like(array, value, options); });
}

Array arange(const Scalar& start, const Scalar& stop, const Scalar& step, const CreationOptions& options,
             std::source_location line) {
  return create("arange", line, [&] { return range(start, stop, step, options); });
}

Array arange(const Scalar& stop, const CreationOptions& options, std::source_location line) {
  return arange(0, stop, 1, options, line);
}

Array linspace(double start, double stop, std::int64_t count, Endpoint endpoint,
               const CreationOptions& options, std::source_location line) {
  return create("linspace", line, [&] {
    if (count < 0)
      throw ShapeError("the length is " + std::to_string(count));
    const DType dtype = options.dtype.value_or(DType::float64);
    for (const double end : {start, stop})
      converted(std::floor(end), dtype); // throws if it does not fit
    const LinspaceParameters parameters{dtype, start, stop, count, endpoint == Endpoint::included, 0, 0};
    return apply(Linspace{parameters, options.chunks.resolve({count}, dtype).sizes(0)}, {});
  });
}

Array eye(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t k,
          const CreationOptions& options, std::source_location line) {
  return create("eye", line, [&] {
    return diagonal_pattern("eye", TileOperation::equal, rows, columns.value_or(rows), k, options);
  });
}

Array tri(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t k,
          const CreationOptions& options, std::source_location line) {
  return create("tri", line, [&] {
    return diagonal_pattern("tri", TileOperation::less_equal, rows, columns.value_or(rows), k, options);
  });
}

Array indices(const Shape& shape, const CreationOptions& options, std::source_location line) {
  return create("indices", line, [&] {
    require_extents(shape);
    const DType dtype = options.dtype.value_or(DType::int64);
    return apply(Indices{dtype, options.chunks.resolve(shape, dtype).sizes()}, {});
  });
}

Array fromfunction(const std::function<Array(const std::vector<Array>&)>& function, const Shape& shape,
                   const CreationOptions& options, std::source_location line) {
  return create("fromfunction", line, [&] {
    require_extents(shape);
    const DType dtype = options.dtype.value_or(DType::float64);
    const ChunkSizes sizes = options.chunks.resolve(shape, dtype).sizes();
    std::vector<Array> grids;
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      grids.push_back(index_grid(sizes, axis, dtype));
    return function(grids);
  });
}

} // namespace troupe
