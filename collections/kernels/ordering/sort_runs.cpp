#include "kernels/ordering/sort_runs.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include <troupe/memory_account.hpp>

#include "kernels/ordering/item_buffer.hpp"
#include "kernels/ordering/merge_runs.hpp"
#include "kernels/ordering/run_pieces.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Writes what is in order as elements, or as positions.
template <class T, class Item>
auto* write_result(std::span<const Item> items, auto* out) {
  return std::ranges::transform(items, out,
                                [](const Item& item) {
                                  if constexpr (std::same_as<Item, KeyOf<T>>)
                                    return value_from<T>(item);
                                  else
                                    return static_cast<std::int64_t>(item.index);
                                })
      .out;
}

template <class T, class Item>
Chunk join(const SortJoinParameters& parameters, std::span<const Value> pieces) {
  const std::vector<RunPieces<Item>> runs = runs_of<Item>(parameters.pieces, pieces);
  const auto skip = static_cast<std::size_t>(parameters.skip),
             take = static_cast<std::size_t>(parameters.take);
  const std::vector<std::size_t> begins = split_at_rank<Item>(runs, skip);
  const std::vector<std::size_t> ends = split_at_rank<Item>(runs, skip + take);
  std::vector<std::span<const Item>> sources;
  std::size_t count = 0;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    if (begins[run] > ends[run])
      throw ValueError("sort: runs that are not sorted");
    runs[run].append(begins[run], ends[run], sources);
    count += ends[run] - begins[run];
  }
  if (count != take)
    throw ValueError("sort: " + std::to_string(count) + " items in place of " + std::to_string(take));
  using Result = std::conditional_t<std::same_as<Item, KeyOf<T>>, T, std::int64_t>;
  return Chunk::generate<Result>({parameters.take}, [&](std::span<Result> result) {
    Result* out = result.data();
    RunMerge<Item>(std::move(sources)).run([&](std::span<const Item> items) {
      if (items.size() > static_cast<std::size_t>(result.data() + take - out))
        throw ValueError("sort: runs that are not sorted");
      out = write_result<T>(items, out);
    });
  });
}

Value run_sort_run(const KernelCall& call) {
  return sort_run(call.parameters.as<SortRunParameters>(), call.arguments);
}

Value run_piece(const KernelCall& call) {
  const auto& parameters = call.parameters.as<RunPieceParameters>();
  const Chunk& run = call.arguments[0].as_chunk();
  const std::int64_t size = run.shape()[0], row = run.shape()[1];
  const std::int64_t begin = piece_begin(size, parameters.number, parameters.pieces);
  const std::int64_t end = piece_begin(size, parameters.number + 1, parameters.pieces);
  const Chunk piece = run.view(begin * row, {end - begin, row});
  if (MemoryAccount::current() == nullptr)
    return piece;
  return Chunk::copy<std::uint8_t>(piece.shape(), piece.values<std::uint8_t>());
}

Value run_run_samples(const KernelCall& call) {
  return Value(
      to_bytes(sample_run(call.parameters.as<RunSamplesParameters>(), call.arguments[0].as_chunk())));
}

Value run_sort_join(const KernelCall& call) {
  return sort_join(call.parameters.as<SortJoinParameters>(), call.arguments);
}

} // namespace

Chunk sort_run(const SortRunParameters& parameters, std::span<const Value> chunks) {
  return visit_items(parameters.dtype, parameters.kind,
                     [&]<class T, class Item>(std::type_identity<T>, std::type_identity<Item>) {
                       constexpr Zeros zeros = std::same_as<Item, KeyOf<T>> ? Zeros::apart : Zeros::equal;
                       ItemBuffer<Item> items = encoded_items<T, Item, zeros>(chunks, parameters.origin);
                       const std::size_t count = items.items().size();
                       ItemBuffer<Item> work(count);
                       sort_in(items, work, count);
                       return items.chunk(count);
                     });
}

RunSamples sample_run(const RunSamplesParameters& parameters, const Chunk& run) {
  RunSamples samples;
  visit_items(parameters.dtype, parameters.kind,
              [&]<class T, class Item>(std::type_identity<T>, std::type_identity<Item>) {
                const std::span<const Item> items = items_of<Item>(run);
                samples.size = static_cast<std::int64_t>(items.size());
                const auto count = std::min(static_cast<std::size_t>(parameters.count), items.size());
                for (std::size_t i = 0; i < count; ++i) {
                  const Uint128 key = key_of(
                      items[static_cast<std::size_t>(RunSamples::sample_position(samples.size, i, count))]);
                  samples.high.push_back(static_cast<std::uint64_t>(key >> 64));
                  samples.low.push_back(static_cast<std::uint64_t>(key));
                }
              });
  return samples;
}

Chunk sort_join(const SortJoinParameters& parameters, std::span<const Value> pieces) {
  return visit_items(parameters.dtype, parameters.kind,
                     [&]<class T, class Item>(std::type_identity<T>, std::type_identity<Item>) {
                       return join<T, Item>(parameters, pieces);
                     });
}

void register_sort_runs(KernelRegistry& registry) {
  registry.add({"sort_run", 1, "neighbouring chunks as one run of sorted items", any_arity, run_sort_run,
                Parameters::decode<SortRunParameters>, KernelKind::compute});
  registry.add({"run_piece", 1, "some of the items of a run", 1, run_piece,
                Parameters::decode<RunPieceParameters>, KernelKind::compute});
  registry.add({"run_samples", 1, "a few keys of a run", 1, run_run_samples,
                Parameters::decode<RunSamplesParameters>, KernelKind::compute});
  registry.add({"sort_join", 1, "the elements of some ranks out of pieces of runs", any_arity, run_sort_join,
                Parameters::decode<SortJoinParameters>, KernelKind::compute});
}

} // namespace troupe
