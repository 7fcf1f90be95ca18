#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/chunks.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/scalar.hpp>

namespace troupe {

/// Numbers of a normal distribution: dtype float64 or float32.
struct NormalOptions {
  double mean = 0;
  double deviation = 1; ///< At least 0.
  std::optional<DType> dtype = std::nullopt;
  Chunks chunks = {};
};

/// Numbers of an exponential distribution: dtype float64 or float32.
struct ExponentialOptions {
  double scale = 1; ///< The mean; at least 0.
  std::optional<DType> dtype = std::nullopt;
  Chunks chunks = {};
};

/// Integers: any integer dtype or bool, int64 unless given.
struct IntegersOptions {
  std::optional<DType> dtype = std::nullopt;
  Chunks chunks = {};
  Endpoint endpoint = Endpoint::excluded; ///< Whether `high` is one of them.
};

enum class Replace : std::uint8_t {
  yes, ///< What was chosen may be chosen again.
  no,
};

struct ChoiceOptions {
  Replace replace = Replace::yes;
  /// One for each that can be chosen, summing up to 1; all alike if empty.
  std::vector<double> probabilities = {};
  Chunks chunks = {};
};

/// A source of random arrays.
///
///     Random random(7);
///     const Array a = random.normal({10000, 500}, {.mean = 20, .deviation = 5});
///     const Array b = random.integers({6000}, 1, 7);
///
/// *Which numbers.* The seed and how many calls came before decide, and an element's place in the array, nothing
/// else: they are the same whatever the chunks, the scheduler, the number of threads and the processor, bit for
/// bit. Successive calls on one object are independent streams. Two objects of one seed give the same arrays for
/// the same calls, and then compute them once; so do copies, which go on from where the original is. A call that
/// throws does not count. One object must not be called by two threads at a time.
///
/// The generator is counter-based, Philox4x32-10 (Salmon, Moraes, Dror & Shaw, SC 2011), keyed by the seed. It is
/// not for cryptography.
///
/// All throw ShapeError for impossible shapes and chunks, DTypeError for a dtype that is not named, ValueError
/// for parameters out of range.
class Random {
public:
  /// A seed drawn from the system; `seed()` tells it.
  Random();
  explicit Random(std::uint64_t seed) noexcept : seed_(seed) {}

  std::uint64_t seed() const noexcept { return seed_; }

  /// Uniform in [0, 1): multiples of 2^-53, or of 2^-24 in float32.
  Array random(const Shape& shape, const CreationOptions& options = {},
               std::source_location line = std::source_location::current());

  /// Uniform in [low, high), float64 or float32.
  ///
  /// \throws ValueError unless low < high, both finite and different in the dtype.
  Array uniform(const Shape& shape, double low, double high, const CreationOptions& options = {},
                std::source_location line = std::source_location::current());
  /// With the arguments in NumPy's order.
  Array uniform(double low, double high, const Shape& shape, const CreationOptions& options = {},
                std::source_location line = std::source_location::current()) {
    return uniform(shape, low, high, options, line);
  }

  /// Normal. No number is farther than 8.6 deviations from the mean, 6.7 in float32.
  ///
  /// Method: Box & Muller 1958. tests/collections/kernels/random/distributions_test.cpp compares it with the
  /// formula.
  Array normal(const Shape& shape, const NormalOptions& options = {},
               std::source_location line = std::source_location::current());
  /// With the arguments in NumPy's order.
  Array normal(double mean, double deviation, const Shape& shape, const CreationOptions& options = {},
               std::source_location line = std::source_location::current()) {
    return normal(shape, {mean, deviation, options.dtype, options.chunks}, line);
  }

  /// Normal of mean 0 and deviation 1.
  Array standard_normal(const Shape& shape, const CreationOptions& options = {},
                        std::source_location line = std::source_location::current());

  /// Exponential. No number is larger than 36.8 times the scale, 22.2 times in float32.
  Array exponential(const Shape& shape, const ExponentialOptions& options = {},
                    std::source_location line = std::source_location::current());

  /// Integers in [low, high), exactly as likely each; the same numbers in any dtype that holds them.
  ///
  /// \throws ValueError if there is no integer in between, or one that the dtype cannot hold.
  Array integers(const Shape& shape, const Scalar& low, const Scalar& high,
                 const IntegersOptions& options = {},
                 std::source_location line = std::source_location::current());
  /// With the arguments in NumPy's order.
  Array integers(const Scalar& low, const Scalar& high, const Shape& shape,
                 const IntegersOptions& options = {},
                 std::source_location line = std::source_location::current()) {
    return integers(shape, low, high, options, line);
  }

  /// 0 … count - 1 in random order, int64.
  ///
  /// Up to 2^20 numbers are shuffled as a whole by one task, so that each order is as likely. More are mapped by a
  /// bijection that computes each element by itself (a Feistel network of eight rounds with 512 bits of keys), so
  /// blocks are independent tasks and nothing is held as a whole. The orders it reaches are very few of all
  /// there are; no statistic of positions, neighbours or pairs is known to tell them from uniform ones
  /// (tests/collections/kernels/random/permutation_test.cpp).
  Array permutation(std::int64_t count, const Chunks& chunks = {},
                    std::source_location line = std::source_location::current());

  /// A copy of `array` with its rows, what lies along axis 0, in random order.
  ///
  /// A task for each pair of a block of the array and one of the result: an array of n blocks moves once, in
  /// n^2 pieces. Of more than 64 blocks, so many are joined before that pieces have about 256 KiB, and parted behind.
  ///
  /// \throws ShapeError for an array without axes.
  Array permutation(const Array& array, std::source_location line = std::source_location::current());

  /// Numbers out of 0 … count - 1, int64, in random order. Without replacement all are different, and come from
  /// the same permutations as those of `permutation`; with probabilities then one task draws them one after the
  /// other, each among those that are left.
  ///
  /// \throws ValueError for more than there are without replacement (probabilities of 0 do not count), for
  ///         `count` below 1 unless nothing is chosen, for probabilities that are not `count`, are negative or
  ///         do not sum up to 1 (to 1e-8).
  Array choice(std::int64_t count, const Shape& shape, const ChoiceOptions& options = {},
               std::source_location line = std::source_location::current());

  /// The same out of the rows of an array, what lies along axis 0: the result has the shape `shape` and a row's.
  /// Of `options.chunks` the positions are; the result's are cut by them along the axes of `shape`.
  ///
  /// \throws ShapeError for an array without axes. Where the array's length is not known yet, what it decides
  ///         fails when it runs.
  Array choice(const Array& array, const Shape& shape, const ChoiceOptions& options = {},
               std::source_location line = std::source_location::current());

private:
  template <class Build>
  Array draw(const char* name, std::source_location line, const Build& build);

  std::uint64_t seed_;
  std::uint64_t calls_ = 0;
};

} // namespace troupe
