#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include <troupe/dtype.hpp>

#include "kernels/ordering/sort_key.hpp"

namespace troupe {

/// What stands for an element while it is sorted.
enum class ItemKind : std::uint8_t {
  key,     ///< Its key.
  indexed, ///< And its position.
  tallied, ///< And the position of the first of its kind, and how many there are.
};
constexpr ItemKind last_of(ItemKind) { return ItemKind::tallied; }

template <class T, ItemKind kind>
using ItemOf = std::conditional_t<
    kind == ItemKind::key, KeyOf<T>,
    std::conditional_t<kind == ItemKind::indexed, Indexed<WideKey<KeyOf<T>>>, Tallied<WideKey<KeyOf<T>>>>>;

/// Calls `f(std::type_identity<T>{}, std::type_identity<Item>{})`.
template <class F>
decltype(auto) visit_items(DType dtype, ItemKind kind, F&& f) {
  return visit_dtype(dtype, [&]<class T>(std::type_identity<T> element) -> decltype(auto) {
    switch (kind) {
    case ItemKind::key: return f(element, std::type_identity<ItemOf<T, ItemKind::key>>{});
    case ItemKind::indexed: return f(element, std::type_identity<ItemOf<T, ItemKind::indexed>>{});
    case ItemKind::tallied: break;
    }
    return f(element, std::type_identity<ItemOf<T, ItemKind::tallied>>{});
  });
}

inline std::int64_t item_bytes(DType dtype, ItemKind kind) {
  return visit_items(dtype, kind, []<class T, class Item>(std::type_identity<T>, std::type_identity<Item>) {
    return static_cast<std::int64_t>(sizeof(Item));
  });
}

/// The item of an element that stands at `position`.
template <class T, class Item, Zeros zeros>
Item item_from(T value, std::uint64_t position) noexcept {
  if constexpr (requires(Item item) { item.count; })
    return {SortKey<T>::template encode<zeros>(value), position, 1};
  else if constexpr (requires(Item item) { item.index; })
    return {SortKey<T>::template encode<zeros>(value), position};
  else
    return SortKey<T>::template encode<zeros>(value);
}

template <class T, class Item>
T value_from(const Item& item) noexcept {
  return SortKey<T>::decode(static_cast<KeyOf<T>>(key_of(item)));
}

} // namespace troupe
