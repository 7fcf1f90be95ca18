#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/array/functions/user_function.hpp>
#include <troupe/chunk.hpp>
#include <troupe/error.hpp>
#include <troupe/kernel.hpp>
#include <troupe/register_kernel.hpp>

namespace troupe {

/// What a function takes of one array.
struct ChunkArgument {
  enum class Kind : std::uint8_t {
    chunk,  ///< a chunk of any dtype
    list,   ///< the chunks of a row of blocks
    span,   ///< elements of one dtype
    scalar, ///< an element of one dtype
  };
  Kind kind = Kind::chunk;
  std::optional<DType> dtype = std::nullopt; ///< Of a span or scalar.
};

/// What the type of a function says; nothing of a registered kernel's.
struct FunctionTypes {
  std::vector<ChunkArgument> arguments;
  std::vector<DType> results; ///< Empty for chunks, which may be of any dtype.
  bool is_known = false;
  bool takes_place = false;
  bool fills_shape = false; ///< Writes a result of the shape it is told, which is else its first argument's.
  bool one_element = false; ///< A block of the result is one element.
};

namespace detail {

/// The results of a function over spans or elements, in memory that it is to fill.
class BlockResults {
public:
  BlockResults(const Shape& shape, std::initializer_list<DType> dtypes);
  template <class T>
  std::span<T> span(std::size_t number) const {
    return {reinterpret_cast<T*>(elements_[number]), chunks_[number].size()};
  }
  /// The chunk, or the list of several.
  Value take() const;

private:
  std::vector<Chunk> chunks_;
  std::vector<std::byte*> elements_;
};

/// The arguments of one call of a user's function over blocks: chunks, and the block's place if it was asked for.
class BlockArguments {
public:
  BlockArguments(std::span<const Value> values, std::size_t inputs);
  const Value& operator[](std::size_t index) const { return values_[index]; }
  BlockPlace place() const;
  /// Of the result of a function over elements: as it is told, else that of the arguments, which are alike.
  Shape result_shape() const;
  /// \throws ShapeError unless all arguments are of one shape.
  void require_alike() const;

private:
  std::span<const Value> values_;
  std::size_t inputs_;
};

template <class P>
decltype(auto) block_argument(const Value& value) {
  if constexpr (ChunkParameter<P>)
    return value.as_chunk();
  else if constexpr (ListParameter<P>)
    return convert<std::vector<Chunk>>(value);
  else
    return value.as_chunk().template values<ElementOfParameter<P>>();
}

/// A user's function as a kernel over whole blocks.
template <class C, class Values = typename FunctionParts<C>::Values>
struct BlockFunction {
  using Parts = FunctionParts<C>;
  using Function = typename Parts::Function;
  using Inputs = typename Parts::Inputs;
  using Outputs = typename Parts::Outputs;
  using Result = typename Parts::Result;

  Value operator()(const Values& bound, Arguments values) const {
    const BlockArguments arguments(values.values, Parts::input_count);
    return std::apply(
        [&](const auto&... value) {
          return call(arguments, std::make_index_sequence<Parts::input_count>(),
                      std::make_index_sequence<Parts::output_count>(), value...);
        },
        bound.values);
  }

private:
  template <std::size_t I>
  using Input = std::tuple_element_t<I, Inputs>;

  template <class... All>
  static decltype(auto) with_place(const BlockArguments& arguments, All&&... all) {
    if constexpr (Parts::takes_place())
      return Function{}(std::forward<All>(all)..., arguments.place());
    else
      return Function{}(std::forward<All>(all)...);
  }

  template <std::size_t... I, std::size_t... O, class... V>
  static Value call(const BlockArguments& arguments, std::index_sequence<I...>, std::index_sequence<O...>,
                    const V&... bound) {
    if constexpr (Parts::takes_chunks) {
      return to_value(with_place(arguments, bound..., block_argument<Input<I>>(arguments[I])...));
    } else if constexpr (Parts::output_count > 0) {
      const BlockResults results(arguments.result_shape(),
                                 {dtype_of<ElementOfParameter<std::tuple_element_t<O, Outputs>>>()...});
      with_place(arguments, bound..., block_argument<Input<I>>(arguments[I])...,
                 results.template span<ElementOfParameter<std::tuple_element_t<O, Outputs>>>(O)...);
      return results.take();
    } else if constexpr (Parts::takes_scalars && !Parts::takes_place()) {
      arguments.require_alike();
      const BlockResults results(arguments.result_shape(), {dtype_of<Result>()});
      fill(results.template span<Result>(0), bound..., block_argument<Input<I>>(arguments[I])...);
      return results.take();
    } else {
      const BlockResults results(arguments.result_shape(), {dtype_of<Result>()});
      const std::span<Result> out = results.template span<Result>(0);
      if (out.size() != 1)
        throw ShapeError("the function gives one element and the block of the result has "
                         + std::to_string(out.size()));
      out[0] = with_place(arguments, bound..., block_argument<Input<I>>(arguments[I])...);
      return results.take();
    }
  }

  template <class... More>
  static void fill(std::span<Result> out, const More&... more) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = Function{}(element(more, i)...);
  }
  template <class T>
  static const T& element(const T& bound, std::size_t) {
    return bound;
  }
  template <class T>
  static T element(std::span<const T> elements, std::size_t i) {
    return elements[i];
  }
};

template <class P>
ChunkArgument chunk_argument() {
  if constexpr (ChunkParameter<P>)
    return {ChunkArgument::Kind::chunk, {}};
  else if constexpr (ListParameter<P>)
    return {ChunkArgument::Kind::list, {}};
  else
    return {SpanParameter<P> ? ChunkArgument::Kind::span : ChunkArgument::Kind::scalar,
            dtype_of<ElementOfParameter<P>>()};
}

template <class... I, class... O>
FunctionTypes describe_arrays(std::type_identity<std::tuple<I...>>, std::type_identity<std::tuple<O...>>) {
  FunctionTypes types;
  types.is_known = true;
  types.arguments = {chunk_argument<I>()...};
  types.results = {dtype_of<ElementOfParameter<O>>()...};
  return types;
}

/// Whether a function is one over blocks, whatever it returns.
template <class C>
inline constexpr bool takes_blocks = FunctionParts<C>::input_count > 0
                                     && (FunctionParts<C>::takes_chunks || FunctionParts<C>::takes_spans
                                         || (FunctionParts<C>::takes_scalars
                                             && !FunctionParts<C>::takes_place()));

/// Whether what it returns fits what it takes.
template <class C>
constexpr bool makes_blocks() {
  using Parts = FunctionParts<C>;
  if constexpr (Parts::takes_chunks)
    return AnyOf<typename Parts::Result, Chunk, std::vector<Chunk>, Value>;
  else
    return Parts::output_count > 0 || Element<typename Parts::Result>;
}

template <class C>
FunctionTypes types_of_block_function() {
  using Parts = FunctionParts<C>;
  FunctionTypes types = describe_arrays(std::type_identity<typename Parts::Inputs>{},
                                        std::type_identity<typename Parts::Outputs>{});
  types.takes_place = Parts::takes_place();
  if constexpr (!Parts::takes_chunks) {
    types.fills_shape = true;
    types.one_element = Parts::output_count == 0 && !Parts::takes_scalars;
    if constexpr (Parts::output_count == 0)
      types.results = {dtype_of<typename Parts::Result>()};
  }
  return types;
}

template <class C>
FunctionTypes function_types() {
  if constexpr (takes_blocks<C> && makes_blocks<C>())
    return types_of_block_function<C>();
  else
    return {}; // has been refused
}

template <class C>
const Kernel& block_kernel() {
  using Parts = FunctionParts<C>;
  if constexpr (ArrayFunction<C>) {
    static_assert(
        takes_blocks<C>,
        "a function over blocks takes const Chunk& (or const std::vector<Chunk>&), or std::span<const T>, or "
        "elements T of bool, integers of a fixed width, float, double or std::complex, and does not mix "
        "them; "
        "after spans it may take spans std::span<T> to write results to, and last const BlockPlace&");
    static_assert(!takes_blocks<C> || makes_blocks<C>() || !Parts::takes_chunks,
                  "a function over chunks returns a Chunk");
    static_assert(!takes_blocks<C> || makes_blocks<C>() || Parts::takes_chunks,
                  "a function over spans returns one element, or nothing and writes to its last parameters, "
                  "std::span<T>");
  }
  if constexpr (takes_blocks<C> && makes_blocks<C>())
    return kernel_of(BlockFunction<C>{});
  else
    std::terminate(); // never: it has been refused
}

} // namespace detail

/// A user's function over blocks: a lambda without captures, one with bound values, or a registered kernel and its
/// parameters.
///
///     [](const Chunk& x, const Chunk& y) -> Chunk { … }                                  chunks as they are
///     [](std::span<const double> in, std::span<float> out) { … }                         the elements of blocks
///     [](std::span<const double> in) -> double { … }                                     blocks of one element
///     [](double v) -> float { … }                                                        element by element
///     [](const Chunk& x, const BlockPlace& place) -> Chunk { … }                         … and where it is
///     bound([](double scale, const Chunk& x) -> Chunk { … }, 0.5)
///     {KernelRegistry::instance().get("smooth"), Parameters::of(Smooth{0.5})}
///
/// Spans and elements are of just the arrays' dtypes and say the result's; chunks may be of any.
class ChunkKernel {
public:
  template <class F>
  requires(!std::derived_from<std::remove_cvref_t<F>,
                              ChunkKernel> && !std::same_as<std::remove_cvref_t<F>, Kernel>)
      ChunkKernel(F function)
      : kernel_(&detail::block_kernel<F>()),
        parameters_(Parameters::of(detail::Callable<F>::values(function))),
        types_(detail::function_types<F>()) {}
  ChunkKernel(const Kernel& kernel, Parameters parameters = {})
      : kernel_(&kernel), parameters_(std::move(parameters)) {}

  const Kernel& kernel() const noexcept { return *kernel_; }
  const Parameters& parameters() const noexcept { return parameters_; }
  const FunctionTypes& types() const noexcept { return types_; }

protected:
  ChunkKernel(const Kernel& kernel, Parameters parameters, FunctionTypes types)
      : kernel_(&kernel), parameters_(std::move(parameters)), types_(std::move(types)) {}

private:
  const Kernel* kernel_;
  Parameters parameters_;
  FunctionTypes types_;
};

} // namespace troupe
