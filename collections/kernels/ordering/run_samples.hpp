#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <troupe/archive.hpp>

// Where sorted runs are to be cut so that the parts together are those of the whole: known roughly from samples, before
// anybody looks at the runs. Items are in one order, also those of equal keys: the earlier run comes first, and in it the
// earlier item. So equal keys are cut by rank, and one that everything consists of makes no large part.

namespace troupe {

/// A key of any width.
struct SampleKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const SampleKey&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(high, low);
  }
};

/// Keys of a run at even distances, the first and the last item among them.
struct RunSamples {
  std::int64_t size = 0;           ///< Items of the run.
  std::vector<std::uint64_t> high; ///< Parts of the keys.
  std::vector<std::uint64_t> low;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(size, high, low);
  }
  std::size_t count() const noexcept { return low.size(); }
  SampleKey key(std::size_t sample) const { return {high[sample], low[sample]}; }
  /// Where sample number `sample` was taken.
  std::int64_t position(std::size_t sample) const { return sample_position(size, sample, count()); }
  static std::int64_t sample_position(std::int64_t size, std::size_t sample, std::size_t count) {
    return count < 2 ? 0
                     : static_cast<std::int64_t>(static_cast<std::uint64_t>(size - 1) * sample / (count - 1));
  }
};

/// Between which positions of each run a cut lies.
struct RunCut {
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> high;
  SampleKey key; ///< Of a cut at a key.
};

/// Cuts in front of the items of these ranks, which ascend.
std::vector<RunCut> cuts_at_ranks(std::span<const RunSamples> runs, std::span<const std::int64_t> ranks);

/// Cuts into at most `parts` parts of about the same size, each in front of all items of a key.
std::vector<RunCut> cuts_at_keys(std::span<const RunSamples> runs, std::size_t parts);

/// Where piece `piece` of `pieces` of a run begins.
inline std::int64_t piece_begin(std::int64_t size, std::int64_t piece, std::int64_t pieces) {
  return size * piece / pieces;
}

/// The pieces of a run, of `pieces`, that have all items from `low` on and before `high`: from the first number to before
/// the second.
std::pair<std::int64_t, std::int64_t> pieces_between(std::int64_t low, std::int64_t high, std::int64_t size,
                                                     std::int64_t pieces);

} // namespace troupe
