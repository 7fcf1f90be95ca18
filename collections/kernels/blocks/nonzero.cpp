#include "kernels/blocks/nonzero.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Positions within a run of elements are collected this many at a time, without a branch an element.
constexpr std::int64_t tile = 256;

/// Writes the positions of one row after the other.
class PositionWriter {
public:
  PositionWriter(const NonzeroParameters& parameters, std::int64_t* target)
      : position_(parameters.origin), axis_(parameters.axis), target_(target) {}

  Shape& position() noexcept { return position_; }

  /// Elements `found`, counted from `first` along the last axis, are not zero.
  void write(std::int64_t first, std::span<const std::int32_t> found) {
    const std::size_t last = position_.size() - 1;
    if (axis_ == NonzeroParameters::all_axes) {
      for (const std::int32_t offset : found) {
        target_ = std::copy(position_.begin(), position_.end() - 1, target_);
        *target_++ = first + offset;
      }
    } else if (static_cast<std::size_t>(axis_) == last) {
      for (const std::int32_t offset : found)
        *target_++ = first + offset;
    } else {
      target_ = std::fill_n(target_, found.size(), position_[axis_]);
    }
  }

private:
  Shape position_; ///< In the array; of the last axis it is the chunk's origin.
  std::int32_t axis_;
  std::int64_t* target_;
};

template <class T>
void find_in_row(std::span<const T> row, std::int64_t origin, PositionWriter& writer) {
  std::array<std::int32_t, tile> found;
  const auto length = static_cast<std::int64_t>(row.size());
  for (std::int64_t first = 0; first < length; first += tile) {
    const std::int64_t count = std::min(tile, length - first);
    std::size_t hits = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      found[hits] = static_cast<std::int32_t>(i);
      hits += row[static_cast<std::size_t>(first + i)] != T{};
    }
    writer.write(origin + first, {found.data(), hits});
  }
}

template <class T>
void find_in_rows(const NonzeroParameters& parameters, const Chunk& chunk, std::int64_t* target) {
  const std::span<const T> values = chunk.values<T>();
  const std::size_t last = chunk.rank() - 1;
  const auto length = static_cast<std::size_t>(chunk.shape()[last]);
  PositionWriter writer(parameters, target);
  for (std::size_t begin = 0; begin < values.size(); begin += length) {
    find_in_row(values.subspan(begin, length), parameters.origin[last], writer);
    for (std::size_t axis = last; axis-- > 0;) {
      if (++writer.position()[axis] < parameters.origin[axis] + chunk.shape()[axis])
        break;
      writer.position()[axis] = parameters.origin[axis];
    }
  }
}

std::int64_t count_nonzero(const Chunk& chunk) {
  return visit_dtype(chunk.dtype(), [&]<class T>(std::type_identity<T>) -> std::int64_t {
    const std::span<const T> values = chunk.values<T>();
    return static_cast<std::int64_t>(values.size()) - std::count(values.begin(), values.end(), T{});
  });
}

Value run_nonzero(const KernelCall& call) {
  return nonzero_positions(call.parameters.as<NonzeroParameters>(), call.arguments[0].as_chunk());
}

} // namespace

Chunk nonzero_positions(const NonzeroParameters& parameters, const Chunk& chunk) {
  const bool all = parameters.axis == NonzeroParameters::all_axes;
  const auto rank = static_cast<std::int64_t>(chunk.rank());
  if (rank == 0 || parameters.origin.size() != chunk.rank() || parameters.axis < NonzeroParameters::all_axes
      || parameters.axis >= rank)
    throw ShapeError("nonzero: a chunk of shape " + to_string(chunk.shape()) + " at "
                     + to_string(parameters.origin));
  const std::int64_t count = count_nonzero(chunk);
  return Chunk::generate<std::int64_t>(all ? Shape{count, rank} : Shape{count},
                                       [&](std::span<std::int64_t> out) {
                                         if (count > 0)
                                           visit_dtype(chunk.dtype(), [&]<class T>(std::type_identity<T>) {
                                             find_in_rows<T>(parameters, chunk, out.data());
                                           });
                                       });
}

void register_nonzero(KernelRegistry& registry) {
  registry.add(
      {"nonzero", 1, "where elements are not zero", 1, run_nonzero, Parameters::decode<NonzeroParameters>});
}

} // namespace troupe
