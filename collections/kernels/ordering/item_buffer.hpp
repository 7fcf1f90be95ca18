#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <troupe/block_pool.hpp>
#include <troupe/chunk.hpp>
#include <troupe/error.hpp>
#include <troupe/value.hpp>

#include "kernels/ordering/item_kind.hpp"
#include "kernels/ordering/radix_sort.hpp"

// Items in the pool's memory, and as values: a chunk of bytes, one row an item.

namespace troupe {

template <class Item>
class ItemBuffer {
public:
  explicit ItemBuffer(std::size_t size)
      : block_(allocate_block(size * sizeof(Item))), items_(reinterpret_cast<Item*>(block_.get()), size) {}

  std::span<Item> items() const noexcept { return items_; }
  Item* begin() const noexcept { return items_.data(); }

  /// The first `count` items as a chunk, which shares the memory.
  Chunk chunk(std::size_t count) const {
    return Chunk::adopt(DType::uint8,
                        {static_cast<std::int64_t>(count), static_cast<std::int64_t>(sizeof(Item))}, block_,
                        block_.get());
  }

  /// The elements that the first `count` keys stand for, decoded where they lie: the keys are gone then.
  template <class T>
  Chunk elements(std::size_t count) && {
    static_assert(std::same_as<Item, KeyOf<T>> && sizeof(Item) == sizeof(T));
    for (Item& key : items_.first(count))
      std::construct_at(reinterpret_cast<T*>(&key), value_from<T>(Item(key)));
    return Chunk::adopt(dtype_of<T>(), {static_cast<std::int64_t>(count)}, block_, block_.get());
  }

private:
  std::shared_ptr<std::byte[]> block_;
  std::span<Item> items_;
};

/// \throws ShapeError if these are no items of that type.
template <class Item>
std::span<const Item> items_of(const Chunk& chunk) {
  if (chunk.dtype() != DType::uint8 || chunk.rank() != 2
      || chunk.shape()[1] != static_cast<std::int64_t>(sizeof(Item)))
    throw ShapeError("sort: items of " + std::to_string(sizeof(Item)) + " bytes, not "
                     + std::string(to_string(chunk.dtype())) + " of shape " + to_string(chunk.shape()));
  return {reinterpret_cast<const Item*>(chunk.bytes()), static_cast<std::size_t>(chunk.shape()[0])};
}

/// Sorts what is in `items`; the result is there, or it and `work` have changed places.
template <class Item>
void sort_in(ItemBuffer<Item>& items, ItemBuffer<Item>& work, std::size_t count) {
  if (radix_sort(items.items().first(count), work.items().first(count)).data() != items.begin())
    std::swap(items, work);
}

/// The elements of chunks, one behind the other, as items; the first has position `origin`.
template <class T, class Item, Zeros zeros>
ItemBuffer<Item> encoded_items(std::span<const Value> chunks, std::int64_t origin) {
  std::size_t size = 0;
  for (const Value& chunk : chunks)
    size += chunk.as_chunk().size();
  ItemBuffer<Item> items(size);
  Item* out = items.begin();
  auto position = static_cast<std::uint64_t>(origin);
  for (const Value& chunk : chunks)
    for (const T value : chunk.as_chunk().values<T>())
      *out++ = item_from<T, Item, zeros>(value, position++);
  return items;
}

} // namespace troupe
