#include <memory>
#include <thread>

#include <boost/test/unit_test.hpp>

#include <troupe/block_pool.hpp>
#include <troupe/chunk.hpp>
#include <troupe/memory_account.hpp>

using namespace troupe;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

} // namespace

BOOST_AUTO_TEST_SUITE(memory_account)

BOOST_AUTO_TEST_CASE(blocks_are_charged_to_the_scope_they_are_allocated_in) {
  const auto account = std::make_shared<MemoryAccount>();
  const auto before = allocate_block(mebibyte);

  std::shared_ptr<std::byte[]> block;
  {
    const MemoryAccount::Scope scope(*account);
    block = allocate_block(mebibyte);
    BOOST_TEST(scope.live_bytes() == mebibyte);
  }
  const auto after = allocate_block(mebibyte);

  BOOST_TEST(account->live_bytes() == mebibyte);
  std::thread([&] { block.reset(); }).join();
  BOOST_TEST(account->live_bytes() == 0U);
  BOOST_TEST(account->used_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(views_keep_the_whole_block_on_the_account) {
  const auto account = std::make_shared<MemoryAccount>();
  Chunk view;
  {
    const MemoryAccount::Scope scope(*account);
    view = Chunk::generate<double>({131'072}, [](auto) {}).view(0, {1});
  }

  BOOST_TEST(account->live_bytes() == mebibyte);
}

BOOST_AUTO_TEST_CASE(a_promise_is_used_up_first_and_the_rest_is_taken_back) {
  const auto account = std::make_shared<MemoryAccount>();
  MemoryAccount::Reservation reservation;
  account->reserve(reservation, 3 * mebibyte);
  std::shared_ptr<std::byte[]> result;
  {
    const MemoryAccount::Scope scope(*account, &reservation);
    for (int i = 0; i < 5; ++i) // workspace that comes and goes takes no more than once
      static_cast<void>(allocate_block(2 * mebibyte));
    result = allocate_block(mebibyte);
    BOOST_TEST(account->used_bytes() == 3 * mebibyte);
    BOOST_TEST(account->working_bytes() == mebibyte);
    BOOST_TEST(scope.peak_bytes() == 2 * mebibyte);
  }
  BOOST_TEST(account->working_bytes() == 0U);

  account->cancel(reservation);

  BOOST_TEST(account->used_bytes() == mebibyte);
  BOOST_TEST(account->live_bytes() == mebibyte);
}

BOOST_AUTO_TEST_CASE(more_than_was_promised_counts_too) {
  const auto account = std::make_shared<MemoryAccount>();
  MemoryAccount::Reservation reservation;
  account->reserve(reservation, mebibyte);
  const MemoryAccount::Scope scope(*account, &reservation);

  const auto block = allocate_block(4 * mebibyte);

  BOOST_TEST(account->used_bytes() == 4 * mebibyte);
}

BOOST_AUTO_TEST_CASE(scopes_nest) {
  const auto outer = std::make_shared<MemoryAccount>(), inner = std::make_shared<MemoryAccount>();
  const MemoryAccount::Scope outer_scope(*outer);
  std::shared_ptr<std::byte[]> block;
  {
    const MemoryAccount::Scope inner_scope(*inner);
    block = allocate_block(mebibyte);
  }
  const auto other = allocate_block(2 * mebibyte);

  BOOST_TEST(inner->live_bytes() == mebibyte);
  BOOST_TEST(outer->live_bytes() == 2 * mebibyte);
}

BOOST_AUTO_TEST_CASE(a_pool_limit_gives_free_blocks_back) {
  trim_pool();
  const std::size_t live = pool_use().live_bytes;
  const PoolLimit limit(64 * mebibyte);

  for (std::size_t i = 1; i <= 40; ++i)
    static_cast<void>(allocate_block(i * mebibyte));

  BOOST_TEST(pool_use().live_bytes == live);
  BOOST_TEST(pool_use().kept_bytes <= 64 * mebibyte + (std::size_t{8} << 20));
}

BOOST_AUTO_TEST_SUITE_END()
