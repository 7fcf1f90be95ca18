#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/array/functions/user_function.hpp>
#include <troupe/delayed/delayed_value.hpp>
#include <troupe/delayed/value_of.hpp>
#include <troupe/register_kernel.hpp>

// The kernels of delayed functions: one for each function and list of parameter types, registered when the program starts.

namespace troupe::detail {

/// Tells calls that are not pure apart.
struct CallIdentity {
  Digest digest;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(digest.high, digest.low);
  }
};

/// A function by its name, as an object without state.
template <auto f>
struct NamedFunction {
  template <class... A>
  decltype(auto) operator()(A&&... arguments) const {
    return std::invoke(f, std::forward<A>(arguments)...);
  }
};

/// What a function object keeps cannot be told to others.
template <class F>
class LocalFunction final : public ValueObject {
public:
  explicit LocalFunction(F f) : function(std::move(f)) {}
  std::size_t size_bytes() const noexcept override { return sizeof *this; }
  std::string_view type_name() const noexcept override { return "troupe.local_function"; }
  std::string why_no_codec() const override {
    return "a function that captures, or a pointer to one, stays in this process; pass what it captures as "
           "arguments, and a "
           "function f as delayed<f>()";
  }
  const F function;
};

// -- the type of a function

/// Of a pointer to a call operator: whether a constant object has it.
template <class M>
inline constexpr bool is_constant_call = false;
template <class C, class R, class... A>
inline constexpr bool is_constant_call<R (C::*)(A...) const> = true;
template <class C, class R, class... A>
inline constexpr bool is_constant_call<R (C::*)(A...) const noexcept> = true;

template <class F>
struct SignatureOf {};
template <class F>
requires(std::is_pointer_v<F>) struct SignatureOf<F> : Signature<F> {
};
template <class F>
requires(HasOneSignature<F>&& is_constant_call<decltype(&F::operator())>) struct SignatureOf<F>
    : Signature<F> {
};
template <auto f>
struct SignatureOf<NamedFunction<f>> : Signature<decltype(f)> {};

template <class F>
concept SaysItsTypes = requires {
  typename SignatureOf<F>::All;
};

/// Whether a tuple of parameters ends with the task's context.
template <class Tuple>
constexpr bool ends_with_context() {
  if constexpr (std::tuple_size_v<Tuple> == 0)
    return false;
  else
    return std::same_as<Bare<std::tuple_size_v<Tuple> - 1, Tuple>, TaskContext>;
}

template <class P>
constexpr void require_parameter() {
  static_assert(
      !std::is_lvalue_reference_v<P> || std::is_const_v<std::remove_reference_t<P>>,
      "delayed: a function takes its arguments by value or constant reference, and returns its results");
  static_assert(std::copy_constructible<typename StoredAs<P>::Type>,
                "delayed: what a function takes can be copied, which this type cannot");
  static_assert(
      !is_lazy<std::remove_cvref_t<P>>,
      "delayed: a function takes what is finished: a double for a Delayed<double>, a Chunk for an Array");
}

template <class R>
constexpr void require_result() {
  static_assert(
      !is_lazy<std::remove_cvref_t<R>>,
      "delayed: a function returns what is finished: compute a Delayed or an Array by context.session()");
  static_assert(!is_constant_span<std::remove_cvref_t<R>>,
                "delayed: a function returns elements, not a view of them");
  static_assert(std::is_void_v<R> || std::copy_constructible<typename ResultAs<R>::Type>,
                "delayed: what a function returns can be copied, which this type cannot");
}

/// Calls a function whose parameters are `P…`, perhaps followed by the context, with a task's arguments.
template <class F, class... P, std::size_t... i>
Value call_delayed(const F& function, std::span<const Value> arguments, const TaskContext& context,
                   std::type_identity<std::tuple<P...>>, std::index_sequence<i...>) {
  if (arguments.size() != sizeof...(P)) // only a file that nobody wrote says so
    throw ValueError("the function takes " + std::to_string(sizeof...(P)) + " arguments and got "
                     + std::to_string(arguments.size()));
  [[maybe_unused]] const auto parameter = [&]<class Q>(std::type_identity<Q>, std::size_t number) {
    try {
      return ParameterValue<Q>(arguments[number]);
    } catch (const DTypeError& error) {
      throw DTypeError("argument " + std::to_string(number + 1) + ": " + error.what());
    } catch (const ValueError& error) {
      throw ValueError("argument " + std::to_string(number + 1) + ": " + error.what());
    }
  };
  std::tuple<ParameterValue<P>...> given{parameter(std::type_identity<P>(), i)...};
  const auto call = [&]() -> decltype(auto) {
    if constexpr (std::invocable<const F&, decltype(std::get<i>(given).get())...>)
      return std::invoke(function, std::get<i>(given).get()...);
    else
      return std::invoke(function, std::get<i>(given).get()..., context);
  };
  using R = decltype(call());
  if constexpr (std::is_void_v<R>) {
    call();
    return {};
  } else {
    return into_value(typename ResultAs<R>::Type(call()));
  }
}

/// The kernel of a function without state.
template <class F, class... P>
struct DelayedKernel {
  Value operator()(const CallIdentity&, Arguments arguments, const TaskContext& context) const {
    return call_delayed(F(), arguments.values, context, std::type_identity<std::tuple<P...>>(),
                        std::index_sequence_for<P...>());
  }
};

/// The kernel of a function that is its first argument.
template <class F, class... P>
struct LocalKernel {
  Value operator()(const CallIdentity&, Arguments arguments, const TaskContext& context) const {
    const auto* const local =
        arguments.values.empty() ? nullptr : arguments.values[0].find<LocalFunction<F>>();
    if (local == nullptr)
      throw DTypeError("a call of a function of another process");
    return call_delayed(local->function, arguments.values.subspan(1), context,
                        std::type_identity<std::tuple<P...>>(), std::index_sequence_for<P...>());
  }
};

template <class F>
inline constexpr bool has_state = !(std::is_empty_v<F> && std::is_default_constructible_v<F>);

template <class F, class Tuple>
struct KernelFor;
template <class F, class... P>
struct KernelFor<F, std::tuple<P...>> {
  static const Kernel& get() {
    if constexpr (has_state<F>)
      return kernel_of(LocalKernel<F, P...>());
    else
      return kernel_of(DelayedKernel<F, P...>());
  }
};

/// Parameters that a caller gives arguments for: all but the first `bound` and the context.
template <class F, std::size_t bound>
struct OpenParameters {
  using All = typename SignatureOf<F>::All;
  static constexpr std::size_t count = std::tuple_size_v<All> - (ends_with_context<All>() ? 1 : 0);
  using Given = Slice<All, 0, count>; ///< Bound ones too.
  using Type = Slice<All, bound, count - bound>;
};

} // namespace troupe::detail
