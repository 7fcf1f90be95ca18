#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/memory_account.hpp>

#include "kernels/ordering/item_kind.hpp"
#include "kernels/ordering/merge_runs.hpp"
#include "support/random_seed.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Item = Indexed<std::uint64_t>;
using Runs = std::vector<std::vector<Item>>;

/// Sorted runs of these sizes with keys below `bound`; an item's index tells its place among all.
Runs random_runs(const std::vector<std::size_t>& sizes, std::uint64_t bound, std::mt19937_64& random) {
  Runs runs;
  std::uint64_t index = 0;
  for (const std::size_t size : sizes) {
    std::vector<std::uint64_t> keys(size);
    std::ranges::generate(keys, [&] { return random() % bound; });
    std::ranges::sort(keys);
    runs.emplace_back();
    for (const std::uint64_t key : keys)
      runs.back().push_back({key, index++});
  }
  return runs;
}

std::vector<Item> merged(const Runs& runs) {
  std::vector<Item> result;
  RunMerge<Item>({runs.begin(), runs.end()}).run([&](std::span<const Item> items) {
    result.insert(result.end(), items.begin(), items.end());
  });
  return result;
}

/// By key, equal ones by run and place.
bool is_order_of(const std::vector<Item>& result, const Runs& runs) {
  std::vector<Item> expected;
  for (const auto& run : runs)
    expected.insert(expected.end(), run.begin(), run.end());
  std::ranges::stable_sort(expected, {}, &Item::key);
  return std::ranges::equal(result, expected, [](const Item& left, const Item& right) {
    return left.key == right.key && left.index == right.index;
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(merge_runs)

BOOST_AUTO_TEST_CASE(runs_become_one_order_in_which_equal_keys_keep_theirs) {
  std::mt19937_64 random(random_seed());
  const std::vector<std::vector<std::size_t>> sizes{
      {}, {0}, {1}, {0, 1, 0}, {5000}, {3, 20'000, 0, 1}, std::vector<std::size_t>(200, 300), {9000, 9000}};
  for (const auto& lengths : sizes)
    for (const std::uint64_t bound :
         {std::uint64_t{1}, std::uint64_t{3}, std::uint64_t{1000}, ~std::uint64_t{0}}) {
      const Runs runs = random_runs(lengths, bound, random);

      BOOST_TEST(is_order_of(merged(runs), runs), "runs " << lengths.size() << ", keys below " << bound);
    }
}

// One run has everything that lies between two boundaries, another one item below and one above.
BOOST_AUTO_TEST_CASE(runs_that_hardly_overlap_are_merged) {
  Runs runs(3);
  for (std::uint64_t i = 0; i < 30'000; ++i)
    runs[i / 10'000].push_back({i, i});
  runs[0].front().key = 0;
  runs[0].push_back({40'000, 10'000}); // the index of an item of equal rank does not matter

  const std::vector<Item> result = merged(runs);

  BOOST_TEST(result.size() == 30'001U);
  BOOST_TEST(std::ranges::is_sorted(result, {}, &Item::key));
  BOOST_TEST(result.back().key == 40'000U);
}

BOOST_AUTO_TEST_CASE(no_more_is_allocated_than_is_stated) {
  std::mt19937_64 random(random_seed());
  const Runs runs = random_runs(std::vector<std::size_t>(100, 5000), ~std::uint64_t{0}, random);
  const auto account = std::make_shared<MemoryAccount>();
  std::size_t peak = 0;
  {
    const MemoryAccount::Scope scope(*account);
    RunMerge<Item>({runs.begin(), runs.end()}).run([](std::span<const Item>) {});
    peak = scope.peak_bytes();
  }

  BOOST_TEST(peak > 0U);
  BOOST_TEST(peak <= RunMerge<Item>::workspace_bytes(500'000, runs.size()));
}

BOOST_AUTO_TEST_SUITE_END()
