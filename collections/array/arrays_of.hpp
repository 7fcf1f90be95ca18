#pragma once

#include <span>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/collection.hpp>

namespace troupe {

/// The arrays among collections.
inline std::vector<Array> arrays_of(std::span<const Collection> collections) {
  std::vector<Array> arrays;
  for (const Collection& collection : collections)
    if (const Array* const array = collection.array())
      arrays.push_back(*array);
  return arrays;
}

} // namespace troupe
