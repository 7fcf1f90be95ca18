#include "kernels/ordering/radix_sort.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include <emmintrin.h>

namespace troupe {

namespace {

/// Up to so many items, comparing them is faster than counting digits.
constexpr std::size_t few_items = 96;
constexpr std::size_t few_in_group = 24;
constexpr int largest_digit_bits = 11;
constexpr std::size_t most_passes = 3;

template <class Key>
int bit_width_of(Key key) noexcept {
  if constexpr (sizeof(Key) > 8) {
    const auto high = static_cast<std::uint64_t>(key >> 64);
    return high != 0 ? 64 + static_cast<int>(std::bit_width(high))
                     : static_cast<int>(std::bit_width(static_cast<std::uint64_t>(key)));
  } else {
    return static_cast<int>(std::bit_width(key));
  }
}

/// What one look at all keys tells.
template <class Key>
struct Survey {
  Key varying = 0; ///< The bits in which some differ.
  bool is_sorted = true;
};

template <class Item>
auto survey(std::span<const Item> items) {
  using Key = typename ItemTraits<Item>::Key;
  Key any = key_of(items[0]), all = any;
  bool descends = false;
  for (std::size_t i = 1; i < items.size(); ++i) {
    const Key key = key_of(items[i]);
    any |= key;
    all &= key;
    descends |= key < key_of(items[i - 1]);
  }
  return Survey<Key>{static_cast<Key>(any ^ all), !descends};
}

template <class Item>
void insertion_sort(std::span<Item> items) {
  for (std::size_t i = 1; i < items.size(); ++i) {
    const Item item = items[i];
    std::size_t j = i;
    for (; j > 0 && key_of(item) < key_of(items[j - 1]); --j)
      items[j] = items[j - 1];
    items[j] = item;
  }
}

/// Stable as well: items that have more than a key are told apart by where they stand.
template <class Item>
void comparison_sort(std::span<Item> items) {
  if (items.size() <= few_in_group)
    return insertion_sort(items);
  std::ranges::sort(items, [](const Item& left, const Item& right) {
    if constexpr (requires { left.index; })
      return key_of(left) < key_of(right) || (key_of(left) == key_of(right) && left.index < right.index);
    else
      return left < right;
  });
}

/// Which digits are sorted by, the lowest first.
struct Digits {
  int lowest_bit = 0;
  int bits = 0; ///< Of a digit.
  std::size_t passes = 0;
  bool are_all = true; ///< Nothing differs below.
};

template <class Key>
Digits digits_for(Key varying, std::size_t count) {
  const int high = bit_width_of(varying);
  const int low = bit_width_of(static_cast<Key>(varying & (Key{0} - varying))) - 1;
  // Random keys that agree in eight bits more than it takes to number them are rare.
  const int useful = std::min(high - low, static_cast<int>(std::bit_width(count)) + 8);
  Digits digits;
  digits.passes = std::min<std::size_t>(most_passes, (useful + largest_digit_bits - 1) / largest_digit_bits);
  const auto passes = static_cast<int>(digits.passes);
  digits.bits = std::min(largest_digit_bits, (useful + passes - 1) / passes);
  digits.lowest_bit = std::max(low, high - passes * digits.bits);
  digits.are_all = digits.lowest_bit == low;
  return digits;
}

constexpr std::size_t digit_values = std::size_t{1} << largest_digit_bits;
/// Numbers of items, then the places where those of each digit begin.
/// In 32 bits where that is enough: so those of three passes leave room in a first-level cache.
template <class Count>
using Counts = std::array<std::array<Count, digit_values>, most_passes>;

constexpr std::size_t line_bytes = 64;

/// Items on their way to up to 2048 places, collected by the cache line and written past the caches. Where the
/// places do not fit in a cache, scattered writes would fetch every line before it is written over: 8.3 ns an item,
/// with lines 3.2.
template <class Item>
class LineWriter {
public:
  static constexpr std::size_t items_per_line = line_bytes / sizeof(Item);
  static constexpr bool is_possible = line_bytes % sizeof(Item) == 0;
  /// Fewer items stay in a second-level cache.
  static constexpr std::size_t worthwhile_bytes = std::size_t{1} << 20;

  static bool pays(std::span<const Item> from, std::span<const Item> to) {
    return is_possible && from.size_bytes() >= worthwhile_bytes
           && reinterpret_cast<std::uintptr_t>(to.data()) % line_bytes == 0;
  }

  /// \param digit_of  the place that an item goes to
  template <class Count, class DigitOf>
  void scatter(std::span<const Item> from, Item* to, std::span<Count> places, DigitOf digit_of) {
    std::ranges::copy(places, begins_.begin());
    for (const Item& item : from) {
      const std::size_t digit = digit_of(item);
      const std::size_t place = places[digit]++;
      lines_[digit].items[place % items_per_line] = item;
      if (place % items_per_line == items_per_line - 1)
        write(to, digit, place + 1 - items_per_line);
    }
    for (std::size_t digit = 0; digit < places.size(); ++digit)
      write_part(to, digit, places[digit] / items_per_line * items_per_line, places[digit]);
    _mm_sfence();
  }

private:
  struct alignas(line_bytes) Line {
    Item items[std::max<std::size_t>(items_per_line, 1)];
  };

  void write(Item* to, std::size_t digit, std::size_t begin) {
    if (begin < begins_[digit]) // the line's first items belong to the digit before
      return write_part(to, digit, begin, begin + items_per_line);
    const auto* const from = reinterpret_cast<const __m128i*>(lines_[digit].items);
    auto* const line = reinterpret_cast<__m128i*>(to + begin);
    for (std::size_t i = 0; i < line_bytes / sizeof(__m128i); ++i)
      _mm_stream_si128(line + i, _mm_load_si128(from + i));
  }

  void write_part(Item* to, std::size_t digit, std::size_t begin, std::size_t end) {
    for (std::size_t place = std::max(begin, begins_[digit]); place < end; ++place)
      to[place] = lines_[digit].items[place % items_per_line];
  }

  std::array<Line, digit_values> lines_;
  std::array<std::size_t, digit_values> begins_;
};

template <class Item, class Count>
class RadixSort {
public:
  using Key = typename ItemTraits<Item>::Key;

  /// \returns where the result is.
  std::span<Item> run(std::span<Item> items, std::span<Item> work) {
    if (items.size() < 2)
      return items;
    if (items.size() <= few_items) {
      comparison_sort(items);
      return items;
    }
    const Survey<Key> seen = survey<Item>(items);
    if (seen.is_sorted)
      return items;
    const Digits digits = digits_for(seen.varying, items.size());
    count(items, digits);
    std::span<Item> from = items, to = work;
    for (std::size_t pass = 0; pass < digits.passes; ++pass)
      if (move(from, to, pass, digits))
        std::swap(from, to);
    if (!digits.are_all)
      sort_groups(from, to, digits.lowest_bit);
    return from;
  }

private:
  void count(std::span<const Item> items, const Digits& digits) {
    const auto mask = (std::uint32_t{1} << digits.bits) - 1;
    for (std::size_t pass = 0; pass < digits.passes; ++pass)
      std::fill_n((*counts_)[pass].begin(), mask + 1, 0);
    for (const Item& item : items) {
      auto rest = static_cast<std::uint64_t>(key_of(item) >> digits.lowest_bit);
      for (std::size_t pass = 0; pass < digits.passes; ++pass, rest >>= digits.bits)
        ++(*counts_)[pass][rest & mask];
    }
  }

  /// Whether anything was moved: not if all have the same digit.
  bool move(std::span<const Item> from, std::span<Item> to, std::size_t pass, const Digits& digits) {
    const auto mask = (std::uint32_t{1} << digits.bits) - 1;
    const int shift = digits.lowest_bit + static_cast<int>(pass) * digits.bits;
    auto& places = (*counts_)[pass];
    Count begin = 0;
    for (std::size_t digit = 0; digit <= mask; ++digit) {
      if (places[digit] == from.size())
        return false;
      begin += std::exchange(places[digit], begin);
    }
    const auto digit_of = [=](const Item& item) {
      return static_cast<std::uint32_t>(key_of(item) >> shift) & mask;
    };
    if (LineWriter<Item>::pays(from, to)) {
      if (!lines_)
        lines_ = std::make_unique_for_overwrite<LineWriter<Item>>();
      lines_->scatter(from, to.data(), std::span(places).first(mask + 1), digit_of);
      return true;
    }
    for (const Item& item : from)
      to[places[digit_of(item)]++] = item;
    return true;
  }

  /// Puts those in order that agree in all bits from `lowest_bit` on. Groups that are in order already, nearly all, are
  /// passed over.
  void sort_groups(std::span<Item> items, std::span<Item> work, int lowest_bit) {
    const auto upper = [&](std::size_t i) { return static_cast<Key>(key_of(items[i]) >> lowest_bit); };
    std::size_t sorted = 0; // all before are done
    for (std::size_t i = 1; i < items.size(); ++i) {
      if (!(key_of(items[i]) < key_of(items[i - 1])))
        continue;
      std::size_t begin = i - 1, end = i + 1;
      while (begin > sorted && upper(begin - 1) == upper(i))
        --begin;
      while (end < items.size() && upper(end) == upper(i))
        ++end;
      const std::span<Item> group = items.subspan(begin, end - begin);
      if (group.size() <= few_in_group)
        insertion_sort(group);
      else
        sort_large_group(group, work.subspan(begin, group.size()));
      sorted = i = end;
    }
  }

  // At most four deep: a level takes at least 33 bits of up to 128 off.
  void sort_large_group(std::span<Item> group, std::span<Item> work) {
    const std::span<Item> sorted = run(group, work);
    if (sorted.data() != group.data())
      std::ranges::copy(sorted, group.begin());
  }

  std::unique_ptr<Counts<Count>> counts_ = std::make_unique_for_overwrite<Counts<Count>>();
  std::unique_ptr<LineWriter<Item>> lines_;
};

/// Of one byte there are few values: they are counted and written anew.
std::span<std::uint8_t> counting_sort(std::span<std::uint8_t> items) {
  std::array<std::size_t, 256> counts{};
  for (const std::uint8_t item : items)
    ++counts[item];
  auto out = items.begin();
  for (std::size_t value = 0; value < counts.size(); ++value)
    out = std::fill_n(out, counts[value], static_cast<std::uint8_t>(value));
  return items;
}

} // namespace

template <class Item>
std::span<Item> radix_sort(std::span<Item> items, std::span<Item> work) {
  assert(items.size() == work.size());
  if constexpr (std::same_as<Item, std::uint8_t>)
    return counting_sort(items);
  else if (items.size() <= std::numeric_limits<std::uint32_t>::max())
    return RadixSort<Item, std::uint32_t>().run(items, work);
  else
    return RadixSort<Item, std::uint64_t>().run(items, work);
}

template <class Item>
using Items = std::span<Item>;

template Items<std::uint8_t> radix_sort(Items<std::uint8_t>, Items<std::uint8_t>);
template Items<std::uint16_t> radix_sort(Items<std::uint16_t>, Items<std::uint16_t>);
template Items<std::uint32_t> radix_sort(Items<std::uint32_t>, Items<std::uint32_t>);
template Items<std::uint64_t> radix_sort(Items<std::uint64_t>, Items<std::uint64_t>);
template Items<Uint128> radix_sort(Items<Uint128>, Items<Uint128>);
template Items<Indexed<std::uint64_t>> radix_sort(Items<Indexed<std::uint64_t>>,
                                                  Items<Indexed<std::uint64_t>>);
template Items<Indexed<Uint128>> radix_sort(Items<Indexed<Uint128>>, Items<Indexed<Uint128>>);
template Items<Tallied<std::uint64_t>> radix_sort(Items<Tallied<std::uint64_t>>,
                                                  Items<Tallied<std::uint64_t>>);
template Items<Tallied<Uint128>> radix_sort(Items<Tallied<Uint128>>, Items<Tallied<Uint128>>);

} // namespace troupe
