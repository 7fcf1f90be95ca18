#pragma once

#include <cstdint>
#include <span>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/search_side.hpp>
#include <troupe/value.hpp>

namespace troupe {

enum class SearchResult : std::uint8_t {
  position, ///< How many come before, int64.
  member,   ///< Whether it is there, bool; a NaN never is.
};
constexpr SearchResult last_of(SearchResult) { return SearchResult::member; }

/// Kernels "search" (a sorted chunk, values), "search_part" (a sorted chunk, a run of indexed values) and "search_join" (such a
/// run, parts).
struct SearchParameters {
  DType dtype = DType::float64; ///< Of the values.
  SearchSide side = SearchSide::left;
  SearchResult result = SearchResult::position;
  Shape shape; ///< Of the block, in "search_join".
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, side, result, shape);
  }
};

Chunk search(const SearchParameters& parameters, const Chunk& sorted, const Chunk& values);

/// Where the values of a run belong in one chunk of several: the chunk's length, how many values belong in front of its
/// elements, how many in front of or between them, and the places of those between.
Chunk search_part(const SearchParameters& parameters, const Chunk& sorted, const Chunk& run);

/// The places of a block's values, in its order.
Chunk search_join(const SearchParameters& parameters, const Chunk& run, std::span<const Value> parts);

} // namespace troupe
