#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
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

template <class F>
inline constexpr bool has_no_captures = std::is_empty_v<F>&& std::is_default_constructible_v<F>;

/// Whether more parameters than are bound are left.
template <class C>
constexpr bool leaves_parameters() {
  using F = typename Callable<C>::Function;
  if constexpr (HasOneSignature<F>)
    return std::tuple_size_v<typename Signature<F>::All> > Callable<C>::bound_count;
  else
    return false;
}

/// What the user passed is a function over arrays.
template <class C>
concept ArrayFunction = std::is_class_v<typename Callable<C>::Function> && has_no_captures<typename Callable<
    C>::Function> && HasOneSignature<typename Callable<C>::Function> && leaves_parameters<C>();

/// Says what is wrong with it otherwise, once.
///
/// \tparam C  what the user passed
template <class C>
constexpr void require_function() {
  using F = typename Callable<C>::Function;
  static_assert(std::is_class_v<F>,
                "a function over arrays is a lambda, of a function f [](double v) { return f(v); }");
  if constexpr (std::is_class_v<F>) {
    static_assert(
        has_no_captures<F>,
        "a lambda with captures cannot be sent or saved: bind the values it needs to its first parameters, "
        "bound([](double scale, double v) { return scale * v; }, scale)");
    if constexpr (has_no_captures<F>) {
      static_assert(HasOneSignature<F>,
                    "a lambda over arrays says the types of its parameters: double, not auto");
      if constexpr (HasOneSignature<F>)
        static_assert(leaves_parameters<C>(), "all parameters are bound, none is left for an array");
    }
  }
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

/// Integers by their size: `long long` is std::int64_t, which is `long` where this is as wide.
template <class T>
struct FixedWidth {
  using Type = T;
};
template <class T>
requires(AnyOf<T, long, unsigned long, long long, unsigned long long> && !Element<T>) struct FixedWidth<T> {
  static constexpr bool is_wide = sizeof(T) == sizeof(std::int64_t);
  using Signed = std::conditional_t<is_wide, std::int64_t, std::int32_t>;
  using Type = std::conditional_t<std::is_signed_v<T>, Signed, std::make_unsigned_t<Signed>>;
};

template <class P>
concept ScalarParameter = Element<typename FixedWidth<std::remove_cvref_t<P>>::Type>;
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
  using Type = typename FixedWidth<std::remove_cvref_t<P>>::Type;
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
  using Function = typename Callable<C>::Function;
  using Values = typename Callable<C>::Values;
  using Result = typename FixedWidth<std::remove_cvref_t<typename Signature<Function>::Result>>::Type;
  using All = typename Signature<Function>::All;
  static constexpr std::size_t bound_count = Callable<C>::bound_count;

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

/// Of what is no function over arrays: it is refused here, and nothing is said about it.
template <class C>
requires(!ArrayFunction<C>) struct FunctionParts<C> {
  static_assert((require_function<C>(), true));
  using Function = C;
  using Values = BoundValues<>;
  using Result = void;
  using All = std::tuple<>;
  using Arrays = std::tuple<>;
  using Inputs = std::tuple<>;
  using Outputs = std::tuple<>;
  static constexpr std::size_t bound_count = 0, input_count = 0, output_count = 0;
  static constexpr bool takes_place() { return false; }
  static constexpr bool takes_scalars = false, takes_chunks = false, takes_spans = false,
                        takes_elements = false;
};

} // namespace detail

} // namespace troupe
