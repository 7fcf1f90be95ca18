#include "array/chunking/chunk_text.hpp"

#include <algorithm>
#include <vector>

namespace troupe {

namespace {

bool is_even(const std::vector<std::int64_t>& sizes) {
  const std::int64_t first = sizes.front();
  return sizes.back() <= first
         && std::all_of(sizes.begin(), sizes.end() - 1, [&](std::int64_t size) { return size == first; });
}

} // namespace

std::string chunk_text(const Chunking& chunking) {
  Shape largest;
  bool even = true;
  for (const auto& sizes : chunking.sizes()) {
    const bool known = std::ranges::find(sizes, unknown_extent) == sizes.end();
    largest.push_back(known ? std::ranges::max(sizes) : unknown_extent);
    even = even && (!known || is_even(sizes));
  }
  return (even ? "" : "up to ") + to_string(largest);
}

} // namespace troupe
