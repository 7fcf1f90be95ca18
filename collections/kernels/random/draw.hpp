#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include <troupe/archive.hpp>
#include <troupe/dtype.hpp>

#include "kernels/random/array_block.hpp"
#include "kernels/random/philox.hpp"
#include "kernels/random/random_table.hpp"

namespace troupe {

/// Real numbers of a distribution, as `RealParameters` has a, b and the limit.
struct RealDraw {
  RealDistribution distribution = RealDistribution::uniform;
  double a = 0;
  double b = 1;
  double limit = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(distribution, a, b, limit);
  }
};

/// Integers low … low + span - 1, each as likely; `low` in two's complement, `span` 0 for all there are of 64
/// bits.
struct IntegerDraw {
  std::uint64_t low = 0;
  std::uint64_t span = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(low, span);
  }
};

/// What the elements of an array are drawn from. Element i, in row-major order of the whole array, depends on
/// this and i alone.
///
///     float64, integers of a span above 2^24    word i of 64 bits
///     float32, integers of a smaller span       word i of 32 bits
///     normal                                    the group i is in (philox.hpp): its first half are radii, the
///                                               second angles, and places k of both make elements k of both
///     a rejected word of an integer             the word at its place in the next layer
struct RandomDraw {
  RandomStream stream;
  DType dtype = DType::float64;
  std::variant<RealDraw, IntegerDraw> from;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream, dtype, from);
  }
};

/// Kernel "random": the elements of a block.
struct DrawParameters {
  RandomDraw draw;
  ArrayBlock block;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(draw, block);
  }
  void check() const { block.check(); }
};

/// Writes the elements of a block.
///
/// \throws DTypeError if there is no kernel for the dtype.
void draw(const DrawParameters& parameters, std::byte* out);

/// Writes elements 0 … count - 1 of a 1-d array of real numbers.
void draw(const RandomStream& stream, const RealDraw& from, std::span<double> out);

} // namespace troupe
