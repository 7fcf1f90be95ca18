#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/value.hpp>

#include "kernels/statistics/quantile_query.hpp"
#include "kernels/tile_program.hpp"

// Exact order statistics of an array in many blocks, larger than memory, in a few passes over it.
//
//     some blocks ──> sample ──> open ─┐
//                                      ├──> count, each block ──> merge ──> advance ──> the quantiles
//     all blocks ──────────────────────┘                                       │
//                                                                   or a RankRound for another pass
//
// A round divides the order of all elements into cells by ascending boundaries. Each block counts how many
// elements are less than each boundary, and copies those that lie in cells around the wanted ranks. With the
// counts added up it is known in which cell each wanted rank lies: if its elements were copied, it is selected
// among them; if the cell holds a single value, that is it; else the next round divides that cell, by a sample
// that the blocks sent along, and after that by halving its values, so a search always ends. No more than
// `rank_collect_limit` is copied on purpose, and a block that finds many more than its share says so and
// sends nothing.
//
// After M. R. Munro & M. S. Paterson, "Selection and sorting with limited storage", TCS 12 (1980); the sample's
// brackets are those of R. W. Floyd & R. L. Rivest, "Expected time bounds for selection", CACM 18 (1975).

namespace troupe {

/// A block may always send so many elements.
inline constexpr std::int64_t rank_least_share = 4096;
/// Rounds that go by a sample; later ones halve.
inline constexpr std::int64_t rank_sampled_rounds = 2;

/// Of every kernel of a search.
struct RankParameters {
  QuantileQuery query;
  std::int64_t count = 0;             ///< elements of the array
  std::int64_t sampled = 0;           ///< how many elements are sampled
  std::int64_t among = 0;             ///< among so many, those of some blocks or all
  Shape shape;                        ///< of the result
  std::optional<TileProgram> program; ///< The blocks are what this makes of others.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(query, count, sampled, among, shape, program);
  }
};

/// How many elements of `count` are sampled.
std::int64_t rank_sample_size(std::int64_t count);

/// How many are sampled in a block of `elements`.
std::int64_t rank_sample_of(const RankParameters& parameters, std::int64_t elements);

/// How many elements a round of a search among `count` copies at most, if the sample is right.
std::int64_t rank_collect_limit(DType dtype, std::int64_t count);

/// The part of its elements that a block may send in the first round; 0 if all would be too much for a round.
double first_round_share(const RankParameters& parameters);

/// What a block of `elements` may send in a round with this share.
std::int64_t rank_allowance(double share, std::int64_t elements);

/// One pass over the blocks: what it counts and copies.
struct RankRound {
  std::int64_t number = 1;
  double share = 1;                ///< What a block may send of its elements; above 1: all.
  Chunk boundaries;                ///< ascending, of the operand's dtype
  std::vector<bool> collected;     ///< by cell, one more than boundaries: whether it is copied
  std::vector<std::int64_t> ranks; ///< The wanted ones, once it is known how many numbers there are.
  std::vector<bool> found;         ///< by rank
  Chunk elements;                  ///< by rank, where found
};

Value to_value(const RankRound& round);
RankRound to_rank_round(const Value& value);

/// What blocks send.
struct RankTally {
  std::int64_t count = 0;
  std::int64_t nans = 0;
  bool overflowed = false;         ///< A block had more to send than its share: nothing of it is here.
  std::vector<std::int64_t> below; ///< by boundary
  Chunk collected;
  Chunk sample; ///< without NaN
};

Value to_value(const RankTally& tally);
RankTally to_rank_tally(const Value& value);

/// A sample of a block's numbers, 1-d: one of each run of equally many elements.
Chunk sample_block(const Chunk& block, std::int64_t wanted);

/// The first round.
RankRound open_ranks(const RankParameters& parameters, std::span<const Chunk> samples);

/// \param wanted  how many elements are to be sampled along the way
RankTally tally_block(const RankRound& round, const Chunk& block, std::int64_t wanted);

RankTally merge_tallies(std::span<const RankTally> tallies);

/// The quantiles, or the next round.
struct RankAdvance {
  std::optional<Chunk> result;
  std::optional<RankRound> next;
};
RankAdvance advance_ranks(const RankParameters& parameters, const RankRound& round, const RankTally& tally);

} // namespace troupe
