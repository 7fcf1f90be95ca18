#pragma once

#include <iostream>
#include <random>

namespace troupe::test {

/// A seed, printed at once: a test that crashes can be repeated with it.
inline unsigned random_seed() {
  const unsigned seed = std::random_device()();
  std::cout << "seed " << seed << std::endl;
  return seed;
}

} // namespace troupe::test
