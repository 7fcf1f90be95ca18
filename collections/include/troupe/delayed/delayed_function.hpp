#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/array/functions/user_function.hpp>
#include <troupe/delayed/argument.hpp>
#include <troupe/delayed/call_kernel.hpp>
#include <troupe/delayed/delayed_value.hpp>
#include <troupe/delayed/value_of.hpp>
#include <troupe/register_kernel.hpp>

namespace troupe {

/// What `delayed` says beside the function.
struct DelayedOptions {
  /// Equal arguments, equal result: equal calls have one key and are run once. Otherwise every call is one of its own.
  bool pure = false;
  std::string name = "delayed"; ///< What the keys of its tasks begin with.
  int retries = 0;              ///< How often a call that fails is tried again.
};

namespace detail {

/// A function, as its calls share it.
struct CalledFunction {
  std::shared_ptr<const std::string> name;
  const Kernel* kernel; ///< nullptr until the arguments' types are known.
  Value callable;       ///< What the kernel gets as its first argument; null for one that knows its function.
  Digest identity;      ///< Of the callable.
  bool pure;
  std::uint16_t retries;
};

std::shared_ptr<const CalledFunction> describe_function(const Kernel* kernel, Value callable,
                                                        DelayedOptions options);
/// \throws KeyError if the call is pure, and an argument is of a type without codec.
DelayedPointer make_call(const CalledFunction& function, std::vector<ArgumentTree> arguments,
                         SourceLine line);

template <class F>
std::shared_ptr<const CalledFunction> called_function(const Kernel* kernel, const F& function,
                                                      DelayedOptions options) {
  if constexpr (has_state<F>)
    return describe_function(kernel, Value::user(std::make_unique<const LocalFunction<F>>(function)),
                             std::move(options));
  else
    return describe_function(kernel, Value(), std::move(options));
}

} // namespace detail

/// A function of lazy calls; made by `delayed`.
///
/// An argument is what the function's parameter is, or will be, made of: a plain value; a Delayed of it; an Array, which arrives
/// as one Chunk; or a vector, array, tuple, pair, optional, map from texts, braced list, or struct that lists its members
/// (<troupe/members.hpp>), any part of which is one of these again. What does not fit does not compile.
template <class F, class Parameters>
class DelayedFunction;

template <class F, class... P>
class DelayedFunction<F, std::tuple<P...>> {
public:
  using Result = typename detail::ResultAs<typename detail::SignatureOf<F>::Result>::Type;

  /// \param bound  the function's first arguments
  DelayedFunction(const F& function, std::vector<detail::ArgumentTree> bound, const Kernel& kernel,
                  DelayedOptions options)
      : called_(detail::called_function(&kernel, function, std::move(options))), bound_(std::move(bound)) {
    (detail::require_parameter<P>(), ...);
    detail::require_result<typename detail::SignatureOf<F>::Result>();
  }

  /// A call of the function: runs nothing.
  ///
  /// \throws KeyError if the function is pure, and an argument is of a user's type without codec.
  Delayed<Result> operator()(detail::Argument<typename detail::StoredAs<P>::Type>... arguments,
                             SourceLine line = SourceLine::current()) const {
    std::vector<detail::ArgumentTree> trees;
    trees.reserve(bound_.size() + sizeof...(P));
    trees.insert(trees.end(), bound_.begin(), bound_.end());
    (trees.push_back(std::move(arguments.tree())), ...);
    return Delayed<Result>(detail::make_call(*called_, std::move(trees), line));
  }

private:
  std::shared_ptr<const detail::CalledFunction> called_;
  std::vector<detail::ArgumentTree> bound_;
};

/// Of a function whose types depend on its arguments, as a lambda of `auto`.
template <class F>
class DelayedFunction<F, void> {
public:
  DelayedFunction(const F& function, DelayedOptions options)
      : called_(detail::called_function(nullptr, function, std::move(options))) {}

  // One for each number of arguments: behind a pack there is no default argument, and none but that tells the line.
  auto operator()(SourceLine line = SourceLine::current()) const { return call(line); }
  template <class A>
  auto operator()(const A& a, SourceLine line = SourceLine::current()) const {
    return call(line, a);
  }
  template <class A, class B>
  auto operator()(const A& a, const B& b, SourceLine line = SourceLine::current()) const {
    return call(line, a, b);
  }
  template <class A, class B, class C>
  auto operator()(const A& a, const B& b, const C& c, SourceLine line = SourceLine::current()) const {
    return call(line, a, b, c);
  }
  template <class A, class B, class C, class D>
  auto operator()(const A& a, const B& b, const C& c, const D& d,
                  SourceLine line = SourceLine::current()) const {
    return call(line, a, b, c, d);
  }
  template <class A, class B, class C, class D, class E>
  auto operator()(const A& a, const B& b, const C& c, const D& d, const E& e,
                  SourceLine line = SourceLine::current()) const {
    return call(line, a, b, c, d, e);
  }

private:
  template <class... A>
  auto call(SourceLine line, const A&... arguments) const;

  std::shared_ptr<const detail::CalledFunction> called_;
};

/// A function whose calls are lazy: each makes a task, and the result is a `Delayed` of what the function returns.
///
///     auto load = delayed<read_file>({.pure = true});
///     auto add = delayed([](double a, double b) { return a + b; });
///     Delayed<double> y = add(1, add(2, 3));
///     session.compute(y);                                             // 6
///
/// Lambdas without captures, and functions as `delayed<f>()`, can be saved and run by another process of the program. What
/// captures, std::function and pointers to functions run in this process only. A last parameter `const TaskContext&` tells of
/// the run. The function may run in several threads at a time.
///
/// \throws ValueError for an empty name, and for retries that are below 0 or above 65535
template <class F>
auto delayed(F function, DelayedOptions options = {}) {
  if constexpr (detail::SaysItsTypes<F>) {
    using Open = detail::OpenParameters<F, 0>;
    return DelayedFunction<F, typename Open::Type>(
        function, {}, detail::KernelFor<F, typename Open::Given>::get(), std::move(options));
  } else {
    static_assert(std::is_class_v<F>, "delayed: it is no function");
    static_assert(
        !detail::HasOneSignature<F>,
        "delayed: a mutable lambda would be changed by several tasks at a time; return what it changes");
    return DelayedFunction<F, void>(function, std::move(options));
  }
}

/// The same for a function that has a name.
template <auto f>
auto delayed(DelayedOptions options = {}) {
  static_assert(std::is_function_v<std::remove_pointer_t<decltype(f)>>,
                "delayed: of a member function make a lambda, [](const Point& p) { return p.norm(); }");
  return delayed(detail::NamedFunction<f>(), std::move(options));
}

/// The same for a function whose first arguments are bound.
template <class F, class... V>
auto delayed(const Bound<F, V...>& bound, DelayedOptions options = {}) {
  static_assert(detail::SaysItsTypes<F>,
                "delayed: a function with bound values says the types of its parameters");
  using Open = detail::OpenParameters<F, sizeof...(V)>;
  using Given = typename Open::Given;
  std::vector<detail::ArgumentTree> trees = [&]<std::size_t... i>(std::index_sequence<i...>) {
    return std::vector<detail::ArgumentTree>{
        detail::Argument<typename detail::StoredAs<std::tuple_element_t<i, Given>>::Type>(
            std::get<i>(bound.values))
            .tree()...};
  }
  (std::index_sequence_for<V...>());
  return DelayedFunction<F, typename Open::Type>(F(), std::move(trees), detail::KernelFor<F, Given>::get(),
                                                 std::move(options));
}

namespace detail {

/// What an argument is when it is finished.
template <class A>
struct Finished {
  using Type = typename StoredAs<std::decay_t<const A>>::Type;
};
template <class T>
struct Finished<Delayed<T>> {
  using Type = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
};
template <>
struct Finished<Array> {
  using Type = Chunk;
};
template <class T>
struct Finished<std::vector<T>> {
  using Type = std::vector<typename Finished<T>::Type>;
};
template <class T, std::size_t n>
struct Finished<std::array<T, n>> {
  using Type = std::array<typename Finished<T>::Type, n>;
};
template <class... T>
struct Finished<std::tuple<T...>> {
  using Type = std::tuple<typename Finished<T>::Type...>;
};
template <class T, class U>
struct Finished<std::pair<T, U>> {
  using Type = std::pair<typename Finished<T>::Type, typename Finished<U>::Type>;
};
template <class T>
struct Finished<std::optional<T>> {
  using Type = std::optional<typename Finished<T>::Type>;
};
template <class T>
struct Finished<std::map<std::string, T>> {
  using Type = std::map<std::string, typename Finished<T>::Type>;
};
template <class A>
using FinishedType = typename Finished<A>::Type;

} // namespace detail

template <class F>
template <class... A>
auto DelayedFunction<F, void>::call(SourceLine line, const A&... arguments) const {
  using namespace detail;
  constexpr bool takes_arguments = std::invocable<const F&, FinishedType<A>...>;
  constexpr bool takes_context =
      !takes_arguments && std::invocable<const F&, FinishedType<A>..., const TaskContext&>;
  static_assert(takes_arguments || takes_context,
                "delayed: the function does not take what these arguments are when they are finished");
  if constexpr (takes_arguments || takes_context) {
    using R =
        typename std::conditional_t<takes_context,
                                    std::invoke_result<const F&, FinishedType<A>..., const TaskContext&>,
                                    std::invoke_result<const F&, FinishedType<A>...>>::type;
    require_result<R>();
    CalledFunction called = *called_;
    called.kernel = &KernelFor<F, std::tuple<FinishedType<A>...>>::get();
    std::vector<ArgumentTree> trees{Argument<FinishedType<A>>(arguments).tree()...};
    return Delayed<typename ResultAs<R>::Type>(make_call(called, std::move(trees), line));
  }
}

} // namespace troupe
