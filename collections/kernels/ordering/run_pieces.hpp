#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <troupe/value.hpp>

#include "kernels/ordering/item_buffer.hpp"

namespace troupe {

/// Neighbouring pieces of one sorted run.
template <class Item>
class RunPieces {
public:
  using Key = typename ItemTraits<Item>::Key;

  explicit RunPieces(std::span<const Value> chunks) {
    for (const Value& chunk : chunks)
      if (const std::span<const Item> items = items_of<Item>(chunk.as_chunk()); !items.empty()) {
        pieces_.push_back(items);
        size_ += items.size();
      }
  }

  std::size_t size() const noexcept { return size_; }
  std::size_t count_below(Key key) const {
    return count_while([=](const Item& item) { return key_of(item) < key; });
  }
  std::size_t count_up_to(Key key) const {
    return count_while([=](const Item& item) { return key_of(item) <= key; });
  }

  /// Appends where the items from number `begin` to before `end` lie.
  void append(std::size_t begin, std::size_t end, std::vector<std::span<const Item>>& places) const {
    for (const std::span<const Item> piece : pieces_) {
      const std::size_t from = std::min(begin, piece.size()), to = std::min(end, piece.size());
      if (from < to)
        places.push_back(piece.subspan(from, to - from));
      begin -= from;
      end -= to;
    }
  }

private:
  template <class IsBefore>
  std::size_t count_while(IsBefore is_before) const {
    std::size_t count = 0;
    for (const std::span<const Item> piece : pieces_) {
      if (!is_before(piece.back()))
        return count
               + static_cast<std::size_t>(std::ranges::partition_point(piece, is_before) - piece.begin());
      count += piece.size();
    }
    return count;
  }

  std::vector<std::span<const Item>> pieces_;
  std::size_t size_ = 0;
};

template <class Item>
std::vector<RunPieces<Item>> runs_of(std::span<const std::uint32_t> pieces, std::span<const Value> chunks) {
  std::vector<RunPieces<Item>> runs;
  std::size_t next = 0;
  for (const std::uint32_t count : pieces) {
    if (count > chunks.size() - next)
      throw ValueError("sort: " + std::to_string(chunks.size()) + " pieces are too few");
    runs.emplace_back(chunks.subspan(next, count));
    next += count;
  }
  return runs;
}

/// How many items of each run are among the first `rank` of all; of equal keys those of earlier runs come
/// first.
template <class Item>
std::vector<std::size_t> split_at_rank(std::span<const RunPieces<Item>> runs, std::size_t rank) {
  using Key = typename ItemTraits<Item>::Key;
  std::size_t total = 0;
  for (const auto& run : runs)
    total += run.size();
  std::vector<std::size_t> split;
  if (rank >= total) {
    for (const auto& run : runs)
      split.push_back(run.size());
    return split;
  }
  Key key = 0; // the key of the item of that rank, bit by bit
  for (int bit = static_cast<int>(sizeof(Key)) * 8; bit-- > 0;) {
    const auto higher = static_cast<Key>(key | static_cast<Key>(Key{1} << bit));
    std::size_t below = 0;
    for (const auto& run : runs)
      below += run.count_below(higher);
    if (below <= rank)
      key = higher;
  }
  for (const auto& run : runs) {
    split.push_back(run.count_below(key));
    rank -= split.back();
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::size_t equal = std::min(rank, runs[i].count_up_to(key) - split[i]);
    split[i] += equal;
    rank -= equal;
  }
  return split;
}

} // namespace troupe
