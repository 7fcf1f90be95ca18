#include "kernels/statistics/counting.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/ranks/rank_cells.hpp"
#include "kernels/ranks/rank_table.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Neighbouring numbers are counted apart where that takes little memory, so that equal ones need not wait.
constexpr std::int64_t most_counts_apart = 1 << 14;

Value run_digitize(const KernelCall& call) {
  const auto& parameters = call.parameters.as<DigitizeParameters>();
  const Chunk before = edges_before(parameters.edges, parameters.side, call.arguments[0].as_chunk());
  if (!parameters.descending)
    return before;
  const auto count = static_cast<std::int64_t>(parameters.edges.size());
  return Chunk::generate<std::int64_t>(before.shape(), [&](std::span<std::int64_t> out) {
    std::ranges::transform(before.values<std::int64_t>(), out.begin(),
                           [&](std::int64_t i) { return count - i; });
  });
}

/// One more than the greatest number.
template <class T>
std::int64_t counts_needed(const Chunk& chunk) {
  if (chunk.size() == 0)
    return 0;
  T least, greatest;
  rank_kernels(chunk.dtype(), "bincount").range(chunk.bytes(), chunk.size(), &least, &greatest);
  if (std::cmp_less(least, 0))
    throw ValueError("bincount: " + std::to_string(least) + " is negative");
  if (std::cmp_greater_equal(greatest, std::int64_t{1} << 59))
    throw MemoryError("bincount: counts up to " + std::to_string(greatest) + " do not fit into memory");
  return static_cast<std::int64_t>(greatest) + 1;
}

template <class F>
Chunk visit_numbers(const Chunk& chunk, F&& count) {
  return visit_ordered(chunk.dtype(), "bincount", [&]<class T>(std::type_identity<T> type) -> Chunk {
    if constexpr (std::integral<T>)
      return count(type);
    else
      throw DTypeError("bincount: elements of dtype " + std::string(to_string(chunk.dtype()))
                       + " are no integers");
  });
}

template <class Sum>
Value merged(std::span<const Value> arguments, std::int64_t length) {
  for (const Value& argument : arguments)
    length = std::max(length, static_cast<std::int64_t>(argument.as_chunk().size()));
  return Chunk::generate<Sum>({length}, [&](std::span<Sum> out) {
    std::ranges::fill(out, Sum{});
    for (const Value& argument : arguments)
      std::ranges::transform(argument.as_chunk().values<Sum>(), out, out.begin(), std::plus{});
  });
}

Value run_bincount(const KernelCall& call) {
  const Chunk& chunk = call.arguments[0].as_chunk();
  return call.arguments.size() == 1 ? bincount_block(chunk)
                                    : bincount_block(chunk, call.arguments[1].as_chunk());
}

Value run_merge(const KernelCall& call) {
  const std::int64_t minlength = call.parameters.as<BincountParameters>().minlength;
  if (call.arguments[0].as_chunk().dtype() == DType::int64)
    return merged<std::int64_t>(call.arguments, minlength);
  return merged<double>(call.arguments, minlength);
}

} // namespace

Chunk bincount_block(const Chunk& chunk) {
  return visit_numbers(chunk, [&]<class T>(std::type_identity<T>) {
    const std::int64_t length = counts_needed<T>(chunk);
    return Chunk::generate<std::int64_t>({length}, [&](std::span<std::int64_t> out) {
      std::ranges::fill(out, 0);
      const auto elements = ordered_elements<T>(chunk);
      std::size_t i = 0;
      if (length <= most_counts_apart) {
        std::vector<std::int64_t> other(out.size(), 0);
        for (; i + 2 <= elements.size(); i += 2) {
          ++out[static_cast<std::size_t>(elements[i])];
          ++other[static_cast<std::size_t>(elements[i + 1])];
        }
        std::ranges::transform(out, other, out.begin(), std::plus{});
      }
      for (; i < elements.size(); ++i)
        ++out[static_cast<std::size_t>(elements[i])];
    });
  });
}

Chunk bincount_block(const Chunk& chunk, const Chunk& weights) {
  if (weights.shape() != chunk.shape())
    throw ShapeError("bincount: weights of shape " + to_string(weights.shape()) + " for numbers of shape "
                     + to_string(chunk.shape()));
  return visit_numbers(chunk, [&]<class T>(std::type_identity<T>) {
    const auto add = [&]<class W>(std::type_identity<W>, std::span<double> out) {
      const auto elements = ordered_elements<T>(chunk);
      const auto added = weights.values<W>();
      for (std::size_t i = 0; i < elements.size(); ++i)
        out[static_cast<std::size_t>(elements[i])] += static_cast<double>(added[i]);
    };
    return Chunk::generate<double>({counts_needed<T>(chunk)}, [&](std::span<double> out) {
      std::ranges::fill(out, 0);
      visit_dtype(weights.dtype(), [&]<class W>(std::type_identity<W> type) {
        if constexpr (ComplexElement<W>)
          throw DTypeError("bincount: weights of dtype " + std::string(to_string(weights.dtype())));
        else
          add(type, out);
      });
    });
  });
}

void register_bincount(KernelRegistry& registry) {
  registry.add({"bincount", 1, "how often each number from 0 on occurs", at_least(1), run_bincount,
                Parameters::decode<BincountParameters>, KernelKind::compute});
  registry.add({"bincount_merge", 1, "such counts of several chunks added up", at_least(1), run_merge,
                Parameters::decode<BincountParameters>, KernelKind::compute});
}

void register_digitize(KernelRegistry& registry) {
  registry.add({"digitize", 1, "the numbers of the bins that elements lie in", 1, run_digitize,
                Parameters::decode<DigitizeParameters>, KernelKind::compute});
}

} // namespace troupe
