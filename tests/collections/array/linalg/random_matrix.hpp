#pragma once

#include <random>
#include <vector>

#include <troupe/array.hpp>

namespace troupe::test {

/// Normally distributed elements, the same for a seed.
template <class T>
Array random_matrix(const Shape& shape, const Chunks& chunks, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal;
  std::vector<T> elements(static_cast<std::size_t>(element_count(shape)));
  for (T& element : elements) {
    if constexpr (ComplexElement<T>)
      element = T(static_cast<typename T::value_type>(normal(generator)),
                  static_cast<typename T::value_type>(normal(generator)));
    else
      element = static_cast<T>(normal(generator));
  }
  return from_span<T>(elements, shape, chunks);
}

} // namespace troupe::test
