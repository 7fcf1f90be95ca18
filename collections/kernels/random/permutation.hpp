#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <troupe/archive.hpp>

#include "kernels/random/array_block.hpp"
#include "kernels/random/philox.hpp"
#include "kernels/random/random_table.hpp"

namespace troupe {

/// Permutations of fewer numbers are shuffled as a whole, so all n! are as likely; those of more are bijections
/// each of whose values is computed by itself.
inline constexpr std::int64_t longest_shuffle = std::int64_t{1} << 20;

/// A permutation of the numbers below `count`, any value of which is computed without the others: a Feistel
/// network (bijection.inc) on the smallest power of two that holds them, walked along until it comes to a number
/// below `count`, fewer than two steps on average.
class IndexBijection {
public:
  /// \param count  at least 1
  IndexBijection(std::uint64_t count, const RandomStream& stream);

  /// Puts what each number is mapped to in its place. The numbers are below `count`.
  void apply(std::span<std::uint64_t> numbers) const;

private:
  void walk(std::span<std::uint64_t> numbers) const;

  std::uint64_t count_;
  BijectionKeys keys_;
};

/// The numbers below `count` in random order. Fisher & Yates' method, each of the count! orders as likely as the
/// generator's bits are random.
std::vector<std::int64_t> shuffled(std::int64_t count, const RandomStream& stream);

/// Kernel "shuffled": the first `length` of the numbers below `count` in random order.
struct ShuffledParameters {
  RandomStream stream;
  std::int64_t count = 0;
  std::int64_t length = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream, count, length);
  }
  /// \throws ValueError for more than `longest_shuffle` numbers, or more wanted ones than there are.
  void check() const;
};

/// Kernel "permuted": element i, in row-major order of the array, is what an `IndexBijection` makes of i.
struct PermutedParameters {
  RandomStream stream;
  std::int64_t count = 0;
  ArrayBlock block;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream, count, block);
  }
  /// \throws ValueError unless the array has as many elements, and at least one.
  void check() const;
};

} // namespace troupe
