#pragma once

#include <functional>
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
/// \param projection  makes a text, or what a text can be made of, of an item
template <class Items, class Projection = std::identity>
std::string joined(const Items& items, Projection projection = {}) {
  std::string all;
  bool is_first = true;
  for (const auto& item : items) {
    if (!is_first)
      all += ", ";
    is_first = false;
    all += std::invoke(projection, item);
  }
  return all;
}

} // namespace troupe
