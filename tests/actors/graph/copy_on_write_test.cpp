#include <cstddef>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graph/copy_on_write.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(copy_on_write)

BOOST_AUTO_TEST_CASE(copies_share_until_one_is_changed) {
  CopyOnWrite<std::vector<int>> first;
  first.own().push_back(1);
  const std::vector<int>* const place = &*first;
  const CopyOnWrite<std::vector<int>> second(first);
  BOOST_TEST(&*second == &*first);

  first.own().push_back(2);
  BOOST_TEST(*first == (std::vector<int>{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(*second == (std::vector<int>{1}), boost::test_tools::per_element());
  BOOST_TEST(&*second == place);
}

BOOST_AUTO_TEST_CASE(who_holds_it_alone_changes_it_in_place) {
  CopyOnWrite<std::vector<int>> value;
  value.own().push_back(1);
  const std::vector<int>* const place = &*value;
  { const CopyOnWrite<std::vector<int>> gone(value); }

  value.own().push_back(2);
  BOOST_TEST(&*value == place);
}

BOOST_AUTO_TEST_CASE(copies_may_be_in_different_threads) { // which TSan watches
  CopyOnWrite<std::vector<std::size_t>> value;
  for (std::size_t round = 0; round < 1'000; ++round) {
    std::size_t seen = 0;
    auto copy = std::make_unique<const CopyOnWrite<std::vector<std::size_t>>>(value);
    std::thread reader([&seen, copy = std::move(copy)]() mutable {
      seen = (*copy)->size();
      copy.reset();
    });
    value.own().push_back(round);
    reader.join();
    BOOST_REQUIRE(seen == round);
    BOOST_REQUIRE(value->size() == round + 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()
