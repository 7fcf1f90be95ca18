#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/delayed/delayed_value.hpp>
#include <troupe/delayed/value_of.hpp>
#include <troupe/register_kernel.hpp>

// What may stand where a delayed function has a parameter: see `DelayedFunction`.

namespace troupe::detail {

/// An argument of a delayed call, before its task is made.
struct ArgumentTree {
  enum class Kind : std::uint8_t { literal, delayed, list, map };
  Kind kind = Kind::literal;
  Value value;            ///< of a literal
  DelayedPointer delayed; ///< of a delayed value
  const Kernel* converter =
      nullptr; ///< What makes of a delayed value what the function takes; nullptr: it is that.
  std::vector<std::string> names;  ///< of a map
  std::vector<ArgumentTree> parts; ///< of a list or a map

  static ArgumentTree literal(Value value) { return {Kind::literal, std::move(value), {}, nullptr, {}, {}}; }
  static ArgumentTree of(DelayedPointer node, const Kernel* converter = nullptr) {
    return {Kind::delayed, {}, std::move(node), converter, {}, {}};
  }
  static ArgumentTree list(std::vector<ArgumentTree> parts) {
    return {Kind::list, {}, {}, nullptr, {}, std::move(parts)};
  }
  static ArgumentTree map(std::vector<std::string> names, std::vector<ArgumentTree> parts) {
    return {Kind::map, {}, {}, nullptr, std::move(names), std::move(parts)};
  }
};

/// All blocks of an array as one chunk.
DelayedPointer make_whole(const Array& array);

// -- which argument fits which parameter

template <class T>
inline constexpr bool is_initializer_list = false;
template <class T>
inline constexpr bool is_initializer_list<std::initializer_list<T>> = true;

template <class T>
concept ListArgument = is_vector<T> || is_array<T> || is_initializer_list<T>;

/// Whether a type, looked into, has delayed values or arrays. Of structs only their members can tell.
template <class A>
struct HoldsLazy : std::false_type {};
template <class T>
struct HoldsLazy<Delayed<T>> : std::true_type {};
template <>
struct HoldsLazy<Array> : std::true_type {};
template <ListArgument A>
struct HoldsLazy<A> : HoldsLazy<typename A::value_type> {};
template <class... T>
struct HoldsLazy<std::tuple<T...>> : std::disjunction<HoldsLazy<T>...> {};
template <class T, class U>
struct HoldsLazy<std::pair<T, U>> : std::disjunction<HoldsLazy<T>, HoldsLazy<U>> {};
template <class T>
struct HoldsLazy<std::optional<T>> : HoldsLazy<T> {};
template <class T>
struct HoldsLazy<std::map<std::string, T>> : HoldsLazy<T> {};
template <class A>
inline constexpr bool holds_lazy = HoldsLazy<A>::value;

template <class A, class P>
constexpr bool fits();

template <class A, class P, std::size_t... i>
constexpr bool parts_fit(std::index_sequence<i...>) {
  return (fits<std::tuple_element_t<i, A>, std::tuple_element_t<i, P>>() && ...);
}
template <class A, class Item, std::size_t... i>
constexpr bool all_fit(std::index_sequence<i...>) {
  return (fits<std::tuple_element_t<i, A>, Item>() && ...);
}

/// The item type of a parameter that is a list of any length; a `Value` may be one.
template <class P>
struct ItemOf {
  using Type = Value;
};
template <class T>
struct ItemOf<std::vector<T>> {
  using Type = T;
};
template <class P>
using Item = typename ItemOf<P>::Type;

/// The same of maps.
template <class P>
struct EntryOf {
  using Type = Value;
};
template <class T>
struct EntryOf<std::map<std::string, T>> {
  using Type = T;
};
template <class P>
using Entry = typename EntryOf<P>::Type;

/// Whether what a delayed `T` will be can become a `P`, stored as it is or converted by the task.
template <class T, class P>
constexpr bool result_fits() {
  if constexpr (std::same_as<P, Value>)
    return true;
  else if constexpr (std::is_void_v<T>)
    return std::same_as<P, std::monostate>;
  else
    return std::same_as<
               T, P> || std::convertible_to<const T&, P> || (std::same_as<T, Chunk> && is_number_list<P>);
}

/// Whether an argument of type `A` can stand for a parameter that is stored as a `P`.
template <class A, class P>
constexpr bool fits() {
  if constexpr (is_delayed<A>) {
    return result_fits<typename A::value_type, P>();
  } else if constexpr (std::same_as<A, Array>) {
    return result_fits<Chunk, P>();
  } else if constexpr (!holds_lazy<A> && (std::convertible_to<const A&, P> || std::same_as<P, Value>)) {
    return true;
  } else if constexpr (is_optional<P>) {
    if constexpr (is_optional<A>)
      return fits<typename A::value_type, typename P::value_type>();
    else
      return fits<A, typename P::value_type>();
  } else if constexpr ((is_vector<P> || std::same_as<P, Value>)&&ListArgument<A>) {
    return fits<typename A::value_type, Item<P>>();
  } else if constexpr ((is_vector<P> || std::same_as<P, Value>)&&is_tuple<A>) {
    return all_fit<A, Item<P>>(std::make_index_sequence<std::tuple_size_v<A>>());
  } else if constexpr (HasFixedParts<P> && HasFixedParts<A>) {
    if constexpr (std::tuple_size_v<A> == std::tuple_size_v<P>)
      return parts_fit<A, P>(std::make_index_sequence<std::tuple_size_v<A>>());
    else
      return false;
  } else if constexpr ((is_text_map<P> || std::same_as<P, Value>)&&is_text_map<A>) {
    return fits<typename A::mapped_type, Entry<P>>();
  } else {
    return ListsMembers<P> && ListsMembers<A>; // looked into when the call is made of them
  }
}

// -- from argument to tree

/// In a task: what makes a `P` of a finished `T`.
template <class T, class P>
struct Converted {
  Value operator()(const Value& value) const { return into_value(P(read_value<T>(value))); }
};

template <class T, class P>
const Kernel* converter() {
  if constexpr (std::same_as<T, P> || std::same_as<P, Value> || std::is_void_v<T>)
    return nullptr;
  else if constexpr (std::same_as<T, Chunk> && is_number_list<P>)
    return nullptr; // a chunk is what lists of numbers travel as
  else
    return &kernel_of(Converted<T, P>());
}

template <class P, class A>
ArgumentTree tree_of(const A& argument);

template <class P, class A>
void append_member_trees(std::vector<ArgumentTree>& trees, const A& argument) {
  static_assert(std::is_default_constructible_v<P>,
                "delayed: a struct that lists its members needs a default constructor");
  P like{};
  visit_members(argument, [&](const auto&... given) {
    auto pair_up = [&](auto&... wanted) {
      static_assert(sizeof...(given) == sizeof...(wanted),
                    "delayed: the argument's struct and the parameter's do not list as many members");
      if constexpr (sizeof...(given) == sizeof...(wanted)) {
        static_assert(
            (fits<std::remove_cvref_t<decltype(given)>, std::remove_cvref_t<decltype(wanted)>>() && ...),
            "delayed: a member of the argument's struct cannot become the member of the parameter's struct "
            "in its "
            "place");
        (trees.push_back(tree_of<std::remove_cvref_t<decltype(wanted)>>(given)), ...);
      }
    };
    like.members(pair_up);
  });
}

template <class P, class A>
ArgumentTree list_tree(const A& items) {
  std::vector<ArgumentTree> trees;
  trees.reserve(items.size());
  for (const auto& item : items)
    trees.push_back(tree_of<P>(static_cast<const typename A::value_type&>(item)));
  return ArgumentTree::list(std::move(trees));
}

template <class P, class A, std::size_t... i>
ArgumentTree parts_tree(const A& parts, std::index_sequence<i...>) {
  return ArgumentTree::list({tree_of<std::tuple_element_t<i, P>>(std::get<i>(parts))...});
}

/// \tparam P  what the parameter is stored as; `fits<A, P>()`
template <class P, class A>
ArgumentTree tree_of(const A& argument) {
  if constexpr (is_delayed<A>) {
    return ArgumentTree::of(argument.node(), converter<typename A::value_type, P>());
  } else if constexpr (std::same_as<A, Array>) {
    return ArgumentTree::of(make_whole(argument), converter<Chunk, P>());
  } else if constexpr (!holds_lazy<A> && std::same_as<P, Value> && !std::convertible_to<const A&, Value>) {
    return ArgumentTree::literal(as_value(argument));
  } else if constexpr (!holds_lazy<A> && std::convertible_to<const A&, P>) {
    return ArgumentTree::literal(into_value(P(argument)));
  } else if constexpr (is_optional<P>) {
    using Content = typename P::value_type;
    if constexpr (!is_optional<A>)
      return ArgumentTree::list({tree_of<Content>(argument)});
    else
      return argument ? ArgumentTree::list({tree_of<Content>(*argument)}) : ArgumentTree::list({});
  } else if constexpr ((is_vector<P> || std::same_as<P, Value>)&&ListArgument<A>) {
    return list_tree<Item<P>>(argument);
  } else if constexpr ((is_vector<P> || std::same_as<P, Value>)&&is_tuple<A>) {
    return std::apply([](const auto&... items) { return ArgumentTree::list({tree_of<Item<P>>(items)...}); },
                      argument);
  } else if constexpr (HasFixedParts<P>) {
    return parts_tree<P>(argument, std::make_index_sequence<std::tuple_size_v<P>>());
  } else if constexpr (is_text_map<A>) {
    std::vector<std::string> names;
    std::vector<ArgumentTree> trees;
    for (const auto& [name, item] : argument) {
      names.push_back(name);
      trees.push_back(tree_of<Entry<P>>(item));
    }
    return ArgumentTree::map(std::move(names), std::move(trees));
  } else {
    std::vector<ArgumentTree> trees;
    append_member_trees<P>(trees, argument);
    return ArgumentTree::list(std::move(trees));
  }
}

// -- as a parameter of the call

template <class P>
class ArgumentBase {
public:
  template <class A>
  requires(!std::derived_from<std::remove_cvref_t<A>, ArgumentBase>) ArgumentBase(const A& argument) {
    using Given = std::decay_t<const A&>;
    static_assert(fits<Given, P>(), "delayed: this argument, its delayed parts taken as finished, cannot "
                                    "become the function's parameter");
    if constexpr (fits<Given, P>())
      tree_ = tree_of<P, Given>(argument);
  }
  ArgumentTree& tree() noexcept { return tree_; }
  const ArgumentTree& tree() const noexcept { return tree_; }

protected:
  explicit ArgumentBase(ArgumentTree tree) : tree_(std::move(tree)) {}
  ArgumentTree tree_;
};

/// Whatever may stand for a parameter that is stored as a `P`, braced lists too.
template <class P>
class Argument : public ArgumentBase<P> {
public:
  using ArgumentBase<P>::ArgumentBase;
};

/// Of a list of any length.
template <class P>
class ListOfArguments : public ArgumentBase<P> {
public:
  using ArgumentBase<P>::ArgumentBase;
  ListOfArguments(std::initializer_list<Argument<typename P::value_type>> items)
      : ArgumentBase<P>(ArgumentTree::list({})) {
    for (const auto& item : items)
      this->tree_.parts.push_back(item.tree());
  }
};
template <class T>
class Argument<std::vector<T>> : public ListOfArguments<std::vector<T>> {
public:
  using ListOfArguments<std::vector<T>>::ListOfArguments;
  Argument() : ListOfArguments<std::vector<T>>({}) {} ///< `{}`
};
template <class T, std::size_t n>
class Argument<std::array<T, n>> : public ListOfArguments<std::array<T, n>> {
public:
  using ListOfArguments<std::array<T, n>>::ListOfArguments;
};
template <class... P>
class Argument<std::tuple<P...>> : public ArgumentBase<std::tuple<P...>> {
public:
  using ArgumentBase<std::tuple<P...>>::ArgumentBase;
  Argument(Argument<P>... parts) requires(sizeof...(P) > 1)
      : ArgumentBase<std::tuple<P...>>(ArgumentTree::list({std::move(parts.tree())...})) {}
};
template <class P, class Q>
class Argument<std::pair<P, Q>> : public ArgumentBase<std::pair<P, Q>> {
public:
  using ArgumentBase<std::pair<P, Q>>::ArgumentBase;
  Argument(Argument<P> first, Argument<Q> second)
      : ArgumentBase<std::pair<P, Q>>(
          ArgumentTree::list({std::move(first.tree()), std::move(second.tree())})) {}
};
template <class T>
class Argument<std::map<std::string, T>> : public ArgumentBase<std::map<std::string, T>> {
public:
  using ArgumentBase<std::map<std::string, T>>::ArgumentBase;
  Argument(std::initializer_list<std::pair<std::string, Argument<T>>> entries)
      : ArgumentBase<std::map<std::string, T>>(ArgumentTree::map({}, {})) {
    for (const auto& [name, item] : entries) {
      this->tree_.names.push_back(name);
      this->tree_.parts.push_back(item.tree());
    }
  }
};

} // namespace troupe::detail
