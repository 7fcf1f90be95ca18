#include "kernels/ordering/search.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/ordering/item_buffer.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Up to so many bytes of sorted elements stay in a second-level cache, where looking up one value after the other beats
/// sorting them.
constexpr std::size_t cached_bytes = std::size_t{1} << 20;
constexpr std::size_t few_values = 1024;

template <class T>
KeyOf<T> key_for(T value) noexcept {
  return SortKey<T>::template encode<Zeros::equal>(value);
}

/// The number of sorted elements that come before a key.
template <class T>
std::size_t place_of(std::span<const T> sorted, KeyOf<T> key, SearchSide side) {
  const T* first = sorted.data();
  std::size_t left = sorted.size();
  while (left > 0) { // without branches: which way it goes nobody can foresee
    const std::size_t half = left / 2;
    const KeyOf<T> middle = key_for(first[half]);
    const bool is_before = middle < key || (side == SearchSide::right && middle == key);
    first = is_before ? first + half + 1 : first;
    left = is_before ? left - half - 1 : half;
  }
  return static_cast<std::size_t>(first - sorted.data());
}

/// `place(position, number)` for keys in ascending order, the places found by going forward in growing steps.
template <class T, class Item, class Place>
void places_of_sorted(std::span<const T> sorted, std::span<const Item> items, SearchSide side, Place place) {
  std::size_t begin = 0;
  for (const Item& item : items) {
    const auto key = static_cast<KeyOf<T>>(item.key);
    std::size_t step = 1;
    const auto is_before = [&](std::size_t at) {
      const KeyOf<T> other = key_for(sorted[at]);
      return other < key || (side == SearchSide::right && other == key);
    };
    while (begin + step <= sorted.size() && is_before(begin + step - 1)) {
      begin += step;
      step *= 2;
    }
    begin += place_of(sorted.subspan(begin, std::min(step, sorted.size() - begin)), key, side);
    place(item.index, begin);
  }
}

template <class T>
class Lookup {
public:
  explicit Lookup(std::span<const T> sorted) : sorted_(sorted) {}

  template <class Out>
  void run(std::span<const T> values, SearchSide side, std::span<Out> out) const {
    if (sorted_.size_bytes() <= cached_bytes || values.size() <= few_values) {
      for (std::size_t i = 0; i < values.size(); ++i)
        out[i] = answer<Out>(place_of(sorted_, key_for(values[i]), side), values[i]);
      return;
    }
    using Item = ItemOf<T, ItemKind::indexed>;
    ItemBuffer<Item> items(values.size()), work(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      items.items()[i] = item_from<T, Item, Zeros::equal>(values[i], i);
    sort_in(items, work, values.size());
    places_of_sorted<T, Item>(sorted_, items.items(), side, [&](std::uint64_t index, std::size_t place) {
      out[index] = answer<Out>(place, values[index]);
    });
  }

private:
  template <class Out>
  Out answer(std::size_t place, T value) const {
    if constexpr (std::same_as<Out, bool>)
      return place < sorted_.size() && sorted_[place] == value; // no NaN equals itself
    else
      return static_cast<Out>(place);
  }

  std::span<const T> sorted_;
};

template <class T, class Item>
Chunk part(SearchSide side, std::span<const T> sorted, std::span<const Item> items) {
  const auto count_before = [&](T bound, bool with_equal) {
    const WideKey<KeyOf<T>> key = key_for(bound);
    return static_cast<std::size_t>(
        std::ranges::partition_point(
            items, [=](const Item& item) { return item.key < key || (with_equal && item.key == key); })
        - items.begin());
  };
  const bool with_equal = side == SearchSide::left;
  const std::size_t front = sorted.empty() ? 0 : count_before(sorted.front(), with_equal);
  const std::size_t end = sorted.empty() ? 0 : count_before(sorted.back(), with_equal);
  return Chunk::generate<std::int64_t>(
      {static_cast<std::int64_t>(end - front) + 3}, [&](std::span<std::int64_t> out) {
        out[0] = static_cast<std::int64_t>(sorted.size());
        out[1] = static_cast<std::int64_t>(front);
        out[2] = static_cast<std::int64_t>(end);
        std::size_t next = 3;
        places_of_sorted<T, Item>(
            sorted, items.subspan(front, end - front), side,
            [&](std::uint64_t, std::size_t place) { out[next++] = static_cast<std::int64_t>(place); });
      });
}

/// What `part` tells of a run of `count` items.
struct PartPlaces {
  std::int64_t length;
  std::size_t front, end;
  std::span<const std::int64_t> places;

  PartPlaces(std::span<const std::int64_t> numbers, std::size_t count) {
    if (numbers.size() < 3 || numbers[1] < 0 || numbers[1] > numbers[2] || std::cmp_greater(numbers[2], count)
        || std::cmp_not_equal(numbers.size() - 3, numbers[2] - numbers[1]))
      throw ValueError("search_join: " + std::to_string(numbers.size()) + " numbers are no part of "
                       + std::to_string(count) + " values");
    length = numbers[0];
    front = static_cast<std::size_t>(numbers[1]);
    end = static_cast<std::size_t>(numbers[2]);
    places = numbers.subspan(3);
  }
};

template <class Item>
void join(std::span<const Item> items, std::span<const Value> parts, std::span<std::int64_t> out) {
  if (items.size() != out.size())
    throw ShapeError("search_join: " + std::to_string(items.size()) + " values for "
                     + std::to_string(out.size()) + " places");
  const auto put = [&](std::size_t number, std::int64_t place) {
    if (items[number].index >= out.size())
      throw IndexError("search_join: value " + std::to_string(items[number].index) + " of "
                       + std::to_string(out.size()));
    out[items[number].index] = place;
  };
  std::int64_t before = 0;
  std::size_t next = 0;
  for (const Value& value : parts) {
    const PartPlaces part(value.as_chunk().values<std::int64_t>(), items.size());
    for (; next < part.front; ++next)
      put(next, before);
    for (; next < part.end; ++next)
      put(next, before + part.places[next - part.front]);
    before += part.length;
  }
  for (; next < items.size(); ++next)
    put(next, before);
}

Value run_search(const KernelCall& call) {
  return search(call.parameters.as<SearchParameters>(), call.arguments[0].as_chunk(),
                call.arguments[1].as_chunk());
}

Value run_search_part(const KernelCall& call) {
  return search_part(call.parameters.as<SearchParameters>(), call.arguments[0].as_chunk(),
                     call.arguments[1].as_chunk());
}

Value run_search_join(const KernelCall& call) {
  return search_join(call.parameters.as<SearchParameters>(), call.arguments[0].as_chunk(),
                     call.arguments.subspan(1));
}

} // namespace

Chunk search(const SearchParameters& parameters, const Chunk& sorted, const Chunk& values) {
  const bool is_member = parameters.result == SearchResult::member;
  auto [result, elements] = Chunk::uninitialised(is_member ? DType::boolean : DType::int64, values.shape());
  visit_dtype(values.dtype(), [&, out = elements]<class T>(std::type_identity<T>) {
    const Lookup<T> lookup(sorted.values<T>());
    if (is_member)
      lookup.run(values.values<T>(), SearchSide::left,
                 std::span(reinterpret_cast<bool*>(out), values.size()));
    else
      lookup.run(values.values<T>(), parameters.side,
                 std::span(reinterpret_cast<std::int64_t*>(out), values.size()));
  });
  return std::move(result);
}

Chunk search_part(const SearchParameters& parameters, const Chunk& sorted, const Chunk& run) {
  return visit_dtype(parameters.dtype, [&]<class T>(std::type_identity<T>) {
    using Item = ItemOf<T, ItemKind::indexed>;
    return part<T, Item>(parameters.side, sorted.values<T>(), items_of<Item>(run));
  });
}

Chunk search_join(const SearchParameters& parameters, const Chunk& run, std::span<const Value> parts) {
  return Chunk::generate<std::int64_t>(parameters.shape, [&](std::span<std::int64_t> out) {
    visit_dtype(parameters.dtype, [&]<class T>(std::type_identity<T>) {
      using Item = ItemOf<T, ItemKind::indexed>;
      join<Item>(items_of<Item>(run), parts, out);
    });
  });
}

void register_search(KernelRegistry& registry) {
  registry.add({"search", 1, "where values belong in a sorted chunk, or whether they are there", 2,
                run_search, Parameters::decode<SearchParameters>, KernelKind::compute});
  registry.add({"search_part", 1, "where a run of values belongs in one sorted chunk of several", 2,
                run_search_part, Parameters::decode<SearchParameters>, KernelKind::compute});
  registry.add({"search_join", 1, "where values belong in several sorted chunks", at_least(1),
                run_search_join, Parameters::decode<SearchParameters>, KernelKind::compute});
}

} // namespace troupe
