#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "lmdb/slab/extents.hpp"
#include "support/random_seed.hpp"

using namespace troupe;

namespace {

constexpr std::uint64_t unit = extent_alignment;

/// A slab that is only a length, and readers that are only a number.
struct Pretence {
  std::uint64_t oldest_reader = UINT64_MAX;
  std::uint64_t size = 0;
  std::uint64_t limit = UINT64_MAX;

  Extents open(std::vector<Extent> used, std::uint64_t transaction = 1) {
    return {std::move(used), size, transaction, [this] { return oldest_reader; },
            [this](std::uint64_t wanted) {
              if (wanted > limit)
                throw StoreError("full");
              size = wanted;
            }};
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(extents)

BOOST_AUTO_TEST_CASE(the_smallest_gap_that_fits_is_taken) {
  Pretence slab{.size = 20 * unit};
  Extents extents = slab.open({{5 * unit, unit}, {8 * unit, unit}, {19 * unit, unit}}); // gaps of 5, 2 and 10

  BOOST_TEST((extents.allocate(2 * unit) == Extent{6 * unit, 2 * unit}));
  BOOST_TEST((extents.allocate(4 * unit - 1) == Extent{0, 4 * unit}));
  BOOST_TEST((extents.allocate(1) == Extent{4 * unit, unit}));
  BOOST_TEST((extents.allocate(10 * unit) == Extent{9 * unit, 10 * unit}));
}

BOOST_AUTO_TEST_CASE(neighbours_merge) {
  Pretence slab{.size = 3 * unit};
  Extents extents = slab.open({{0, 3 * unit}});

  extents.release({0, unit});
  extents.release({2 * unit, unit});
  extents.release({unit, unit});

  BOOST_TEST((extents.allocate(3 * unit) == Extent{0, 3 * unit}));
}

BOOST_AUTO_TEST_CASE(what_an_older_reader_may_see_is_not_used) {
  Pretence slab{.size = 2 * unit};
  Extents extents = slab.open({{0, 2 * unit}}, 10);
  slab.oldest_reader = 10;
  extents.retire({{0, unit}}, 11);

  const Extent while_read = extents.allocate(unit);
  slab.oldest_reader = 11;
  extents.retire({}, 12);
  const Extent afterwards = extents.allocate(unit);

  BOOST_TEST(while_read.offset >= 2 * unit);
  BOOST_TEST(afterwards.offset == 0u);
}

BOOST_AUTO_TEST_CASE(gaps_found_on_opening_wait_for_readers_too) {
  Pretence slab{.oldest_reader = 9, .size = 2 * unit};
  Extents extents = slab.open({{0, unit}}, 10);

  BOOST_TEST(extents.allocate(unit).offset == 2 * unit);
  slab.oldest_reader = 10;
  extents.retire({}, 11);
  BOOST_TEST(extents.allocate(unit).offset == unit);
}

BOOST_AUTO_TEST_CASE(a_slab_that_cannot_grow_by_a_step_grows_by_what_is_needed) {
  Pretence slab{.limit = 3 * unit};
  Extents extents = slab.open({});

  BOOST_TEST((extents.allocate(3 * unit) == Extent{0, 3 * unit}));
  BOOST_CHECK_THROW(extents.allocate(1), StoreError);
  extents.release({unit, unit});
  BOOST_TEST((extents.allocate(1) == Extent{unit, unit}));
}

BOOST_AUTO_TEST_CASE(a_slab_that_lost_its_end_keeps_the_place_of_what_was_there) {
  Pretence slab{.size = unit};
  Extents extents = slab.open({{0, unit}, {4 * unit, unit}});

  BOOST_TEST(extents.allocate(4 * unit).offset >= 5 * unit);
}

BOOST_AUTO_TEST_CASE(trimming_cuts_the_tail_and_punches_the_gaps) {
  Pretence slab{.size = 10 * unit};
  Extents extents = slab.open({{unit, unit}, {4 * unit, unit}});
  std::uint64_t cut = 0;
  std::vector<Extent> punched;

  extents.trim([&](std::uint64_t size) { cut = size; }, [&](const Extent& gap) { punched.push_back(gap); });

  BOOST_TEST(cut == 5 * unit);
  BOOST_TEST((punched == std::vector<Extent>{{0, unit}, {2 * unit, 2 * unit}}));
}

BOOST_AUTO_TEST_CASE(no_two_live_extents_overlap) {
  std::mt19937_64 random(test::random_seed());
  Pretence slab;
  Extents extents = slab.open({});
  std::vector<Extent> live;
  std::map<std::uint64_t, std::uint64_t> ends; // by beginning

  for (std::uint64_t i = 1; i < 5000; ++i) {
    if (live.empty() || random() % 2 == 0) {
      const Extent extent = extents.allocate(1 + random() % (20 * unit));
      const auto next = ends.lower_bound(extent.offset);
      BOOST_REQUIRE((next == ends.end() || extent.end() <= next->first));
      BOOST_REQUIRE((next == ends.begin() || std::prev(next)->second <= extent.offset));
      BOOST_REQUIRE(extent.end() <= slab.size);
      ends[extent.offset] = extent.end();
      live.push_back(extent);
    } else {
      std::swap(live[random() % live.size()], live.back());
      ends.erase(live.back().offset);
      extents.retire({live.back()}, i);
      live.pop_back();
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
