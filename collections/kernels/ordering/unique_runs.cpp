#include "kernels/ordering/unique_runs.hpp"

#include <algorithm>
#include <utility>

#include <troupe/kernel.hpp>

#include "kernels/ordering/item_buffer.hpp"
#include "kernels/ordering/merge_runs.hpp"
#include "kernels/ordering/run_pieces.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Collects one of each key of items that come in order, the first, with the tallies of all.
template <class Item>
class Distinct {
public:
  explicit Distinct(Item* out) : begin_(out), end_(out) {}

  /// `items` may be where they are collected, if they are not before the end of that.
  void add(std::span<const Item> items) {
    for (const Item item : items) {
      const bool is_new = end_ == begin_ || key_of(item) != key_of(end_[-1]);
      if constexpr (requires { item.count; }) {
        if (is_new)
          *end_++ = item;
        else
          end_[-1].count += item.count;
      } else {
        *end_ = item;
        end_ += is_new;
      }
    }
  }
  std::size_t count() const noexcept { return static_cast<std::size_t>(end_ - begin_); }

private:
  Item* begin_;
  Item* end_;
};

/// A complex number of which a part is NaN is as one of which both are.
template <class T, class Item>
void merge_nan(std::span<Item> items) {
  if constexpr (ComplexElement<T>)
    for (Item& item : items)
      if (is_nan_key<T>(key_of(item))) {
        if constexpr (requires { item.key; })
          item.key = SortKey<T>::nan;
        else
          item = SortKey<T>::nan;
      }
}

/// The first `count` items; by themselves if the memory they lie in is much larger.
template <class Item>
ItemBuffer<Item> trimmed(ItemBuffer<Item> items, std::size_t count) {
  if (count > items.items().size() / 4 * 3)
    return items;
  ItemBuffer<Item> small(count);
  std::copy_n(items.begin(), count, small.begin());
  return small;
}

template <class Key>
Key key_from(const SampleKey& sample) {
  if constexpr (sizeof(Key) > 8)
    return static_cast<Key>(sample.high) << 64 | sample.low;
  else
    return static_cast<Key>(sample.low);
}

template <class T, class Item>
Chunk join(const UniqueJoinParameters& parameters, std::span<const Value> pieces) {
  using Key = typename ItemTraits<Item>::Key;
  const std::vector<RunPieces<Item>> runs = runs_of<Item>(parameters.pieces, pieces);
  std::vector<std::span<const Item>> sources;
  for (const auto& run : runs) {
    const std::size_t begin = parameters.lower ? run.count_below(key_from<Key>(*parameters.lower)) : 0;
    const std::size_t end = parameters.upper ? run.count_below(key_from<Key>(*parameters.upper)) : run.size();
    run.append(begin, std::max(begin, end), sources);
  }
  std::size_t total = 0;
  for (const std::span<const Item> source : sources)
    total += source.size();
  ItemBuffer<Item> items(total);
  Distinct<Item> distinct(items.begin());
  RunMerge<Item>(std::move(sources)).run([&](std::span<const Item> merged) { distinct.add(merged); });
  ItemBuffer<Item> result = trimmed(std::move(items), distinct.count());
  if constexpr (std::same_as<Item, KeyOf<T>>)
    return std::move(result).template elements<T>(distinct.count());
  else
    return result.chunk(distinct.count());
}

template <class Item, class Read>
Chunk numbers_of(const Chunk& chunk, Read read) {
  const std::span<const Item> items = items_of<Item>(chunk);
  return Chunk::generate<std::int64_t>({chunk.shape()[0]}, [&](std::span<std::int64_t> out) {
    std::ranges::transform(items, out.begin(), read);
  });
}

template <class T, class Item>
Chunk part_of(UniquePart part, const Chunk& chunk) {
  if (part == UniquePart::values) {
    const std::span<const Item> items = items_of<Item>(chunk);
    return Chunk::generate<T>({chunk.shape()[0]}, [&](std::span<T> out) {
      std::ranges::transform(items, out.begin(), [](const Item& item) { return value_from<T>(item); });
    });
  }
  if constexpr (requires(Item item) { item.count; }) {
    if (part == UniquePart::index)
      return numbers_of<Item>(chunk, [](const Item& item) { return static_cast<std::int64_t>(item.index); });
    return numbers_of<Item>(chunk, [](const Item& item) { return static_cast<std::int64_t>(item.count); });
  } else {
    throw ValueError("unique: keys without tallies");
  }
}

Value run_unique_run(const KernelCall& call) {
  return unique_run(call.parameters.as<SortRunParameters>(), call.arguments);
}

Value run_unique_join(const KernelCall& call) {
  return unique_join(call.parameters.as<UniqueJoinParameters>(), call.arguments);
}

Value run_unique_part(const KernelCall& call) {
  return unique_part(call.parameters.as<UniquePartParameters>(), call.arguments[0].as_chunk());
}

} // namespace

Chunk unique_run(const SortRunParameters& parameters, std::span<const Value> chunks) {
  return visit_items(parameters.dtype, parameters.kind,
                     [&]<class T, class Item>(std::type_identity<T>, std::type_identity<Item>) {
                       ItemBuffer<Item> items =
                           encoded_items<T, Item, Zeros::equal>(chunks, parameters.origin);
                       merge_nan<T>(items.items());
                       {
                         ItemBuffer<Item> work(items.items().size());
                         sort_in(items, work, items.items().size());
                       }
                       Distinct<Item> distinct(items.begin());
                       distinct.add(items.items());
                       return trimmed(std::move(items), distinct.count()).chunk(distinct.count());
                     });
}

Chunk unique_join(const UniqueJoinParameters& parameters, std::span<const Value> pieces) {
  return visit_items(parameters.dtype, parameters.kind,
                     [&]<class T, class Item>(std::type_identity<T>, std::type_identity<Item>) {
                       return join<T, Item>(parameters, pieces);
                     });
}

Chunk unique_part(const UniquePartParameters& parameters, const Chunk& items) {
  return visit_items(parameters.dtype, parameters.kind,
                     [&]<class T, class Item>(std::type_identity<T>, std::type_identity<Item>) {
                       return part_of<T, Item>(parameters.part, items);
                     });
}

void register_unique(KernelRegistry& registry) {
  registry.add({"unique_run", 2, "neighbouring chunks as one run of distinct items", any_arity,
                run_unique_run, Parameters::decode<SortRunParameters>, KernelKind::compute});
  registry.add({"unique_join", 2, "the distinct items of a range out of pieces of runs", any_arity,
                run_unique_join, Parameters::decode<UniqueJoinParameters>, KernelKind::compute});
  registry.add({"unique_part", 1, "distinct items as elements, positions or counts", 1, run_unique_part,
                Parameters::decode<UniquePartParameters>, KernelKind::compute});
}

} // namespace troupe
