#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/error_message.hpp"

namespace troupe {

using test::message_of;

/// The session arrays are computed on: one thread, deterministic.
inline Session& synchronous_session() {
  static Session session({.scheduler = Scheduler::synchronous});
  return session;
}

/// The elements of an array, computed.
template <Element T>
std::vector<T> values_of(const Array& array) {
  const Chunk chunk = synchronous_session().compute(array);
  const auto values = chunk.values<T>();
  return {values.begin(), values.end()};
}

/// `shape` cut at up to three random places along each axis; a place hit twice makes a chunk of length 0.
inline Chunking random_chunking(const Shape& shape, std::mt19937_64& random) {
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int64_t extent : shape) {
    std::vector<std::int64_t> cuts{0, extent};
    for (auto count = random() % 4; count > 0; --count)
      cuts.push_back(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(extent + 1)));
    std::ranges::sort(cuts);
    std::vector<std::int64_t>& lengths = sizes.emplace_back();
    for (std::size_t i = 1; i < cuts.size(); ++i)
      lengths.push_back(cuts[i] - cuts[i - 1]);
  }
  return Chunking(std::move(sizes));
}

} // namespace troupe
