#include "array/operations/box_sum.hpp"

#include <algorithm>
#include <complex>
#include <span>
#include <utility>

namespace troupe::conformance {

namespace {

/// Sums windows along one axis, which has `extent` elements `stride` apart.
template <class T>
std::vector<T> sum_along(const std::vector<T>& in, std::int64_t extent, std::int64_t stride,
                         std::int64_t depth) {
  std::vector<T> out(in.size());
  for (std::int64_t i = 0; i < std::ssize(in); ++i) {
    const std::int64_t place = i / stride % extent;
    const std::int64_t first = std::max<std::int64_t>(0, place - depth);
    const std::int64_t last = std::min(extent - 1, place + depth);
    T sum{};
    for (std::int64_t j = first; j <= last; ++j)
      sum += in[static_cast<std::size_t>(i + (j - place) * stride)];
    out[static_cast<std::size_t>(i)] = sum;
  }
  return out;
}

} // namespace

DType box_sum_dtype(DType dtype) {
  switch (kind_of(dtype)) {
  case DTypeKind::boolean:
  case DTypeKind::signed_integer: return DType::int64;
  case DTypeKind::unsigned_integer: return DType::uint64;
  default: return dtype;
  }
}

Chunk box_sum(const BoxSum& parameters, const Chunk& chunk) {
  return visit_dtype(box_sum_dtype(chunk.dtype()), [&]<class Sum>(std::type_identity<Sum>) -> Chunk {
    std::vector<Sum> sums;
    visit_dtype(chunk.dtype(), [&]<class T>(std::type_identity<T>) {
      if constexpr (std::constructible_from<Sum, T>)
        for (const T element : chunk.values<T>())
          sums.push_back(Sum(element));
    });
    const Shape strides = row_major_strides(chunk.shape());
    for (std::size_t axis = 0; axis < chunk.rank(); ++axis)
      if constexpr (!std::same_as<Sum, bool>)
        sums = sum_along(sums, chunk.shape()[axis], strides[axis], parameters.depth.at(axis));
    return Chunk::generate<Sum>(chunk.shape(),
                                [&](std::span<Sum> out) { std::ranges::copy(sums, out.begin()); });
  });
}

} // namespace troupe::conformance
