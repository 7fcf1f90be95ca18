#include <cstddef>
#include <cstring>
#include <set>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "runtime/tracing/trace_spool.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(trace_spool)

BOOST_AUTO_TEST_CASE(blocks_are_lent_once_and_again_when_they_are_back) {
  constexpr std::size_t many = 100; // more than there are at first
  const test::TemporaryDirectory directory;
  TraceSpool spool(directory.path(), 1 << 20);

  for (int round = 0; round < 3; ++round) {
    std::set<std::byte*> blocks;
    while (blocks.size() < many) {
      std::byte* const block = spool.borrow_block();
      std::memset(block, round, TraceSpool::block_bytes);
      BOOST_REQUIRE(blocks.insert(block).second);
    }
    for (const std::byte* const block : blocks)
      BOOST_REQUIRE(block[TraceSpool::block_bytes - 1] == std::byte(round));
    for (std::byte* const block : blocks)
      spool.return_block(block);
  }
}

BOOST_AUTO_TEST_CASE(memory_is_taken_up_to_a_bound) {
  const test::TemporaryDirectory directory;
  TraceSpool spool(directory.path(), 1'000);

  BOOST_TEST(spool.take(600));
  BOOST_TEST(!spool.take(600));
  BOOST_TEST(!spool.is_full());
  spool.take_in_any_case(600);
  BOOST_TEST(spool.is_full());
  spool.give_back(600);
  BOOST_TEST(spool.take(400));
}

BOOST_AUTO_TEST_SUITE_END()
