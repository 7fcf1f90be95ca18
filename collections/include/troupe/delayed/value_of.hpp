#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
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

#include <troupe/chunk.hpp>
#include <troupe/error.hpp>
#include <troupe/members.hpp>
#include <troupe/user_type.hpp>
#include <troupe/value.hpp>

// How what functions take and return travels between tasks:
//
//     nothing                        null
//     bool, integers, enumerations   boolean, integer
//     float, double                  real
//     std::string                    text
//     Chunk, Value                   as they are
//     a vector of plain numbers      a 1-d chunk, so that it can be spilled and saved at the speed of one
//     std::vector, array, tuple, pair; a struct that lists its members; std::optional, of none or one    a list
//     std::map<std::string, T>       a map
//     any other type that can be copied: a user value

namespace troupe::detail {

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_array = false;
template <class T, std::size_t n>
inline constexpr bool is_array<std::array<T, n>> = true;
template <class T>
inline constexpr bool is_tuple = false; ///< Or a pair.
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;
template <class T, class U>
inline constexpr bool is_tuple<std::pair<T, U>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_text_map = false;
template <class T>
inline constexpr bool is_text_map<std::map<std::string, T>> = true;

/// What is not finished: a Delayed, an Array.
template <class T>
inline constexpr bool is_lazy = false;

/// Elements that lie in memory as those of a chunk do, and are values by themselves.
template <class T>
concept PlainNumber = Element<T> && std::is_arithmetic_v<T> && !std::same_as<T, bool>;
template <class T>
inline constexpr bool is_number_list = false;
template <PlainNumber T>
inline constexpr bool is_number_list<std::vector<T>> = true;

inline std::span<const Value> items_of(const Value& value, std::size_t count) {
  const auto items = value.as_list();
  if (items.size() != count)
    throw ValueError("a list of " + std::to_string(items.size()) + " in place of " + std::to_string(count));
  return items;
}

// -- C++ to Value

template <class T>
Value as_value(const T& content);

template <class T>
Value list_of(const T& items) {
  std::vector<Value> list;
  list.reserve(items.size());
  for (auto&& item : items)
    list.push_back(as_value<typename T::value_type>(item));
  return Value::list(std::move(list));
}

template <class... T>
Value list_of_all(const T&... items) {
  return Value::list({as_value<T>(items)...});
}

template <class T>
Value as_value(const T& content) {
  if constexpr (std::same_as<T, std::monostate>) {
    return {};
  } else if constexpr (std::same_as<T, bool> || std::integral<T>) {
    return Value(content);
  } else if constexpr (std::is_enum_v<T>) {
    return Value(static_cast<std::int64_t>(content));
  } else if constexpr (std::same_as<T, float> || std::same_as<T, double>) {
    return Value(static_cast<double>(content));
  } else if constexpr (std::same_as<T, std::string> || std::same_as<T, Chunk> || std::same_as<T, Value>) {
    return Value(content);
  } else if constexpr (is_number_list<T>) {
    return Chunk::copy<typename T::value_type>({static_cast<std::int64_t>(content.size())}, content);
  } else if constexpr (is_vector<T> || is_array<T>) {
    return list_of(content);
  } else if constexpr (is_tuple<T>) {
    return std::apply([](const auto&... items) { return list_of_all(items...); }, content);
  } else if constexpr (is_optional<T>) {
    return content ? list_of_all(*content) : Value::list({});
  } else if constexpr (is_text_map<T>) {
    std::vector<std::pair<std::string, Value>> entries;
    for (const auto& [name, item] : content)
      entries.emplace_back(name, as_value(item));
    return Value::map(std::move(entries));
  } else if constexpr (ListsMembers<T>) {
    Value list;
    visit_members(content, [&](const auto&... members) { list = list_of_all(members...); });
    return list;
  } else {
    static_assert(
        !is_lazy<T>,
        "delayed: functions take and return what is finished: a double for a Delayed<double>, a Chunk "
        "for an Array");
    static_assert(UserType<T>, "delayed: a value that tasks exchange can be copied, which this type cannot");
    return user_value(content);
  }
}

/// A user's value is moved into place.
template <class T>
requires(!std::is_lvalue_reference_v<T>) Value into_value(T&& content) {
  using Content = std::remove_cv_t<T>;
  if constexpr (std::same_as<Content,
                             std::string> || std::same_as<Content, Chunk> || std::same_as<Content, Value>)
    return Value(std::move(content));
  else if constexpr (
      is_vector<
          Content> || is_array<Content> || is_tuple<Content> || is_optional<Content> || is_text_map<Content> || ListsMembers<Content> || std::is_arithmetic_v<Content> || std::is_enum_v<Content> || std::same_as<Content, std::monostate>)
    return as_value<Content>(content);
  else
    return user_value<Content>(std::move(content));
}

// -- Value to C++

template <class T>
T read_value(const Value& value);

template <class T, std::size_t... i>
T read_tuple(const Value& value, std::index_sequence<i...>) {
  const auto items = items_of(value, sizeof...(i));
  return T{read_value<std::tuple_element_t<i, T>>(items[i])...};
}

template <class T>
T read_members(const Value& value) {
  static_assert(std::is_default_constructible_v<T>,
                "delayed: a struct that lists its members needs a default constructor");
  T content{};
  auto read = [&](auto&... members) {
    const auto items = items_of(value, sizeof...(members));
    std::size_t next = 0;
    ((members = read_value<std::remove_cvref_t<decltype(members)>>(items[next++])), ...);
  };
  content.members(read);
  return content;
}

template <class T>
T read_list(const Value& value) {
  using Item = typename T::value_type;
  T content;
  if constexpr (is_number_list<T>) {
    if (value.kind() == ValueKind::chunk) {
      const auto elements = value.as_chunk().values<Item>();
      content.assign(elements.begin(), elements.end());
      return content;
    }
  }
  content.reserve(value.as_list().size());
  for (const Value& item : value.as_list())
    content.push_back(read_value<Item>(item));
  return content;
}

template <class T>
T read_value(const Value& value) {
  if constexpr (std::same_as<T, std::monostate>) {
    return {};
  } else if constexpr (std::same_as<T, bool>) {
    return value.as_bool();
  } else if constexpr (std::integral<T> && sizeof(T) < sizeof(std::int64_t)) {
    const std::int64_t number = value.as_integer();
    if (number < std::int64_t{std::numeric_limits<T>::min()}
        || number > std::int64_t{std::numeric_limits<T>::max()})
      throw ValueError(std::to_string(number) + " is outside "
                       + std::to_string(std::int64_t{std::numeric_limits<T>::min()}) + " … "
                       + std::to_string(std::int64_t{std::numeric_limits<T>::max()}));
    return static_cast<T>(number);
  } else if constexpr (std::integral<T> || std::is_enum_v<T>) {
    return static_cast<T>(value.as_integer()); // unsigned ones of 64 bits by their bits
  } else if constexpr (std::same_as<T, float> || std::same_as<T, double>) {
    return static_cast<T>(value.as_real());
  } else if constexpr (std::same_as<T, std::string>) {
    return value.as_text();
  } else if constexpr (std::same_as<T, Chunk>) {
    return value.as_chunk();
  } else if constexpr (std::same_as<T, Value>) {
    return value;
  } else if constexpr (is_vector<T>) {
    return read_list<T>(value);
  } else if constexpr (is_array<T> || is_tuple<T>) {
    return read_tuple<T>(value, std::make_index_sequence<std::tuple_size_v<T>>());
  } else if constexpr (is_optional<T>) {
    const auto items = value.as_list();
    return items.empty() ? T() : T(read_value<typename T::value_type>(items[0]));
  } else if constexpr (is_text_map<T>) {
    T content;
    for (const auto& [name, item] : value.as_map())
      content.emplace(name, read_value<typename T::mapped_type>(item));
    return content;
  } else if constexpr (ListsMembers<T>) {
    return read_members<T>(value);
  } else {
    return get_user<T>(value);
  }
}

// -- one parameter of a function

template <class T>
inline constexpr bool is_constant_span = false;
template <class T>
inline constexpr bool is_constant_span<std::span<const T>> = true;

/// Parameters that look at what somebody else has.
template <class T>
concept View = std::same_as<T, std::string_view> || std::same_as<T, const char*> || is_constant_span<T>;

/// Types that live in a `Value` as they are.
template <class T>
concept HeldByValue = std::same_as<T, std::string> || std::same_as<T, Chunk> || std::same_as<T, Value> || !(
    View<
        T> || std::is_arithmetic_v<T> || std::is_enum_v<T> || is_vector<T> || is_array<T> || is_tuple<T> || is_optional<T> || is_text_map<T> || ListsMembers<T> || std::same_as<T, std::monostate>);

/// What a function's parameter of type `P` is given: made of a value, which outlives it.
template <class P>
class ParameterValue {
public:
  using Bare = std::remove_cvref_t<P>;
  explicit ParameterValue(const Value& value) : content_(read_value<Bare>(value)) {}
  Bare&& get() { return std::move(content_); }

private:
  Bare content_;
};

template <class P>
requires(HeldByValue<std::remove_cvref_t<P>> && !std::is_rvalue_reference_v<P>) class ParameterValue<P> {
public:
  using Bare = std::remove_cvref_t<P>;
  explicit ParameterValue(const Value& value) : content_(find(value)) {}
  const Bare& get() { return content_; }

private:
  static const Bare& find(const Value& value) {
    if constexpr (std::same_as<Bare, std::string>)
      return value.as_text();
    else if constexpr (std::same_as<Bare, Chunk>)
      return value.as_chunk();
    else if constexpr (std::same_as<Bare, Value>)
      return value;
    else
      return get_user<Bare>(value);
  }
  const Bare& content_;
};

template <class P>
requires(std::same_as<std::remove_cvref_t<P>, std::string_view>) class ParameterValue<P> {
public:
  explicit ParameterValue(const Value& value) : content_(value.as_text()) {}
  std::string_view get() { return content_; }

private:
  std::string_view content_;
};

template <class P>
requires(std::same_as<std::remove_cvref_t<P>, const char*>) class ParameterValue<P> {
public:
  explicit ParameterValue(const Value& value) : content_(value.as_text().c_str()) {}
  const char* get() { return content_; }

private:
  const char* content_;
};

template <class P>
requires(is_constant_span<std::remove_cvref_t<P>>) class ParameterValue<P> {
public:
  using Item = std::remove_cv_t<typename std::remove_cvref_t<P>::element_type>;
  explicit ParameterValue(const Value& value) {
    if (value.kind() == ValueKind::chunk) {
      content_ = value.as_chunk().values<Item>();
    } else {
      made_ = read_value<std::vector<Item>>(value);
      content_ = made_;
    }
  }
  std::span<const Item> get() { return content_; }

private:
  std::vector<Item> made_;
  std::span<const Item> content_;
};

/// What a parameter is stored as: views as what they look at.
template <class P>
struct StoredAs {
  using Type = std::remove_cvref_t<P>;
};
template <class P>
requires(
    std::same_as<std::remove_cvref_t<P>,
                 std::string_view> || std::same_as<std::remove_cvref_t<P>, const char*>) struct StoredAs<P> {
  using Type = std::string;
};
template <class P>
requires(is_constant_span<std::remove_cvref_t<P>>) struct StoredAs<P> {
  using Type = std::vector<std::remove_cv_t<typename std::remove_cvref_t<P>::element_type>>;
};

/// What a function's result is stored as.
template <class R>
struct ResultAs {
  using Type = std::remove_cvref_t<R>;
};
template <class R>
requires(
    std::same_as<
        std::decay_t<R>,
        std::
            string_view> || std::same_as<std::decay_t<R>, const char*> || std::same_as<std::decay_t<R>, char*>) struct
    ResultAs<R> {
  using Type = std::string;
};

} // namespace troupe::detail
