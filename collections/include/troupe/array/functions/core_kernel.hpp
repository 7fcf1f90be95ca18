#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/array/functions/chunk_kernel.hpp>

namespace troupe {

namespace detail {

template <class T>
struct TupleResults {
  using Type = std::tuple<T>;
  static constexpr bool is_tuple = false;
};
template <class... T>
struct TupleResults<std::tuple<T...>> {
  using Type = std::tuple<T...>;
  static constexpr bool is_tuple = true;
};

/// Goes through the calls of a function over the last axes of chunks: for each position along the other axes, which
/// broadcast, where the elements of its arguments and results are.
class CoreLoop {
public:
  /// \param values  the chunks, then the axes of a call and the shapes of its results
  CoreLoop(std::span<const Value> values, std::size_t inputs);

  std::size_t calls() const noexcept { return calls_; }
  std::span<const Shape> results() const noexcept { return results_; } ///< Shapes of the whole results.

  template <class T>
  std::span<const T> input(std::size_t number) const {
    return inputs_[number].chunk->values<T>().subspan(inputs_[number].offset, inputs_[number].count);
  }
  /// Of result `number`, whose whole is `all`.
  template <class T>
  std::span<T> output(std::size_t number, T* all) const {
    return {all + call_ * counts_[number], counts_[number]};
  }
  void next();

private:
  struct Input {
    const Chunk* chunk;
    std::size_t offset = 0;
    std::size_t count = 1;
    std::vector<std::int64_t> strides; ///< Along the loop's axes; 0 where the input is stretched.
  };
  std::vector<Input> inputs_;
  Shape loop_;
  Shape position_;
  std::size_t calls_ = 1;
  std::size_t call_ = 0;
  std::vector<Shape> results_;
  std::vector<std::size_t> counts_; ///< Elements of each result of one call.
};

/// A user's function over spans and elements as a kernel that calls it for each of its core arguments in a block.
template <class C, class Values = typename FunctionParts<C>::Values>
struct CoreFunction {
  using Parts = FunctionParts<C>;
  using Function = typename Parts::Function;
  using Inputs = typename Parts::Inputs;
  using Outputs = typename Parts::Outputs;
  using Results = TupleResults<typename Parts::Result>;

  Value operator()(const Values& bound, Arguments values) const {
    return std::apply(
        [&](const auto&... value) {
          if constexpr (Parts::output_count > 0)
            return write(values.values, std::make_index_sequence<Parts::input_count>(),
                         std::make_index_sequence<Parts::output_count>(), value...);
          else
            return collect(values.values, std::make_index_sequence<Parts::input_count>(),
                           std::make_index_sequence<std::tuple_size_v<typename Results::Type>>(), value...);
        },
        bound.values);
  }

private:
  template <std::size_t I>
  static auto argument(const CoreLoop& loop) {
    using P = std::tuple_element_t<I, Inputs>;
    const auto elements = loop.input<ElementOfParameter<P>>(I);
    if constexpr (SpanParameter<P>)
      return elements;
    else
      return elements[0];
  }

  template <std::size_t... I, std::size_t... O, class... V>
  static Value write(std::span<const Value> values, std::index_sequence<I...>, std::index_sequence<O...>,
                     const V&... bound) {
    CoreLoop loop(values, sizeof...(I));
    const std::tuple results{BlockResults(
        loop.results()[O], {dtype_of<ElementOfParameter<std::tuple_element_t<O, Outputs>>>()})...};
    for (std::size_t call = 0; call < loop.calls(); ++call, loop.next())
      Function{}(bound..., argument<I>(loop)...,
                 loop.output(O, std::get<O>(results)
                                    .template span<ElementOfParameter<std::tuple_element_t<O, Outputs>>>(0)
                                    .data())...);
    return taken({std::get<O>(results).take()...});
  }

  template <std::size_t... I, std::size_t... R, class... V>
  static Value collect(std::span<const Value> values, std::index_sequence<I...>, std::index_sequence<R...>,
                       const V&... bound) {
    using Elements = typename Results::Type;
    CoreLoop loop(values, sizeof...(I));
    const std::tuple results{
        BlockResults(loop.results()[R], {dtype_of<std::tuple_element_t<R, Elements>>()})...};
    for (std::size_t call = 0; call < loop.calls(); ++call, loop.next()) {
      const Elements made{Function{}(bound..., argument<I>(loop)...)};
      ((std::get<R>(results).template span<std::tuple_element_t<R, Elements>>(0)[call] = std::get<R>(made)),
       ...);
    }
    return taken({std::get<R>(results).take()...});
  }

  static Value taken(std::vector<Value> results) {
    return results.size() == 1 ? std::move(results.front()) : Value::list(std::move(results));
  }
};

template <class Elements>
inline constexpr bool are_elements_of_tuple = false;
template <class... T>
inline constexpr bool are_elements_of_tuple<std::tuple<T...>> = (Element<T> && ...);

template <class... T>
std::vector<DType> dtypes_of(std::type_identity<std::tuple<T...>>) {
  return {dtype_of<T>()...};
}

template <class C>
inline constexpr bool takes_cores = FunctionParts<C>::takes_chunks
                                    || (FunctionParts<C>::takes_elements && !FunctionParts<C>::takes_place());
template <class C>
inline constexpr bool makes_cores =
    FunctionParts<C>::output_count > 0
    || are_elements_of_tuple<typename TupleResults<typename FunctionParts<C>::Result>::Type>;

template <class C>
FunctionTypes core_function_types() {
  using Parts = FunctionParts<C>;
  if constexpr (Parts::takes_chunks) {
    return function_types<C>();
  } else if constexpr (takes_cores<C> && makes_cores<C>) {
    FunctionTypes types = describe_arrays(std::type_identity<typename Parts::Inputs>{},
                                          std::type_identity<typename Parts::Outputs>{});
    types.fills_shape = true;
    types.one_element = Parts::output_count == 0;
    if constexpr (Parts::output_count == 0)
      types.results = dtypes_of(std::type_identity<typename TupleResults<typename Parts::Result>::Type>{});
    return types;
  } else {
    return {}; // has been refused
  }
}

template <class C>
const Kernel& core_kernel() {
  using Parts = FunctionParts<C>;
  if constexpr (Parts::takes_chunks) {
    return block_kernel<C>();
  } else if constexpr (takes_cores<C> && makes_cores<C>) {
    return kernel_of(CoreFunction<C>{});
  } else {
    static_assert(
        !ArrayFunction<C> || takes_cores<C>,
        "a function over core axes takes std::span<const T> for an array that has some, T for one "
        "that has none, and then std::span<T> to write results to; or const Chunk& for whole blocks");
    static_assert(!ArrayFunction<C> || !takes_cores<C> || makes_cores<C>,
                  "a function over core axes returns an element or a std::tuple of them, or nothing and "
                  "writes to spans");
    std::terminate(); // never: it has been refused
  }
}

} // namespace detail

/// A user's function over the last axes of arrays, its *core*: called once for each position along the others.
///
///     [](std::span<const double> v) -> double { … }                              a vector to a number
///     [](std::span<const double> v, double scale, std::span<float> out) { … }    a vector and a number to a vector
///     [](std::span<const double> v) { return std::tuple(smallest(v), largest(v)); }
///     [](const Chunk& x) -> Chunk { … }                                          whole blocks, in one call
///
/// A core of several axes is a span in C order. Values are bound as for `ChunkKernel`.
class CoreKernel : public ChunkKernel {
public:
  template <class F>
  requires(!std::derived_from<std::remove_cvref_t<F>,
                              ChunkKernel> && !std::same_as<std::remove_cvref_t<F>, Kernel>)
      CoreKernel(F function)
      : ChunkKernel(detail::core_kernel<F>(), Parameters::of(detail::Callable<F>::values(function)),
                    detail::core_function_types<F>()) {}
  CoreKernel(const Kernel& kernel, Parameters parameters = {}) : ChunkKernel(kernel, std::move(parameters)) {}
};

} // namespace troupe
