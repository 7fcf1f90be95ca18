#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>

namespace troupe {

/// Puts the elements of `ranks`, ascending, where they would stand if `elements` were sorted; those before and
/// behind each are no greater and no less. The elements are no NaN.
template <class T>
void select_ranks(std::span<T> elements, std::span<const std::int64_t> ranks, std::int64_t before = 0) {
  // More than a few are quicker to sort.
  if (ranks.size() > 64) {
    std::sort(elements.begin(), elements.end());
    return;
  }
  while (!ranks.empty()) {
    const std::size_t middle = ranks.size() / 2;
    const std::int64_t place = ranks[middle] - before;
    std::nth_element(elements.begin(), elements.begin() + place, elements.end());
    select_ranks(elements.first(static_cast<std::size_t>(place)), ranks.first(middle), before);
    elements = elements.subspan(static_cast<std::size_t>(place) + 1);
    ranks = ranks.subspan(middle + 1);
    before += place + 1;
  }
}

/// Moves NaN behind the numbers. Returns how many numbers there are.
template <class T>
std::size_t numbers_first(std::span<T> elements) {
  if constexpr (std::floating_point<T>)
    return static_cast<std::size_t>(
        std::partition(elements.begin(), elements.end(), [](T x) { return x == x; }) - elements.begin());
  else
    return elements.size();
}

} // namespace troupe
