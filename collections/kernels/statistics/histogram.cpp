#include "kernels/statistics/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <string>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/ranks/rank_cells.hpp"
#include "kernels/ranks/rank_table.hpp"
#include "kernels/register_kernels.hpp"
#include "kernels/statistics/mapped_block.hpp"

namespace troupe {

namespace {

/// Beyond this, counting neighbours apart costs more than it saves.
constexpr std::int64_t most_bins_apart = 4096;

/// A cell, or the one behind all of them, is a number of 32 bits.
constexpr std::int64_t most_cells = std::numeric_limits<std::int32_t>::max();

/// The bins of elements in all dimensions, as one number; that of elements outside is the last.
class CellFinder {
public:
  CellFinder(const HistogramParameters& parameters, std::vector<BinEdges> edges) {
    if (edges.empty() || edges.size() != parameters.dimensions.size())
      throw ValueError(parameters.name + ": edges of " + std::to_string(edges.size()) + " dimensions for "
                       + std::to_string(parameters.dimensions.size()));
    for (std::size_t i = 0; i < edges.size(); ++i)
      finders_.emplace_back(std::move(edges[i]), parameters.dimensions[i].dtype, parameters.name);
    for (const BinFinder& finder : finders_)
      if (__builtin_mul_overflow(cells_, finder.bins(), &cells_) || cells_ >= most_cells)
        throw ValueError(parameters.name + ": more than " + std::to_string(most_cells) + " cells");
  }

  std::int64_t cells() const { return cells_; }

  const std::int32_t* locate(std::span<const Chunk> chunks, std::size_t begin, std::size_t count) {
    finders_[0].locate(chunks[0], begin, count, cell_);
    for (std::size_t dimension = 1; dimension < finders_.size(); ++dimension) {
      finders_[dimension].locate(chunks[dimension], begin, count, bin_);
      const std::int32_t bins = finders_[dimension].bins();
      const auto before = static_cast<std::int32_t>(cells_before(dimension));
      const auto outside = static_cast<std::int32_t>(cells_before(dimension + 1));
      for (std::size_t i = 0; i < count; ++i)
        cell_[i] = cell_[i] == before || bin_[i] == bins ? outside : cell_[i] * bins + bin_[i];
    }
    return cell_;
  }

private:
  std::int64_t cells_before(std::size_t dimension) const {
    std::int64_t cells = 1;
    for (std::size_t i = 0; i < dimension; ++i)
      cells *= finders_[i].bins();
    return cells;
  }

  std::vector<BinFinder> finders_;
  std::int64_t cells_ = 1;
  std::int32_t cell_[histogram_tile];
  std::int32_t bin_[histogram_tile];
};

Chunk counts_of(const HistogramParameters& parameters, CellFinder& finder, std::span<const Chunk> chunks) {
  const auto cells = static_cast<std::size_t>(finder.cells());
  const bool apart = finder.cells() <= most_bins_apart;
  std::vector<std::int64_t> counts((apart ? histogram_lanes : 1) * (cells + 1), 0);
  std::int64_t* lanes[histogram_lanes];
  for (std::size_t lane = 0; lane < histogram_lanes; ++lane)
    lanes[lane] = counts.data() + (apart ? lane * (cells + 1) : 0);
  const std::size_t size = chunks[0].size();
  for (std::size_t begin = 0; begin < size; begin += histogram_tile) {
    const std::size_t count = std::min(histogram_tile, size - begin);
    histogram_table().count(finder.locate(chunks, begin, count), count, lanes);
  }
  for (std::size_t lane = 1; apart && lane < histogram_lanes; ++lane)
    for (std::size_t cell = 0; cell < cells; ++cell)
      counts[cell] += lanes[lane][cell];
  return Chunk::copy<std::int64_t>(parameters.shape(), std::span(counts).first(cells));
}

template <class Sum>
Chunk weights_of(const HistogramParameters& parameters, CellFinder& finder, std::span<const Chunk> chunks,
                 const Chunk& weights) {
  std::vector<Sum> sums(static_cast<std::size_t>(finder.cells()) + 1, Sum{});
  visit_dtype(weights.dtype(), [&]<class T>(std::type_identity<T>) {
    if constexpr (std::convertible_to<T, Sum>) {
      const auto values = weights.values<T>();
      for (std::size_t begin = 0; begin < values.size(); begin += histogram_tile) {
        const std::size_t count = std::min(histogram_tile, values.size() - begin);
        const std::int32_t* cells = finder.locate(chunks, begin, count);
        for (std::size_t i = 0; i < count; ++i)
          sums[static_cast<std::size_t>(cells[i])] += static_cast<Sum>(values[begin + i]);
      }
    } else {
      throw DTypeError(parameters.name + ": weights of dtype " + std::string(to_string(weights.dtype())));
    }
  });
  return Chunk::copy<Sum>(parameters.shape(), std::span<const Sum>(sums).first(sums.size() - 1));
}

void require_arguments(const HistogramParameters& parameters, std::size_t count) {
  const auto edges = static_cast<std::size_t>(
      std::ranges::count(parameters.dimensions, true, &HistogramParameters::Dimension::is_argument));
  const std::size_t chunks = parameters.dimensions.size() + (parameters.weights ? 1 : 0);
  if (parameters.program ? count < edges : count != edges + chunks)
    throw ValueError(parameters.name + ": " + std::to_string(count) + " arguments for "
                     + std::to_string(parameters.dimensions.size()) + " dimensions, " + std::to_string(edges)
                     + " with edges of their own" + (parameters.weights ? ", and weights" : ""));
}

Value run_histogram(const KernelCall& call) {
  const auto& parameters = call.parameters.as<HistogramParameters>();
  std::span<const Value> arguments = call.arguments;
  require_arguments(parameters, arguments.size());
  std::vector<BinEdges> edges;
  for (const auto& dimension : parameters.dimensions) {
    edges.push_back(dimension.edges);
    if (!dimension.is_argument)
      continue;
    edges.back() = bin_edges(arguments.front().as_chunk(), DType::float64);
    edges.back().is_uniform = true;
    arguments = arguments.subspan(1);
  }
  if (parameters.program) {
    const Chunk block = mapped_block(parameters.program, arguments);
    return count_bins(parameters, std::move(edges), {&block, 1}, nullptr);
  }
  std::vector<Chunk> chunks;
  for (const Value& argument : arguments)
    chunks.push_back(argument.as_chunk());
  const std::size_t dimensions = parameters.dimensions.size();
  return count_bins(parameters, std::move(edges), std::span(chunks).first(dimensions),
                    parameters.weights ? &chunks[dimensions] : nullptr);
}

template <class T, class Sum>
T counted_as(Sum sum) {
  if constexpr (ComplexElement<Sum> && !ComplexElement<T>)
    return static_cast<T>(sum.real());
  else
    return static_cast<T>(sum);
}

Value run_merge(const KernelCall& call) {
  const Chunk& first = call.arguments[0].as_chunk();
  const DType dtype = call.parameters.as<HistogramMergeParameters>().dtype;
  return visit_dtype(first.dtype(), [&]<class Sum>(std::type_identity<Sum>) -> Value {
    if constexpr (AnyOf<Sum, std::int64_t, double, std::complex<double>>) {
      std::vector<Sum> sums(first.size(), Sum{});
      for (const Value& argument : call.arguments) {
        if (argument.as_chunk().shape() != first.shape())
          throw ShapeError("histogram: counts of shapes " + to_string(first.shape()) + " and "
                           + to_string(argument.as_chunk().shape()));
        std::ranges::transform(sums, argument.as_chunk().values<Sum>(), sums.begin(), std::plus{});
      }
      return visit_dtype(dtype, [&]<class T>(std::type_identity<T>) -> Value {
        return Chunk::generate<T>(first.shape(), [&](std::span<T> out) {
          std::ranges::transform(sums, out.begin(), counted_as<T, Sum>);
        });
      });
    } else {
      throw DTypeError("histogram: counts of dtype " + std::string(to_string(first.dtype())));
    }
  });
}

Value run_range(const KernelCall& call) {
  const std::string& name = call.parameters.as<HistogramRangeParameters>().name;
  const Chunk& chunk = call.arguments[0].as_chunk();
  const RankKernels& kernels = rank_kernels(chunk.dtype(), name.c_str());
  return visit_ordered(chunk.dtype(), name, [&]<class T>(std::type_identity<T>) -> Value {
    if (chunk.size() == 0)
      return Chunk::from<double>({0}, {});
    T least, greatest;
    if (kernels.range(chunk.bytes(), chunk.size(), &least, &greatest))
      throw ValueError(name + ": NaN among the elements has no bin; give a range");
    return Chunk::from<double>({2}, {static_cast<double>(least), static_cast<double>(greatest)});
  });
}

Value run_edges(const KernelCall& call) {
  const auto& parameters = call.parameters.as<HistogramRangeParameters>();
  std::vector<double> ends;
  for (const Value& argument : call.arguments)
    std::ranges::copy(argument.as_chunk().values<double>(), std::back_inserter(ends));
  if (ends.empty())
    return uniform_edges(0, 1, parameters.bins, parameters.edges);
  const auto [least, greatest] = std::ranges::minmax(ends);
  if (!std::isfinite(greatest - least))
    throw ValueError(parameters.name + ": elements from " + to_string(Chunk::scalar(least)) + " to "
                     + to_string(Chunk::scalar(greatest)) + " have no finite range; give one");
  if (least == greatest)
    return uniform_edges(least - 0.5, greatest + 0.5, parameters.bins, parameters.edges);
  return uniform_edges(least, greatest, parameters.bins, parameters.edges);
}

} // namespace

DType HistogramParameters::counts() const {
  if (!weights)
    return DType::int64;
  return kind_of(*weights) == DTypeKind::complex ? DType::complex128 : DType::float64;
}

Shape HistogramParameters::shape() const {
  Shape shape;
  for (const Dimension& dimension : dimensions)
    shape.push_back(dimension.bins);
  return shape;
}

Chunk count_bins(const HistogramParameters& parameters, std::vector<BinEdges> edges,
                 std::span<const Chunk> chunks, const Chunk* weights) {
  if (chunks.size() != parameters.dimensions.size())
    throw ValueError(parameters.name + ": " + std::to_string(chunks.size()) + " blocks for "
                     + std::to_string(parameters.dimensions.size()) + " dimensions");
  CellFinder finder(parameters, std::move(edges));
  if (element_count(parameters.shape()) != finder.cells())
    throw ShapeError(parameters.name + ": edges of " + std::to_string(finder.cells())
                     + " cells for counts of shape " + to_string(parameters.shape()));
  for (const Chunk& chunk : chunks)
    if (chunk.size() != chunks[0].size() || (weights != nullptr && weights->size() != chunk.size()))
      throw ShapeError(parameters.name + ": blocks of different shapes, " + to_string(chunks[0].shape())
                       + " and " + to_string(weights != nullptr ? weights->shape() : chunk.shape()));
  if (weights == nullptr)
    return counts_of(parameters, finder, chunks);
  if (parameters.counts() == DType::complex128)
    return weights_of<std::complex<double>>(parameters, finder, chunks, *weights);
  return weights_of<double>(parameters, finder, chunks, *weights);
}

void register_histogram(KernelRegistry& registry) {
  registry.add({"histogram", 1, "how many elements of a chunk lie in each bin", any_arity, run_histogram,
                Parameters::decode<HistogramParameters>, KernelKind::compute});
  registry.add({"histogram_merge", 1, "counts of several chunks added up", at_least(1), run_merge,
                Parameters::decode<HistogramMergeParameters>, KernelKind::compute});
  registry.add({"value_range", 1, "the least and the greatest element of a chunk", 1, run_range,
                Parameters::decode<HistogramRangeParameters>, KernelKind::compute});
  registry.add({"histogram_edges", 1, "edges of equal bins between the extremes of several chunks", any_arity,
                run_edges, Parameters::decode<HistogramRangeParameters>, KernelKind::compute});
}

} // namespace troupe
