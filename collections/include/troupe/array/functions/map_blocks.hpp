#pragma once

#include <concepts>
#include <initializer_list>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/located.hpp>
#include <troupe/kernel.hpp>
#include <troupe/register_kernel.hpp>

namespace troupe {

/// What the blocks of the result are.
struct MapBlocksOptions {
  std::optional<DType> dtype = std::nullopt;       ///< Needed where the function's type does not say it.
  std::optional<Chunking> chunking = std::nullopt; ///< Of the same grid; that of the arguments if not given.
};

/// Calls `kernel` with the matching blocks of `arrays`, which broadcast, for each block of the result.
///
/// \throws ShapeError if the arrays do not broadcast or `options.chunking` has another grid; DTypeError
///         without a dtype. A block that is of another shape or dtype than promised fails when it runs.
Array map_blocks(const Kernel& kernel, const Parameters& parameters, const std::vector<Array>& arrays,
                 const MapBlocksOptions& options,
                 std::source_location line = std::source_location::current());

namespace detail {

/// Whether a function takes chunks and returns one.
template <class F, class... A>
concept ChunkFunction = std::same_as<typename Signature<F>::Result, Chunk>;

/// The element type a function writes to its last parameter, a span.
template <class F>
struct Output {
  using All = typename Signature<F>::All;
  using Last = std::remove_cvref_t<std::tuple_element_t<std::tuple_size_v<All> - 1, All>>;
  using Type = typename Last::element_type;
};

/// A function over spans as a kernel over chunks: `void (std::span<const A>…, std::span<R> result)`.
template <class F>
struct SpanFunction {
  Chunk operator()(Arguments arguments) const {
    constexpr std::size_t inputs = std::tuple_size_v<typename Signature<F>::All> - 1;
    if (arguments.values.size() != inputs)
      throw ValueError("it takes " + std::to_string(inputs) + " arrays and got "
                       + std::to_string(arguments.values.size()));
    return call(arguments.values, std::make_index_sequence<inputs>());
  }

private:
  template <std::size_t I>
  using Input = std::remove_cv_t<
      typename std::remove_cvref_t<std::tuple_element_t<I, typename Signature<F>::All>>::element_type>;

  template <std::size_t... I>
  static Chunk call(std::span<const Value> values, std::index_sequence<I...>) {
    const Shape& shape = values[0].as_chunk().shape();
    if (((values[I].as_chunk().shape() != shape) || ...))
      throw ShapeError("blocks of different shapes, as spans they would not match");
    return Chunk::generate<typename Output<F>::Type>(
        shape, [&](auto out) { F{}(values[I].as_chunk().template values<Input<I>>()..., out); });
  }
};

} // namespace detail

/// Calls a lambda without captures for each block.
///
///     map_blocks([](const Chunk& block) { return … }, {x}, {.dtype = DType::float64})
///     map_blocks([](std::span<const double> in, std::span<float> out) { … }, {x})
///
/// The first form gets the chunks as they are, of any shapes that broadcast, and returns one. The second gets
/// the elements of blocks of one shape, of just these types, and writes the result's, whose dtype it so says.
template <class F>
requires std::is_class_v<F> Array map_blocks(F function, const std::vector<Array>& arrays,
                                             MapBlocksOptions options = {},
                                             std::source_location line = std::source_location::current()) {
  if constexpr (detail::ChunkFunction<F>) {
    return map_blocks(kernel_of(function), Parameters(), arrays, options, line);
  } else {
    detail::require_no_captures<F>();
    options.dtype = dtype_of<typename detail::Output<F>::Type>();
    return map_blocks(kernel_of(detail::SpanFunction<F>{}), Parameters(), arrays, options, line);
  }
}
template <class F>
requires std::is_class_v<F> Array map_blocks(F function, std::initializer_list<Located> arrays,
                                             MapBlocksOptions options = {},
                                             std::source_location line = std::source_location::current()) {
  return map_blocks(std::move(function), arrays_of(arrays), std::move(options), line);
}

} // namespace troupe
