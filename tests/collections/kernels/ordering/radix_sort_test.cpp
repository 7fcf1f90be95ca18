#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "kernels/ordering/item_kind.hpp"
#include "kernels/ordering/radix_sort.hpp"
#include "support/random_seed.hpp"
#include "support/plain_order.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Elements = std::tuple<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                            std::uint64_t, float, double, std::complex<float>, std::complex<double>>;

/// Below and above the sizes where another way of sorting begins.
constexpr std::size_t sizes[] = {0, 1, 2, 24, 25, 96, 97, 1000, 70'000};

template <class Item>
std::vector<Item> sorted(std::vector<Item> items) {
  std::vector<Item> work(items.size());
  const std::span<Item> result = radix_sort<Item>(items, work);
  return {result.begin(), result.end()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(radix_sort_)

BOOST_AUTO_TEST_CASE_TEMPLATE(keys_order_as_numpy_does_and_come_back, T, Elements) {
  std::mt19937_64 random(random_seed());
  for (const std::size_t size : sizes) {
    const std::vector<T> values = any_elements<T>(size, random);
    std::vector<KeyOf<T>> keys;
    for (const T value : values)
      keys.push_back(SortKey<T>::template encode<Zeros::apart>(value));

    keys = sorted(std::move(keys));

    const std::vector<std::int64_t> order = plain_argsort(values);
    for (std::size_t i = 0; i < size; ++i)
      BOOST_REQUIRE(is_same<T>(SortKey<T>::decode(keys[i]), values[static_cast<std::size_t>(order[i])]));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(items_of_equal_keys_stay_in_order, T, Elements) {
  using Item = ItemOf<T, ItemKind::indexed>;
  std::mt19937_64 random(random_seed());
  for (const std::size_t size : sizes) {
    const std::vector<T> values = any_elements<T>(size, random);
    std::vector<Item> items;
    for (const T value : values)
      items.push_back(item_from<T, Item, Zeros::equal>(value, items.size()));

    items = sorted(std::move(items));

    const std::vector<std::int64_t> order = plain_argsort(values);
    for (std::size_t i = 0; i < size; ++i)
      BOOST_REQUIRE(items[i].index == static_cast<std::uint64_t>(order[i]));
  }
}

// Digits are taken from the bits that differ: of few bits, of all, of one that is far above the others.
BOOST_AUTO_TEST_CASE(any_distribution_is_sorted) {
  std::mt19937_64 random(20221122);
  for (const std::size_t size : {5'000UL, 400'000UL})
    for (int kind = 0; kind < 6; ++kind) {
      std::vector<std::uint64_t> keys;
      for (std::size_t i = 0; i < size; ++i) {
        const std::uint64_t bits = random();
        const std::uint64_t choices[] = {bits % 50'000'000,
                                         bits,
                                         bits << 40,
                                         7,
                                         i == size / 2 ? ~std::uint64_t{0} : bits % 1'000'000,
                                         (bits % 4) << 62 | bits % 3'000'000};
        keys.push_back(choices[kind]);
      }
      std::vector<std::uint64_t> expected = keys;
      std::ranges::sort(expected);

      BOOST_TEST((sorted(std::move(keys)) == expected), "kind " << kind);
    }
}

BOOST_AUTO_TEST_CASE(zeros_keep_their_signs_apart_or_are_equal) {
  using Key = SortKey<double>;

  BOOST_TEST(Key::encode<Zeros::apart>(-0.0) < Key::encode<Zeros::apart>(0.0));
  BOOST_TEST(std::signbit(Key::decode(Key::encode<Zeros::apart>(-0.0))));
  BOOST_TEST(Key::encode<Zeros::equal>(-0.0) == Key::encode<Zeros::equal>(0.0));
}

BOOST_AUTO_TEST_SUITE_END()
