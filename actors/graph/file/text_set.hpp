#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/file/varint.hpp"
#include "graph/id_table.hpp"

namespace troupe {

/// Byte strings, of which each is written once and has a number, in the order in which they came.
class TextSet {
public:
  enum class Lengths : std::uint8_t { written, left_out };
  explicit TextSet(Lengths lengths) noexcept : lengths_(lengths) {}

  std::uint64_t number_of(std::string_view text) {
    const std::uint64_t hash = std::hash<std::string_view>{}(text);
    const std::uint32_t found =
        table_.find(hash, [&](std::uint32_t id) { return hashes_[id] == hash && at(id) == text; });
    if (found != IdTable::none)
      return found;
    const auto id = static_cast<std::uint32_t>(places_.size());
    if (lengths_ == Lengths::written)
      writer_.number(text.size());
    const std::size_t begin = writer_.bytes().size();
    writer_.append(text);
    places_.emplace_back(begin, begin + text.size());
    hashes_.push_back(hash);
    table_.insert(id, [&](std::uint32_t each) { return hashes_[each]; });
    return id;
  }

  std::string take() noexcept { return writer_.take(); }

private:
  std::string_view at(std::uint32_t id) const noexcept {
    return std::string_view(writer_.bytes())
        .substr(places_[id].first, places_[id].second - places_[id].first);
  }

  Lengths lengths_;
  VarintWriter writer_;
  std::vector<std::pair<std::size_t, std::size_t>> places_; ///< where each begins and ends
  std::vector<std::uint64_t> hashes_;
  IdTable table_;
};

} // namespace troupe
