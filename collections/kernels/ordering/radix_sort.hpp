#pragma once

#include <cstddef>
#include <span>

#include "kernels/ordering/sort_key.hpp"

namespace troupe {

/// Sorts `items` by key, stably. The result lies in `items` or in `work`, whichever is returned; `work` is as
/// long.
///
/// By the least significant digit first, of the bits that differ only, and of these the upper ones: as many as tell most
/// items apart. The few that are equal in all of them are put in order afterwards, each group by itself. So
/// 8 million random 64-bit keys take three passes, and as many keys below 2^26 three as well.
///
/// For the keys of `SortKey`, and Indexed and Tallied items of a `WideKey`.
template <class Item>
std::span<Item> radix_sort(std::span<Item> items, std::span<Item> work);

} // namespace troupe
