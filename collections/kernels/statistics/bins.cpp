#include "kernels/statistics/bins.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <troupe/error.hpp>

namespace troupe {

namespace {

constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;

/// An integer in a type that holds the order of all of its kind.
template <class T>
std::int64_t ordered_integer(T x) {
  if constexpr (std::same_as<T, std::uint64_t>)
    return static_cast<std::int64_t>(x ^ sign_bit);
  else
    return static_cast<std::int64_t>(x);
}

/// How many of the ascending `edges` are not greater than `x`; all for NaN.
template <class T>
std::size_t edges_up_to(const std::vector<T>& edges, T x) {
  std::size_t first = 0, count = edges.size();
  while (count > 0) {
    const std::size_t half = count / 2;
    const bool is_right = !(x < edges[first + half]);
    first = is_right ? first + half + 1 : first;
    count = is_right ? count - half - 1 : half;
  }
  return first;
}

/// How many are less than `x`.
template <class T>
std::size_t edges_below(const std::vector<T>& edges, T x) {
  std::size_t first = 0, count = edges.size();
  while (count > 0) {
    const std::size_t half = count / 2;
    const bool is_right = edges[first + half] < x || x != x;
    first = is_right ? first + half + 1 : first;
    count = is_right ? count - half - 1 : half;
  }
  return first;
}

template <class T>
std::int32_t bin_of(const std::vector<T>& edges, T x) {
  const auto bins = static_cast<std::int32_t>(edges.size()) - 1;
  if (!(x >= edges.front() && x <= edges.back()))
    return bins;
  return std::min(bins - 1, static_cast<std::int32_t>(edges_up_to(edges, x)) - 1);
}

bool are_whole(DType edges, DType dtype) {
  const auto is_integer = [](DType each) { return kind_of(each) < DTypeKind::floating; };
  if (!is_integer(edges) || !is_integer(dtype))
    return false;
  return (edges == DType::uint64) == (dtype == DType::uint64);
}

UniformBins uniform_bins(const BinEdges& edges, DType dtype) {
  const double first = edges.real.front(), last = edges.real.back();
  UniformBins bins;
  bins.bins = static_cast<std::int32_t>(edges.real.size()) - 1;
  bins.first = first;
  bins.scale = bins.bins / (last - first);
  bins.edges = edges.real.data();
  const double rounding = dtype == DType::float32 ? std::numeric_limits<float>::epsilon()
                                                  : std::numeric_limits<double>::epsilon();
  const double largest = std::max(std::abs(first), std::abs(last));
  bins.doubt =
      4 * rounding * largest * bins.scale + 8 * std::numeric_limits<double>::epsilon() * (bins.bins + 4);
  return bins;
}

} // namespace

bool BinEdges::is_ascending() const {
  const auto ascend = [](const auto& edges) {
    return std::ranges::adjacent_find(edges, [](auto a, auto b) { return !(a <= b); }) == edges.end();
  };
  return is_whole ? ascend(whole) : ascend(real);
}

BinEdges bin_edges(const Chunk& edges, DType dtype) {
  BinEdges result;
  result.is_whole = are_whole(edges.dtype(), dtype);
  visit_dtype(edges.dtype(), [&]<class T>(std::type_identity<T>) {
    if constexpr (ComplexElement<T>)
      throw DTypeError("edges of dtype " + std::string(to_string(edges.dtype())) + " have no order");
    else
      for (const T edge : edges.values<T>()) {
        if (result.is_whole)
          result.whole.push_back(dtype == DType::uint64 ? ordered_integer(static_cast<std::uint64_t>(edge))
                                                        : static_cast<std::int64_t>(edge));
        else
          result.real.push_back(static_cast<double>(edge));
      }
  });
  return result;
}

Chunk uniform_edges(double first, double last, std::int64_t bins, DType dtype) {
  const double range = last - first, step = range / static_cast<double>(bins);
  const auto edge = [&](std::int64_t i) {
    if (i == bins)
      return last;
    const auto place = static_cast<double>(i);
    return (step == 0 ? place / static_cast<double>(bins) * range : place * step) + first;
  };
  return visit_dtype(dtype, [&]<class T>(std::type_identity<T>) -> Chunk {
    if constexpr (FloatElement<T>)
      return Chunk::generate<T>({bins + 1}, [&](std::span<T> out) {
        for (std::int64_t i = 0; i <= bins; ++i)
          out[static_cast<std::size_t>(i)] = static_cast<T>(edge(i));
      });
    else
      throw DTypeError("edges of dtype " + std::string(to_string(dtype)));
  });
}

PaddedEdges::PaddedEdges(const std::vector<double>& given) : edges(given) {
  while ((std::size_t{1} << steps) < given.size() + 1)
    ++steps;
  edges.resize(std::size_t{1} << steps, std::numeric_limits<double>::infinity());
}

BinFinder::BinFinder(BinEdges edges, DType dtype, std::string operation)
    : edges_(std::move(edges)), dtype_(dtype), operation_(std::move(operation)) {
  if (edges_.size() < 2)
    throw ValueError(operation_ + ": " + std::to_string(edges_.size()) + " edges bound no bin");
  if (!edges_.is_ascending())
    throw ValueError(operation_ + ": the edges do not ascend");
  if (edges_.is_whole && (edges_.is_uniform || !are_whole(dtype, dtype)))
    throw DTypeError(operation_ + ": whole edges for elements of " + std::string(to_string(dtype)));
  if (histogram_table().widen[static_cast<std::size_t>(dtype)] == nullptr)
    throw DTypeError(operation_ + ": not defined for " + std::string(to_string(dtype)));
  if (edges_.is_uniform) {
    uniform_ = uniform_bins(edges_, dtype);
    // Edges that lie too close for their numbers are sought one by one.
    edges_.is_uniform = uniform_.doubt < 0.25;
  }
  if (!edges_.is_uniform)
    padded_ = PaddedEdges(edges_.real);
}

void BinFinder::search(const double* elements, std::size_t count, std::int32_t* out) const {
  histogram_table().search(padded_.edges.data(), padded_.steps, false, elements, count, out);
  const double first = edges_.real.front(), last = edges_.real.back();
  const std::int32_t end = bins();
  for (std::size_t i = 0; i < count; ++i) {
    const bool inside = elements[i] >= first && elements[i] <= last;
    out[i] = inside ? std::min(out[i] - 1, end - 1) : end;
  }
}

const double* BinFinder::widened(const Chunk& chunk, std::size_t begin, std::size_t count) {
  const std::byte* elements = chunk.bytes() + begin * size_of(dtype_);
  if (dtype_ == DType::float64)
    return reinterpret_cast<const double*>(elements);
  histogram_table().widen[static_cast<std::size_t>(dtype_)](elements, count, scratch_);
  return scratch_;
}

void BinFinder::locate(const Chunk& chunk, std::size_t begin, std::size_t count, std::int32_t* out) {
  if (chunk.dtype() != dtype_)
    throw DTypeError(operation_ + ": a chunk of " + std::string(to_string(chunk.dtype())) + ", not "
                     + std::string(to_string(dtype_)));
  if (edges_.is_whole) {
    visit_dtype(dtype_, [&]<class T>(std::type_identity<T>) {
      if constexpr (std::integral<T>)
        for (std::size_t i = 0; i < count; ++i)
          out[i] = bin_of(edges_.whole, ordered_integer(chunk.values<T>()[begin + i]));
    });
    return;
  }
  const double* x = widened(chunk, begin, count);
  if (edges_.is_uniform)
    return histogram_table().locate(uniform_, x, count, out);
  search(x, count, out);
}

namespace {

void real_edges_before(const BinEdges& edges, SearchSide side, const Chunk& chunk,
                       std::span<std::int64_t> out) {
  const PaddedEdges padded(edges.real);
  const auto most = static_cast<std::int32_t>(edges.real.size());
  const HistogramTable& table = histogram_table();
  const std::size_t element = size_of(chunk.dtype());
  double widened[histogram_tile];
  std::int32_t places[histogram_tile];
  for (std::size_t begin = 0; begin < out.size(); begin += histogram_tile) {
    const std::size_t count = std::min(histogram_tile, out.size() - begin);
    table.widen[static_cast<std::size_t>(chunk.dtype())](chunk.bytes() + begin * element, count, widened);
    table.search(padded.edges.data(), padded.steps, side == SearchSide::left, widened, count, places);
    for (std::size_t i = 0; i < count; ++i)
      out[begin + i] = std::min(places[i], most);
  }
}

} // namespace

Chunk edges_before(const BinEdges& edges, SearchSide side, const Chunk& chunk) {
  return visit_dtype(chunk.dtype(), [&]<class T>(std::type_identity<T>) -> Chunk {
    if constexpr (ComplexElement<T>)
      throw DTypeError("digitize: complex numbers have no order");
    else
      return Chunk::generate<std::int64_t>(chunk.shape(), [&](std::span<std::int64_t> out) {
        if (!edges.is_whole)
          return real_edges_before(edges, side, chunk, out);
        if (!are_whole(chunk.dtype(), chunk.dtype()))
          throw DTypeError("digitize: whole edges for elements of " + std::string(to_string(chunk.dtype())));
        std::ranges::transform(chunk.values<T>(), out.begin(), [&](T x) {
          const std::int64_t number = ordered_integer(x);
          return static_cast<std::int64_t>(side == SearchSide::left ? edges_below(edges.whole, number)
                                                                    : edges_up_to(edges.whole, number));
        });
      });
  });
}

} // namespace troupe
