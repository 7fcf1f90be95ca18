#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/codec.hpp>
#include <troupe/error.hpp>
#include <troupe/members.hpp>
#include <troupe/value.hpp>

namespace troupe {

namespace detail {

/// "ns::Point": a type as it is written in C++.
std::string name_in_source(const std::type_info& type);
[[noreturn]] void refuse_user_type(const Value& value, std::string_view wanted);

template <class T>
struct UserTypeName {
  /// The one it was registered under; nullptr before that. Never freed: values are encoded until the process ends.
  static inline std::atomic<const std::string*> registered = nullptr;

  static std::string_view get() {
    if (const std::string* const name = registered.load(std::memory_order_acquire))
      return *name;
    static const std::string unregistered = name_in_source(typeid(T));
    return unregistered;
  }
};

/// Bytes that a value holds beside itself, as far as its type tells.
template <class T>
std::size_t bytes_beside(const T& value) {
  if constexpr (requires {
                  { value.size_bytes() } -> std::convertible_to<std::size_t>;
                }) {
    return value.size_bytes();
  } else if constexpr (ListsMembers<T>) {
    std::size_t bytes = 0;
    visit_members(value,
                  [&](const auto&... members) { bytes = (std::size_t{0} + ... + bytes_beside(members)); });
    return bytes;
  } else if constexpr (requires {
                         value.capacity();
                         value.begin();
                         typename T::value_type;
                       }) {
    using Item = typename T::value_type;
    std::size_t bytes = value.capacity() * sizeof(Item);
    if constexpr (std::is_same_v<T, std::vector<bool>>)
      bytes = value.capacity() / 8;
    else if constexpr (!std::is_trivially_copyable_v<Item>)
      for (const Item& item : value)
        bytes += bytes_beside(item);
    return bytes;
  } else {
    return 0;
  }
}

/// A value of a user's type as the runtime keeps it.
template <class T>
class UserObject final : public ValueObject {
public:
  explicit UserObject(T content) : value(std::move(content)), bytes_(sizeof *this + bytes_beside(value)) {}
  std::size_t size_bytes() const noexcept override { return bytes_; }
  std::string_view type_name() const noexcept override { return UserTypeName<T>::get(); }
  std::string why_no_codec() const override {
    const std::string name(type_name());
    return "the type \"" + name + "\" has no codec; register_type<" + name
           + ">(\"name\") of <troupe/user_type.hpp> gives it one";
  }

  const T value;

private:
  std::size_t bytes_;
};

} // namespace detail

/// What kernels may take and yield as a value of its own type.
template <class T>
concept UserType =
    std::copy_constructible<T> && std::same_as<T, std::remove_cvref_t<T>> && std::is_object_v<T>;

/// A value of any type that can be copied. Without `register_type` it stays in this process.
template <UserType T>
Value user_value(T content) {
  return Value::user(std::make_unique<const detail::UserObject<T>>(std::move(content)));
}

/// What `user_value` put into a value. It lives as long as the value.
///
/// \throws DTypeError naming both types, if there is something else.
template <UserType T>
const T& get_user(const Value& value) {
  const auto* const object = value.find<detail::UserObject<T>>();
  if (object == nullptr)
    detail::refuse_user_type(value, detail::UserTypeName<T>::get());
  return object->value;
}

/// Lets values of a type be saved, spilled and sent. Once for each type, when the program starts:
///
///     register_type<Point>("point");
///
/// The type lists its members (`ListsMembers`), or has cereal's `serialize`; it has a default constructor. Where it has a
/// member function `size_bytes()`, that tells the memory it holds beside itself.
///
/// \throws KeyError if the name is taken, or the type has one.
template <UserType T>
void register_type(std::string name) {
  static_assert(std::is_default_constructible_v<T>,
                "register_type: a type that is read from bytes needs a default constructor");
  static_assert(cereal::traits::is_output_serializable<T, OutputArchive>::value
                    && cereal::traits::is_input_serializable<T, InputArchive>::value,
                "register_type: the type lists its members, template <class V> void members(V& visit) { "
                "visit(a, b); }, or "
                "has cereal's serialize");
  if (const std::string* const known = detail::UserTypeName<T>::registered.load())
    throw KeyError("register_type: \"" + name + "\" is registered as \"" + *known + "\"");
  const auto encode = [](const ValueObject& object) {
    const auto* const held = dynamic_cast<const detail::UserObject<T>*>(&object);
    if (held == nullptr)
      throw DTypeError("encode: a type called \"" + std::string(object.type_name())
                       + "\" is not the one that was registered under this name");
    return to_bytes(held->value);
  };
  register_codec({name, encode, [](std::string_view bytes) { return user_value(from_bytes<T>(bytes)); }});
  detail::UserTypeName<T>::registered.store(new std::string(std::move(name)), std::memory_order_release);
}

} // namespace troupe
