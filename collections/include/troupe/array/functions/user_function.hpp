#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/array/functions/block_place.hpp>
#include <troupe/chunk.hpp>
#include <troupe/register_kernel.hpp>

// What the type of a user's function says: which arrays it takes, as what, and what comes out. All of `map`,
// `map_blocks`, `map_overlap`, `blockwise`, `apply_gufunc`, `apply_along_axis` and `reduction` read it here.
//
// A function is a lambda without captures, so that it has a name in every process of the program and can be sent and
// saved. Values that it needs are bound to its first parameters and serialised: `bound(f, 0.5)`.

namespace troupe {

/// A function and the values of its first parameters.
template <class F, class... V>
struct Bound {
  std::tuple<V...> values;
};

namespace detail {

/// As it is serialised: a text literal as a string.
template <class V>
using BoundValue =
    std::conditional_t<std::is_convertible_v<std::decay_t<V>, const char*>, std::string, std::decay_t<V>>;

} // namespace detail

/// Binds values to the first parameters of a function: numbers, texts, vectors, structs with cereal's `serialize`.
///
///     map(x, bound([](double scale, double v) { return scale * v; }, 2.5))
template <class F, class... V>
Bound<F, detail::BoundValue<V>...> bound(F, V&&... values) {
  return {{std::forward<V>(values)...}};
}

namespace detail {

/// Bound values as parameters of a kernel.
template <class... V>
struct BoundValues {
  std::tuple<V...> values;
  template <class Archive>
  void serialize(Archive& archive) {
    std::apply([&](auto&... value) { (archive(value), ...); }, values);
  }
};

/// A lambda, or one with bound values.
template <class C>
struct Callable {
  using Function = C;
  using Values = BoundValues<>;
  static constexpr std::size_t bound_count = 0;
  static Values values(const C&) { return {}; }
};
template <class F, class... V>
struct Callable<Bound<F, V...>> {
  using Function = F;
  using Values = BoundValues<V...>;
  static constexpr std::size_t bound_count = sizeof...(V);
  static Values values(const Bound<F, V...>& bound) { return {bound.values}; }
};

template <class F>
concept HasOneSignature = requires {
  &F::operator();
};

/// \tparam C  what the user passed
template <class C>
constexpr bool require_function() {
  using F = typename Callable<C>::Function;
  static_assert(std::is_class_v<F>, "a function over arrays is a lambda: [](double v) { return f(v); }");
  static_assert(
      std::is_empty_v<F> && std::is_default_constructible_v<F>,
      "a lambda with captures cannot be sent or saved: bind the values it needs to its first parameters, "
      "bound([](double scale, double v) { return scale * v; }, scale)");
  static_assert(HasOneSignature<F>,
                "a lambda over arrays says the types of its parameters: double, not auto");
  return true;
}

template <std::size_t first, class Tuple, class Indices>
struct SelectTypes;
template <std::size_t first, class Tuple, std::size_t... i>
struct SelectTypes<first, Tuple, std::index_sequence<i...>> {
  using Type = std::tuple<std::tuple_element_t<first + i, Tuple>...>;
};
/// `count` types of a tuple from number `first` on.
template <class Tuple, std::size_t first, std::size_t count>
using Slice = typename SelectTypes<first, Tuple, std::make_index_sequence<count>>::Type;

template <class T>
inline constexpr bool is_span = false;
template <class T>
inline constexpr bool is_span<std::span<T>> = true;

template <class P>
concept ScalarParameter = Element<std::remove_cvref_t<P>>;
template <class P>
concept SpanParameter = is_span<std::remove_cvref_t<P>>;
template <class P>
concept ChunkParameter = std::same_as<std::remove_cvref_t<P>, Chunk>;
/// The chunks of a row of blocks, in order.
template <class P>
concept ListParameter = std::same_as<std::remove_cvref_t<P>, std::vector<Chunk>>;
template <class P>
concept PlaceParameter = std::same_as<std::remove_cvref_t<P>, BlockPlace>;

template <class P>
constexpr bool is_output_span() {
  if constexpr (SpanParameter<P>)
    return !std::is_const_v<typename std::remove_cvref_t<P>::element_type>;
  else
    return false;
}

/// The element type of a scalar or a span.
template <class P>
struct ElementOf {
  using Type = std::remove_cvref_t<P>;
};
template <SpanParameter P>
struct ElementOf<P> {
  using Type = std::remove_cv_t<typename std::remove_cvref_t<P>::element_type>;
};
template <class P>
using ElementOfParameter = typename ElementOf<P>::Type;

/// How many of the last types are spans to write to.
template <class Tuple>
constexpr std::size_t count_outputs() {
  if constexpr (std::tuple_size_v<Tuple> == 0) {
    return 0;
  } else {
    constexpr std::size_t last = std::tuple_size_v<Tuple> - 1;
    if constexpr (is_output_span<std::tuple_element_t<last, Tuple>>())
      return 1 + count_outputs<Slice<Tuple, 0, last>>();
    else
      return 0;
  }
}

/// The parts of a function's type: bound values, arrays, spans to write to, the block's place.
template <class C>
struct FunctionParts {
  static_assert(require_function<C>());
  using Function = typename Callable<C>::Function;
  using Values = typename Callable<C>::Values;
  using Result = std::remove_cvref_t<typename Signature<Function>::Result>;
  using All = typename Signature<Function>::All;
  static constexpr std::size_t bound_count = Callable<C>::bound_count;
  static_assert(bound_count < std::tuple_size_v<All>, "all parameters are bound, none is left for an array");

  static constexpr bool takes_place() {
    return PlaceParameter<std::tuple_element_t<std::tuple_size_v<All> - 1, All>>;
  }
  using Arrays = Slice<All, bound_count, std::tuple_size_v<All> - bound_count - (takes_place() ? 1 : 0)>;
  static constexpr std::size_t output_count = count_outputs<Arrays>();
  static constexpr std::size_t input_count = std::tuple_size_v<Arrays> - output_count;
  using Inputs = Slice<Arrays, 0, input_count>;
  using Outputs = Slice<Arrays, input_count, output_count>;

  template <class... P>
  static constexpr bool are_scalars(std::type_identity<std::tuple<P...>>) {
    return (ScalarParameter<P> && ...);
  }
  template <class... P>
  static constexpr bool are_chunks(std::type_identity<std::tuple<P...>>) {
    return ((ChunkParameter<P> || ListParameter<P>)&&...);
  }
  template <class... P>
  static constexpr bool are_elements(std::type_identity<std::tuple<P...>>) {
    return ((ScalarParameter<P> || (SpanParameter<P> && Element<ElementOfParameter<P>>)) && ...);
  }
  template <class... P>
  static constexpr bool are_spans(std::type_identity<std::tuple<P...>>) {
    return ((SpanParameter<P> && Element<ElementOfParameter<P>>)&&...);
  }
  /// Every array is a single element.
  static constexpr bool takes_scalars = input_count > 0 && are_scalars(std::type_identity<Inputs>{})
                                        && output_count == 0;
  /// Every array is a chunk, or a list of them.
  static constexpr bool takes_chunks = are_chunks(std::type_identity<Inputs>{}) && output_count == 0;
  /// Every array is a span.
  static constexpr bool takes_spans = are_spans(std::type_identity<Arrays>{});
  /// Every array is a span or a single element.
  static constexpr bool takes_elements = are_elements(std::type_identity<Arrays>{});
};

} // namespace detail

} // namespace troupe
