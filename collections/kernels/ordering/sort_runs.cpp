#include "kernels/ordering/sort_runs.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include <troupe/memory_account.hpp>

#include "kernels/ordering/item_buffer.hpp"
#include "kernels/ordering/run_pieces.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Decodes what was sorted: elements, or positions.
template <class T, class Item>
Chunk result_of(std::span<const Item> items) {
  const Shape shape{static_cast<std::int64_t>(items.size())};
  if constexpr (requires(Item item) { item.index; }) {
    return Chunk::generate<std::int64_t>(shape, [&](std::span<std::int64_t> out) {
      std::ranges::transform(items, out.begin(),
                             [](const Item& item) { return static_cast<std::int64_t>(item.index); });
    });
  } else {
    return Chunk::generate<T>(shape, [&](std::span<T> out) {
      std::ranges::transform(items, out.begin(), [](Item item) { return value_from<T>(item); });
    });
  }
}

/// As above, in place: the memory of the keys becomes that of the elements.
template <class T>
Chunk result_in_place(const ItemBuffer<KeyOf<T>>& keys) {
  auto* const elements = reinterpret_cast<std::byte*>(keys.begin());
  for (std::size_t i = 0; i < keys.items().size(); ++i)
    store_element(elements, i, SortKey<T>::decode(load_element<KeyOf<T>>(elements, i)));
  return keys.template adopt<T>();
}

template <class T, class Item>
Chunk join(const SortJoinParameters& parameters, std::span<const Value> pieces) {
  const std::vector<RunPieces<Item>> runs = runs_of<Item>(parameters.pieces, pieces);
  const auto skip = static_cast<std::size_t>(parameters.skip),
             take = static_cast<std::size_t>(parameters.take);
  const std::vector<std::size_t> begins = split_at_rank<Item>(runs, skip);
  const std::vector<std::size_t> ends = split_at_rank<Item>(runs, skip + take);
  ItemBuffer<Item> items(take), work(take);
  Item* out = items.begin();
  for (std::size_t run = 0; run < runs.size(); ++run) {
    if (ends[run] - begins[run] > take - static_cast<std::size_t>(out - items.begin()))
      throw ValueError("sort: runs that are not sorted");
    out = runs[run].copy(begins[run], ends[run], out);
  }
  if (static_cast<std::size_t>(out - items.begin()) != take)
    throw ValueError("sort: " + std::to_string(out - items.begin()) + " items in place of "
                     + std::to_string(take));
  sort_in(items, work, take);
  if constexpr (std::same_as<Item, KeyOf<T>>)
    return result_in_place<T>(items);
  else
    return result_of<T, Item>(items.items());
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
