#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/array/functions/user_function.hpp>
#include <troupe/array/located.hpp>
#include <troupe/kernel.hpp>
#include <troupe/register_kernel.hpp>
#include <troupe/tile_function.hpp>

namespace troupe {

namespace detail {

/// The loop over a tile in which a user's function is inlined.
template <class C, class Inputs, class Values>
struct TileLoop;
template <class C, class... A, class... V>
struct TileLoop<C, std::tuple<A...>, BoundValues<V...>> {
  using Parts = FunctionParts<C>;
  using Function = typename Parts::Function;
  using Result = typename Parts::Result;
  static void run(void* out, const void* const* inputs, const void* bound, std::size_t count) {
    run_groups(static_cast<Result*>(out), inputs, *static_cast<const BoundValues<V...>*>(bound), count,
               std::index_sequence_for<A...>());
  }

private:
  /// A fixed number of elements, so that the loop is vectorised at -O2 as well.
  static void group(Result* __restrict out, const V&... values,
                    const ElementOfParameter<A>* __restrict... in) {
#pragma GCC ivdep
    for (std::size_t i = 0; i < tile_group; ++i)
      out[i] = Function{}(values..., in[i]...);
  }

  template <std::size_t... i>
  static void run_groups(Result* out, const void* const* inputs, const BoundValues<V...>& bound,
                         std::size_t count, std::index_sequence<i...>) {
    const std::size_t whole = count - count % tile_group;
    const auto call = [&](std::size_t begin, const ElementOfParameter<A>*... in) {
      std::apply([&](const V&... values) { group(out + begin, values..., in...); }, bound.values);
    };
    for (std::size_t begin = 0; begin < whole; begin += tile_group)
      call(begin, static_cast<const ElementOfParameter<A>*>(inputs[i]) + begin...);
    if (whole == count)
      return;
    // The last elements go through the same code, followed by copies of the very last: the same bits, and no
    // arguments that are not in the arrays.
    std::tuple<ElementOfParameter<A>[tile_group]...> padded;
    const auto pad = [&](auto& tile, const auto* in) {
      for (std::size_t k = 0; k < tile_group; ++k)
        tile[k] = in[whole + k < count ? whole + k : count - 1];
    };
    (pad(std::get<i>(padded), static_cast<const ElementOfParameter<A>*>(inputs[i])), ...);
    call(whole, std::get<i>(padded)...);
  }
};

/// The kernel that yields the loop. It is what names the function in a tile program.
template <class C, class Inputs = typename FunctionParts<C>::Inputs,
          class Values = typename FunctionParts<C>::Values>
struct TileFunctionKernel;
template <class C, class... A, class... V>
struct TileFunctionKernel<C, std::tuple<A...>, BoundValues<V...>> {
  static constexpr KernelKind kernel_kind = KernelKind::function;
  Value operator()(const BoundValues<V...>& bound) const {
    using Loop = TileLoop<C, std::tuple<A...>, BoundValues<V...>>;
    return Value::user(std::make_unique<const TileFunction>(
        &Loop::run, std::make_shared<const BoundValues<V...>>(bound),
        std::vector<DType>{dtype_of<ElementOfParameter<A>>()...}, dtype_of<typename Loop::Result>()));
  }
};

/// What `map` needs to know of a function.
struct ElementFunction {
  const Kernel* kernel;
  Parameters bound;
  std::vector<DType> arguments;
  DType result;
};

Array map_elements(const ElementFunction& function, std::initializer_list<Located> arrays);

template <class C, class... A>
ElementFunction element_function(const C& function, std::type_identity<std::tuple<A...>>) {
  return {&kernel_of(TileFunctionKernel<C>{}),
          Parameters::of(Callable<C>::values(function)),
          {dtype_of<ElementOfParameter<A>>()...},
          dtype_of<typename FunctionParts<C>::Result>()};
}

/// \tparam arrays  how many there are
template <std::size_t arrays, class C>
Array map_function(const C& function, std::initializer_list<Located> operands) {
  using Parts = FunctionParts<C>;
  constexpr bool takes_elements = Parts::takes_scalars && !Parts::takes_place();
  constexpr bool makes_element = Element<typename Parts::Result>;
  if constexpr (ArrayFunction<C>) {
    static_assert(takes_elements, "map calls a function of single elements: bool, integers, float, double or "
                                  "std::complex of a float");
    static_assert(!takes_elements || makes_element,
                  "map calls a function that returns bool, an integer, a float or std::complex of a float");
    static_assert(
        !takes_elements || Parts::input_count == arrays,
        "map's function takes one element of each array, behind its bound values; how many it takes "
        "and how many arrays there are:");
  }
  if constexpr (takes_elements && makes_element && Parts::input_count == arrays)
    return map_elements(element_function(function, std::type_identity<typename Parts::Inputs>{}), operands);
  else
    return *operands.begin()->array(); // has been refused
}

/// What is passed as a function: anything that is no operand.
template <class F>
concept MapFunction = !std::convertible_to<F, Located>;

} // namespace detail

/// Calls a lambda for each element of arrays that broadcast, or of arrays and numbers.
///
///     map(x, [](double v) { return v > 0 ? std::sqrt(v) : 0.0; })
///     map(x, y, [](double a, float b) { return a < b; })
///     map(x, bound([](double scale, double v) { return scale * v; }, 2.5))
///
/// It is an operation like `add`: fused with its neighbours, called tile by tile, inlined in a loop of its own. The
/// lambda's result is the dtype's. Arrays are cast to its parameters' types: bools to integers to floats to complex
/// numbers and within a kind, as NumPy's same_kind; the other way is refused.
///
/// The loop is compiled with the program's own options, and it is as fast as they let it be: with -O2 or more it is
/// vectorised where the function is simple (-O3 allows more), for the instructions that -march names, and functions of
/// <cmath> need -fno-math-errno. Options that let the compiler reorder arithmetic (-ffast-math) may make results depend
/// on them, though not on chunking.
///
/// The lambda must be pure. What it throws fails the task, with the message.
///
/// \throws DTypeError if an array's dtype does not cast to its parameter's type; ShapeError if they do not broadcast;
///         ValueError for a number that the parameter cannot hold.
template <detail::MapFunction F>
Array map(const Located& x, const F& function) {
  return detail::map_function<1>(function, {x});
}
template <detail::MapFunction F>
Array map(const Located& x, const Located& y, const F& function) {
  return detail::map_function<2>(function, {x, y});
}
template <detail::MapFunction F>
Array map(const Located& x, const Located& y, const Located& z, const F& function) {
  return detail::map_function<3>(function, {x, y, z});
}
template <detail::MapFunction F>
Array map(const Located& x, const Located& y, const Located& z, const Located& w, const F& function) {
  return detail::map_function<4>(function, {x, y, z, w});
}

} // namespace troupe
