#pragma once

#include <cstdint>

namespace troupe {

/// Where a value belongs among ascending ones that are equal to it: before them, so that only those that are less come
/// before it, or behind them. The numbers are part of serialised parameters: append, never renumber.
enum class SearchSide : std::uint8_t { left, right };
constexpr SearchSide last_of(SearchSide) { return SearchSide::right; }

} // namespace troupe
