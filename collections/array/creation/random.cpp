#include "array/creation/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <utility>

#include <troupe/array/located.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>

#include "array/chunking/chunk_bounds.hpp"
#include "array/elementwise/promotion.hpp"
#include "array/indexing/selection.hpp"
#include "expression/apply.hpp"
#include "kernels/random/permutation.hpp"
#include "kernels/random/random_table.hpp"

namespace troupe {

namespace {

void require_real(DType dtype) {
  if (kind_of(dtype) != DTypeKind::floating)
    throw DTypeError("not defined for " + std::string(to_string(dtype)));
}

void require_finite(double value, std::string_view what) {
  if (!std::isfinite(value))
    throw ValueError("the " + std::string(what) + " is " + to_string(Scalar(value)));
}

void require_spread(double value, std::string_view what) {
  require_finite(value, what);
  if (value < 0)
    throw ValueError("the " + std::string(what) + " is " + to_string(Scalar(value)) + ", below 0");
}

/// An array of `shape` whose elements are drawn.
Array drawn(std::string shown, RandomDraw draw, const Shape& shape, const Chunks& chunks) {
  byte_count(shape, size_of(draw.dtype));
  ChunkSizes sizes = chunks.resolve(shape, draw.dtype).sizes();
  return apply(Draw{std::move(shown), std::move(draw), std::move(sizes)}, {});
}

Array drawn(std::string shown, const RandomStream& stream, RealDistribution distribution, double a, double b,
            double limit, const Shape& shape, std::optional<DType> given, const Chunks& chunks) {
  const DType dtype = given.value_or(DType::float64);
  require_real(dtype);
  for (const double parameter : {a, b})
    if (dtype == DType::float32 && !std::isfinite(static_cast<float>(parameter)))
      throw ValueError(to_string(Scalar(parameter)) + " is no float32");
  const RealDraw from{distribution, a, b, limit};
  return drawn(std::move(shown), {stream, dtype, from}, shape, chunks);
}

/// a, b and limit of uniform numbers of element type T.
template <class T>
RealParameters uniform_range(double low, double high) {
  const auto from = static_cast<T>(low), to = static_cast<T>(high);
  const T width = to - from;
  if (!(low < high))
    throw ValueError("there is nothing in [" + to_string(Scalar(low)) + ", " + to_string(Scalar(high)) + ")");
  if (!std::isfinite(from) || !std::isfinite(to) || !std::isfinite(width))
    throw ValueError("the range from " + to_string(Scalar(low)) + " to " + to_string(Scalar(high))
                     + " is too wide");
  if (!(from < to))
    throw ValueError("both ends of the range are " + to_string(Scalar(from)) + " in float32");
  return {from, width, std::nextafter(to, from)};
}

Array uniform_array(std::string shown, const RandomStream& stream, double low, double high,
                    const Shape& shape, const CreationOptions& options) {
  require_finite(low, "lower end");
  require_finite(high, "upper end");
  const RealParameters range =
      options.dtype == DType::float32 ? uniform_range<float>(low, high) : uniform_range<double>(low, high);
  return drawn(std::move(shown), stream, RealDistribution::uniform, range.a, range.b, range.limit, shape,
               options.dtype, options.chunks);
}

__extension__ using Wide = __int128;

Wide integer_of(const Scalar& scalar) {
  return std::visit(
      [&]<class T>(const T& value) -> Wide {
        if constexpr (std::integral<T>)
          return value;
        else
          throw ValueError(to_string(scalar) + " is no integer");
      },
      scalar.held());
}

std::string integer_text(Wide value) {
  return value > std::numeric_limits<std::int64_t>::max() ? std::to_string(static_cast<std::uint64_t>(value))
                                                          : std::to_string(static_cast<std::int64_t>(value));
}

IntegerDraw integer_range(const Scalar& low, const Scalar& high, const IntegersOptions& options,
                          DType dtype) {
  const Wide first = integer_of(low);
  const Wide last = integer_of(high) - (options.endpoint == Endpoint::included ? 0 : 1);
  if (first > last)
    throw ValueError("there is no integer in [" + to_string(low) + ", " + to_string(high)
                     + (options.endpoint == Endpoint::included ? "]" : ")"));
  visit_dtype(dtype, [&]<class T>(std::type_identity<T>) {
    if constexpr (!std::integral<T>)
      throw DTypeError("not defined for " + std::string(to_string(dtype)));
    else if (first < Wide{std::numeric_limits<T>::min()} || last > Wide{std::numeric_limits<T>::max()})
      throw ValueError("not all from " + integer_text(first) + " to " + integer_text(last) + " are "
                       + std::string(to_string(dtype)));
  });
  // 2^64 values become 0, as `IntegerDraw` wants it.
  return {static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(last - first + 1)};
}

// -- Permutations and choices

Array permuted_numbers(const std::string& shown, const RandomStream& stream, std::int64_t count,
                       const Shape& shape, const Chunks& chunks) {
  const ChunkSizes sizes = chunks.resolve(shape, DType::int64).sizes();
  if (count > longest_shuffle)
    return apply(Permuted{shown, stream, count, sizes}, {});
  const Array all = apply(Shuffled{shown, stream, count, element_count(shape)}, {});
  return rechunk(reshape(all, shape), Chunking(sizes));
}

void require_probabilities(const std::vector<double>& probabilities, std::int64_t count) {
  if (static_cast<std::int64_t>(probabilities.size()) != count)
    throw ValueError(std::to_string(probabilities.size()) + " probabilities for " + std::to_string(count));
  long double sum = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    if (!(probabilities[i] >= 0))
      throw ValueError("probability " + std::to_string(i) + " is " + to_string(Scalar(probabilities[i])));
    sum += probabilities[i];
  }
  if (!(std::abs(sum - 1) <= 1e-8L))
    throw ValueError("the probabilities sum up to " + to_string(Scalar(static_cast<double>(sum)))
                     + ", not 1");
}

void require_enough(std::int64_t chosen, std::int64_t count, std::string_view there) {
  if (chosen > count)
    throw ValueError(std::to_string(chosen) + " without replacement out of " + std::to_string(count)
                     + std::string(there));
}

/// Running sums, the last one 1.
Array running_sums(const std::vector<double>& probabilities) {
  std::vector<double> sums(probabilities.size());
  std::partial_sum(probabilities.begin(), probabilities.end(), sums.begin());
  for (double& sum : sums)
    sum /= sums.back() == 0 ? 1 : sums.back();
  return from_vector(sums, -1);
}

Array weighted_positions(const RandomStream& stream, std::int64_t count, const Shape& shape,
                         const ChoiceOptions& options) {
  require_probabilities(options.probabilities, count);
  const std::int64_t chosen = element_count(shape);
  const ChunkSizes sizes = options.chunks.resolve(shape, DType::int64).sizes();
  if (options.replace == Replace::yes)
    return apply(WeightedChoice{stream, sizes}, {running_sums(options.probabilities)});
  const std::int64_t possible = std::ranges::count_if(options.probabilities, [](double p) { return p > 0; });
  require_enough(chosen, possible, " of a probability above 0");
  const Array weights = from_vector(options.probabilities, -1);
  return rechunk(reshape(apply(WeightedSample{stream, chosen}, {weights}), shape), Chunking(sizes));
}

/// Positions below `count`, an array of `shape`.
Array positions(const RandomStream& stream, std::int64_t count, const Shape& shape,
                const ChoiceOptions& options) {
  const std::int64_t chosen = element_count(shape);
  byte_count(shape, sizeof(std::int64_t));
  if (count < 0 || (count == 0 && chosen > 0))
    throw ValueError(std::to_string(chosen) + " out of " + std::to_string(count));
  if (!options.probabilities.empty())
    return weighted_positions(stream, count, shape, options);
  if (options.replace == Replace::no) {
    require_enough(chosen, count, "");
    return permuted_numbers("choice", stream, count, shape, options.chunks);
  }
  const IntegerDraw from{0, static_cast<std::uint64_t>(std::max<std::int64_t>(1, count))};
  return drawn("choice", {stream, DType::int64, from}, shape, options.chunks);
}

void require_rows(const Array& array) {
  if (array.rank() == 0)
    throw ShapeError("an array without axes has no rows");
}

} // namespace

namespace {

/// Blocks of rows each of which goes to all the others, so that not all of them are small: of more than `most_blocks`,
/// neighbours are joined up to the root of the array's bytes times `shared_bytes`.
std::vector<std::int64_t> rows_to_exchange(const Array& array) {
  constexpr std::size_t most_blocks = 64;
  constexpr double shared_bytes = 256 << 10;
  const std::vector<std::int64_t>& sizes = array.chunking().sizes(0);
  if (sizes.size() <= most_blocks || array.size() == 0)
    return sizes;
  auto row_bytes = static_cast<double>(size_of(array.dtype()));
  for (std::size_t axis = 1; axis < array.rank(); ++axis)
    row_bytes *= static_cast<double>(std::ranges::max(array.chunking().sizes(axis)));
  const auto rows = static_cast<double>(array.shape()[0]);
  const auto length = static_cast<std::int64_t>(std::sqrt(rows * row_bytes * shared_bytes) / row_bytes);
  return length <= std::ranges::max(sizes) ? sizes : even_sizes(array.shape()[0], length);
}

} // namespace

Array PermuteRows::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const std::int64_t rows = array.shape()[0];
  auto sizes = array.chunking().sizes();
  sizes[0] = rows_to_exchange(array);
  const Array joined = rechunk(array, Chunking(sizes));
  const Array order = permuted_numbers(std::string(name), stream, rows, {rows}, Chunking({sizes[0]}));
  return rechunk(apply(Take{0}, {joined, order}), array.chunking());
}

ArrayMetadata ChooseRows::promise(std::span<const Array> inputs) const {
  return {inputs[0].dtype(),
          Chunking(ChunkSizes(inputs[0].rank() - 1 + shape.size(), std::vector<std::int64_t>{1})),
          {}};
}

Array ChooseRows::build(std::span<const Array> inputs) const {
  const Array chosen = positions(stream, inputs[0].shape()[0], shape, {replace, probabilities, chunks});
  const Array rows = apply(Take{0}, {inputs[0], chosen});
  ChunkSizes sizes = chosen.chunking().sizes();
  const ChunkSizes& row = inputs[0].chunking().sizes();
  sizes.insert(sizes.end(), row.begin() + 1, row.end());
  return rechunk(rows, Chunking(std::move(sizes)));
}

/// An array of the next stream, on behalf of the public function `name`.
template <class Build>
Array Random::draw(const char* name, std::source_location line, const Build& build) {
  const CallScope scope(source_line(line));
  Array array = naming(name, [&] { return build(RandomStream{seed_, calls_}); });
  ++calls_;
  return array;
}

Random::Random() : seed_(0) {
  std::random_device device;
  seed_ = std::uint64_t{device()} << 32 | device();
}

Array Random::random(const Shape& shape, const CreationOptions& options, std::source_location line) {
  return draw("random", line, [&](const RandomStream& stream) {
    return uniform_array("random", stream, 0, 1, shape, options);
  });
}

Array Random::uniform(const Shape& shape, double low, double high, const CreationOptions& options,
                      std::source_location line) {
  return draw("uniform", line, [&](const RandomStream& stream) {
    return uniform_array("uniform", stream, low, high, shape, options);
  });
}

Array Random::normal(const Shape& shape, const NormalOptions& options, std::source_location line) {
  return draw("normal", line, [&](const RandomStream& stream) {
    require_finite(options.mean, "mean");
    require_spread(options.deviation, "deviation");
    return drawn("normal", stream, RealDistribution::normal, options.mean, options.deviation, 0, shape,
                 options.dtype, options.chunks);
  });
}

Array Random::standard_normal(const Shape& shape, const CreationOptions& options, std::source_location line) {
  return draw("standard_normal", line, [&](const RandomStream& stream) {
    return drawn("standard_normal", stream, RealDistribution::normal, 0, 1, 0, shape, options.dtype,
                 options.chunks);
  });
}

Array Random::exponential(const Shape& shape, const ExponentialOptions& options, std::source_location line) {
  return draw("exponential", line, [&](const RandomStream& stream) {
    require_spread(options.scale, "scale");
    return drawn("exponential", stream, RealDistribution::exponential, 0, options.scale, 0, shape,
                 options.dtype, options.chunks);
  });
}

Array Random::integers(const Shape& shape, const Scalar& low, const Scalar& high,
                       const IntegersOptions& options, std::source_location line) {
  return draw("integers", line, [&](const RandomStream& stream) {
    const DType dtype = options.dtype.value_or(DType::int64);
    const IntegerDraw from = integer_range(low, high, options, dtype);
    return drawn("integers", {stream, dtype, from}, shape, options.chunks);
  });
}

Array Random::permutation(std::int64_t count, const Chunks& chunks, std::source_location line) {
  return draw("permutation", line, [&](const RandomStream& stream) {
    require_extents({count});
    byte_count(Shape{count}, sizeof(std::int64_t));
    return permuted_numbers("permutation", stream, count, {count}, chunks);
  });
}

Array Random::permutation(const Array& array, std::source_location line) {
  return draw("permutation", line, [&](const RandomStream& stream) {
    require_rows(array);
    return apply(PermuteRows{stream}, {array});
  });
}

Array Random::choice(std::int64_t count, const Shape& shape, const ChoiceOptions& options,
                     std::source_location line) {
  return draw("choice", line,
              [&](const RandomStream& stream) { return positions(stream, count, shape, options); });
}

Array Random::choice(const Array& array, const Shape& shape, const ChoiceOptions& options,
                     std::source_location line) {
  return draw("choice", line, [&](const RandomStream& stream) {
    require_rows(array);
    byte_count(shape, sizeof(std::int64_t));
    return apply(ChooseRows{stream, shape, options.replace, options.probabilities, options.chunks}, {array});
  });
}

} // namespace troupe
