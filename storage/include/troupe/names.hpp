#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <ranges>
#include <string>
#include <string_view>

// Names in what people read.

namespace troupe {

/// A name with quotes. What terminals would obey is written out, as "\u001b", and what is no UTF-8 is replaced.
std::string quoted_name(std::string_view name);

/// The name itself; quoted if there is anything in it that terminals would obey, or that is no UTF-8.
std::string shown_name(std::string_view name);

/// "a, b, c".
///
/// \param projection  makes a text of an item
template <std::ranges::input_range Items, class Projection = std::identity>
requires std::convertible_to<std::indirect_result_t<Projection&, std::ranges::iterator_t<const Items>>,
                             std::string_view>
    std::string joined(const Items& items, Projection projection = {}) {
  std::string all;
  bool is_first = true;
  for (const auto& item : items) {
    if (!is_first)
      all += ", ";
    is_first = false;
    all += std::string_view(std::invoke(projection, item));
  }
  return all;
}

/// "a, b, 3 more": the first `most`, and how many there are behind them.
template <class Items, class Projection = std::identity>
std::string joined_in_short(const Items& items, std::size_t most, Projection projection = {}) {
  const std::size_t count = std::ranges::size(items);
  if (count <= most)
    return joined(items, projection);
  return joined(std::views::take(items, most), projection) + ", " + std::to_string(count - most) + " more";
}

/// A line of a program in short: "winds.cpp:31".
std::string line_name(std::string_view file, std::uint32_t line);

} // namespace troupe
