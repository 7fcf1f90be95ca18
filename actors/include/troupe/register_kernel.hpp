#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/chunk.hpp>
#include <troupe/error.hpp>
#include <troupe/kernel.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// As the only argument parameter of a kernel: it takes any number of arguments, and these are they.
struct Arguments {
  std::span<const Value> values;
};

/// What a registration says beside name and function.
struct KernelOptions {
  std::string summary = {}; ///< One line for people.
  int version = 1;
  KernelKind kind = KernelKind::compute;
};

namespace detail {

template <class T>
inline constexpr bool is_list_of = false;
template <class T>
inline constexpr bool is_list_of<std::vector<T>> = true;

/// What a parameter of a kernel may be: each is made from one argument.
template <class T>
concept ArgumentType = std::same_as<T, Value> || std::same_as<T, bool> || std::integral<T> || std::
    floating_point<T> || std::same_as<T, std::string> || std::same_as<T, std::string_view> || std::same_as<
        T, std::span<const Value>> || std::same_as<T, Chunk> || is_list_of<T>;

template <class T>
decltype(auto) convert(const Value& value) {
  if constexpr (std::same_as<T, Value>) {
    return (value);
  } else if constexpr (std::same_as<T, bool>) {
    return value.as_bool();
  } else if constexpr (std::integral<T>) {
    const std::int64_t number = value.as_integer();
    if (!std::in_range<T>(number))
      throw ValueError(std::to_string(number) + " is outside " + std::to_string(std::numeric_limits<T>::min())
                       + " … " + std::to_string(std::numeric_limits<T>::max()));
    return static_cast<T>(number);
  } else if constexpr (std::floating_point<T>) {
    return static_cast<T>(value.as_real());
  } else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>) {
    return (value.as_text());
  } else if constexpr (std::same_as<T, std::span<const Value>>) {
    return value.as_list();
  } else if constexpr (std::same_as<T, Chunk>) {
    return (value.as_chunk());
  } else {
    T items;
    for (const Value& item : value.as_list())
      items.push_back(convert<typename T::value_type>(item));
    return items;
  }
}

/// The argument number `index` as a `T`. A wrong kind's error says which argument it was.
template <class T>
decltype(auto) argument(const KernelCall& call, std::size_t index) {
  const auto which = [&](const Error& error) {
    return "argument " + std::to_string(index + 1) + ": " + error.what();
  };
  try {
    return convert<T>(call.arguments[index]);
  } catch (const DTypeError& error) {
    throw DTypeError(which(error));
  } catch (const ValueError& error) {
    throw ValueError(which(error));
  }
}

template <class R>
Value to_value(R&& result) {
  using T = std::remove_cvref_t<R>;
  if constexpr (std::floating_point<T>) {
    return Value(static_cast<double>(result));
  } else if constexpr (is_list_of<T>) {
    std::vector<Value> items;
    for (auto&& item : result)
      items.push_back(to_value(static_cast<typename T::value_type>(item)));
    return Value::list(std::move(items));
  } else {
    static_assert(std::constructible_from<Value, R>, "a kernel's result must convert to Value");
    return Value(std::forward<R>(result));
  }
}

/// The parts of a function's type: its result, the parameters struct it begins with, if any, its arguments,
/// and whether it ends with the task's context.
template <class F>
struct Signature : Signature<decltype(&F::operator())> {};
template <class R, class... A>
struct Signature<R (*)(A...)> {
  using Result = R;
  using All = std::tuple<A...>;
};
template <class R, class... A>
struct Signature<R (*)(A...) noexcept> : Signature<R (*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const> : Signature<R (*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const noexcept> : Signature<R (*)(A...)> {};

template <std::size_t I, class Tuple>
using Bare = std::remove_cvref_t<std::tuple_element_t<I, Tuple>>;

template <class F>
struct CallShape {
  using All = typename Signature<F>::All;
  static constexpr std::size_t count = std::tuple_size_v<All>;

  template <std::size_t I>
  static constexpr bool is_argument() {
    return ArgumentType<Bare<I, All>>;
  }
  static constexpr bool ends_with_context() {
    if constexpr (count == 0)
      return false;
    else
      return std::same_as<Bare<count - 1, All>, TaskContext>;
  }
  static constexpr bool begins_with_parameters() {
    if constexpr (count == 0)
      return false;
    else
      return !is_argument<0>()
             && !std::same_as<Bare<0, All>, Arguments> && !std::same_as<Bare<0, All>, TaskContext>;
  }
  static constexpr std::size_t first = begins_with_parameters() ? 1 : 0;
  static constexpr std::size_t arguments = count - first - (ends_with_context() ? 1 : 0);
  static constexpr bool takes_all() {
    if constexpr (arguments == 1)
      return std::same_as<Bare<first, All>, Arguments>;
    else
      return false;
  }
  static constexpr int arity = takes_all() ? any_arity : static_cast<int>(arguments);
};

/// Calls a function of any signature with a kernel's parameters, arguments and context.
template <class F, std::size_t... I>
Value call_with(F function, const KernelCall& call, std::index_sequence<I...>) {
  using Parts = CallShape<F>;
  using All = typename Parts::All;
  static_assert(
      Parts::takes_all() || (Parts::template is_argument<Parts::first + I>() && ...),
      "a kernel takes bool, integers, floats, std::string, std::string_view, std::vector, std::span<const "
      "Value>, Chunk or Value, after an optional parameters struct and before an optional const "
      "TaskContext&");
  const auto run = [&](auto&&... arguments) -> Value {
    const auto with_result = [&](auto&&... all) -> Value {
      if constexpr (std::is_void_v<typename Signature<F>::Result>) {
        function(std::forward<decltype(all)>(all)...);
        return {};
      } else {
        return to_value(function(std::forward<decltype(all)>(all)...));
      }
    };
    const auto with_context = [&](auto&&... all) -> Value {
      if constexpr (Parts::ends_with_context())
        return with_result(std::forward<decltype(all)>(all)..., call.context);
      else
        return with_result(std::forward<decltype(all)>(all)...);
    };
    if constexpr (Parts::begins_with_parameters())
      return with_context(call.parameters.template as<Bare<0, All>>(),
                          std::forward<decltype(arguments)>(arguments)...);
    else
      return with_context(std::forward<decltype(arguments)>(arguments)...);
  };
  if constexpr (Parts::takes_all())
    return run(Arguments{call.arguments});
  else
    return run(argument<Bare<Parts::first + I, All>>(call, I)...);
}

template <class F>
Value call_function(F function, const KernelCall& call) {
  constexpr int arity = CallShape<F>::arity;
  if (arity != any_arity && call.arguments.size() != static_cast<std::size_t>(arity))
    throw ValueError("it takes " + std::to_string(arity) + " arguments and got "
                     + std::to_string(call.arguments.size()));
  return call_with(function, call, std::make_index_sequence<CallShape<F>::arguments>());
}

template <class F>
Value call_lambda(const KernelCall& call) {
  return call_function(F{}, call);
}

template <auto Function>
Value call_named(const KernelCall& call) {
  return call_function(Function, call);
}

template <class F>
Kernel describe_kernel(std::string name, KernelFunction run, KernelOptions options) {
  Kernel kernel;
  kernel.name = std::move(name);
  kernel.version = options.version;
  kernel.summary = std::move(options.summary);
  kernel.arity = CallShape<F>::arity;
  kernel.run = run;
  kernel.kind = options.kind;
  if constexpr (CallShape<F>::begins_with_parameters())
    kernel.decode = &Parameters::decode<Bare<0, typename CallShape<F>::All>>;
  return kernel;
}

template <class F>
constexpr void require_no_captures() {
  static_assert(
      std::is_empty_v<F> && std::is_default_constructible_v<F>,
      "a lambda with captures cannot be a kernel, since a graph must hold all that a task needs: pass what "
      "it captures as arguments, literal(value), or in a parameters struct; a function f is registered by "
      "register_kernel<f>(name)");
}

/// Registers a lambda's trampoline under the name of its place in its module.
const Kernel& register_lambda(Kernel kernel);

/// Of a function object that says so, its own.
template <class F>
constexpr KernelKind kind_of_lambda() {
  if constexpr (requires { F::kernel_kind; })
    return F::kernel_kind;
  else
    return KernelKind::compute;
}

template <class F>
struct LambdaKernel {
  static const Kernel& get() {
    static const Kernel& kernel =
        register_lambda(describe_kernel<F>({}, &call_lambda<F>, {.kind = kind_of_lambda<F>()}));
    return kernel;
  }
  /// Initialised when the module is loaded, so that the kernel is there in every process of the program,
  /// whether or not it comes by the place that names the lambda.
  static const Kernel* const at_start;
};
template <class F>
const Kernel* const LambdaKernel<F>::at_start = &LambdaKernel<F>::get();

} // namespace detail

/// Registers a function under a name, so that graphs can call it.
///
///     register_kernel("inc", [](std::int64_t x) { return x + 1; });
///     register_kernel("scale", [](const Scale& scale, const Chunk& x) { … });
///     register_kernel("count", [](Arguments all) { return all.values.size(); });
///
/// Each parameter is made from one argument: bool, an integer, a float, `std::string`, `std::string_view`, a
/// `std::vector` of these, `std::span<const Value>`, `Chunk` or `Value`. A first parameter of another type is
/// the struct of the kernel's parameters, serialisable by cereal. A last parameter `const TaskContext&` tells
/// of the run. The result must convert to `Value`; none is null. Arguments of the wrong kind make the task
/// fail with a DTypeError that says which one.
///
/// \throws KeyError if the name and version are taken.
template <class F>
const Kernel& register_kernel(std::string name, F, KernelOptions options = {}) {
  detail::require_no_captures<F>();
  return KernelRegistry::instance().add(
      detail::describe_kernel<F>(std::move(name), &detail::call_lambda<F>, std::move(options)));
}

/// The same for a function that has a name: `register_kernel<distance>("distance")`.
template <auto Function>
const Kernel& register_kernel(std::string name, KernelOptions options = {}) {
  return KernelRegistry::instance().add(detail::describe_kernel<decltype(Function)>(
      std::move(name), &detail::call_named<Function>, std::move(options)));
}

/// The kernel of a lambda without captures, without a name of the user's making.
///
///     graph.add("z", call(kernel_of([](std::int64_t x, std::int64_t y) { return x * y; }).name, {key("x"),
///     key("y")}));
///
/// Its name is `lambda/<build id of the module>/<place in it>`, the same in every process of one build of a
/// program or plugin, and in no other build. Parameters and result as for `register_kernel`.
template <class F>
const Kernel& kernel_of(F) {
  detail::require_no_captures<F>();
  static_cast<void>(&detail::LambdaKernel<F>::at_start);
  return detail::LambdaKernel<F>::get();
}

} // namespace troupe
