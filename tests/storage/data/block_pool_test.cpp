#include <atomic>
#include <cstdint>
#include <cstring>
#include <limits>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/block_pool.hpp>
#include <troupe/error.hpp>

using namespace troupe;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

std::uintptr_t address(const std::shared_ptr<std::byte[]>& block) {
  return reinterpret_cast<std::uintptr_t>(block.get());
}

// Freed while the process ends, after every destructor of this file's other statics.
[[maybe_unused]] const std::shared_ptr<std::byte[]> outlives_main = allocate_block(100);
[[maybe_unused]] const std::shared_ptr<std::byte[]> large_outlives_main = allocate_block(4 * mebibyte);

} // namespace

BOOST_AUTO_TEST_SUITE(block_pool)

BOOST_AUTO_TEST_CASE(blocks_are_aligned_and_readable_64_bytes_behind_their_end) {
  for (const std::size_t bytes : {0u, 1u, 63u, 64u, 65u, 1000u, 65536u, 100000u, 2097152u, 3000001u}) {
    const auto block = allocate_block(bytes);
    const std::size_t padded = (bytes + 63) / 64 * 64;

    BOOST_TEST(address(block) % 64 == 0u);
    std::memset(block.get(), 7, padded + 64); // AddressSanitizer would tell

    BOOST_TEST((block[padded + 63] == std::byte{7}));
  }
}

BOOST_AUTO_TEST_CASE(blocks_from_2_mebibytes_on_lie_on_huge_pages) {
  for (const std::size_t bytes : {2 * mebibyte, 2 * mebibyte + 1, 64 * mebibyte})
    BOOST_TEST(address(allocate_block(bytes)) % (2 * mebibyte) == 0u);
}

BOOST_AUTO_TEST_CASE(a_freed_block_serves_the_next_user_of_its_size) {
  for (const std::size_t bytes : {std::size_t{100}, std::size_t{50000}, mebibyte, 16 * mebibyte}) {
    auto block = allocate_block(bytes);
    const std::uintptr_t first = address(block);
    block.reset();

    BOOST_TEST(address(allocate_block(bytes - 8)) == first);
  }
}

BOOST_AUTO_TEST_CASE(use_counts_live_and_kept_bytes) {
  trim_pool();
  const PoolUse before = pool_use();
  BOOST_TEST(before.kept_bytes == 0u);

  auto small = allocate_block(1024);
  auto large = allocate_block(4 * mebibyte);
  BOOST_TEST(pool_use().live_bytes - before.live_bytes == 4 * mebibyte + 1024);
  BOOST_TEST(pool_use().kept_bytes == 0u);

  small.reset();
  large.reset();
  BOOST_TEST(pool_use().live_bytes == before.live_bytes);
  BOOST_TEST(pool_use().kept_bytes == 4 * mebibyte + 1024);

  trim_pool();
  BOOST_TEST(pool_use().kept_bytes == 0u);
}

BOOST_AUTO_TEST_CASE(small_free_blocks_are_kept_up_to_a_bound) {
  trim_pool();
  std::vector<std::shared_ptr<std::byte[]>> blocks;
  for (int i = 0; i < 5000; ++i)
    blocks.push_back(allocate_block(4096));
  blocks.clear();

  BOOST_TEST(pool_use().kept_bytes >= mebibyte / 2);
  BOOST_TEST(pool_use().kept_bytes <= 2 * mebibyte);
  trim_pool();
}

BOOST_AUTO_TEST_CASE(large_free_blocks_of_other_sizes_give_way_to_what_is_asked_for) {
  trim_pool();
  // Live and kept together stay below the peak (64 MiB and what lives elsewhere) and 256 MiB.
  for (std::size_t step = 0; step < 40; ++step)
    allocate_block(64 * mebibyte - step * mebibyte);

  BOOST_TEST(pool_use().kept_bytes >= 64 * mebibyte);
  BOOST_TEST(pool_use().kept_bytes <= 330 * mebibyte);
  trim_pool();
}

BOOST_AUTO_TEST_CASE(what_no_machine_has_is_an_error) {
  const std::size_t live = pool_use().live_bytes;
  BOOST_CHECK_THROW(allocate_block(std::numeric_limits<std::size_t>::max()), MemoryError);
  BOOST_CHECK_THROW(allocate_block(std::size_t{1} << 60), MemoryError);
  BOOST_TEST(pool_use().live_bytes == live);
}

BOOST_AUTO_TEST_CASE(a_request_that_failed_does_not_raise_the_bound_on_kept_bytes) {
  trim_pool();
  BOOST_CHECK_THROW(allocate_block(std::size_t{1} << 60), MemoryError);
  for (std::size_t step = 0; step < 40; ++step)
    allocate_block(32 * mebibyte - step * mebibyte / 2);

  BOOST_TEST(pool_use().kept_bytes <= 300 * mebibyte);
  trim_pool();
}

// Blocks are made by one thread and freed by another while a third trims; each is written by its user, so
// that one handed out twice would show as a wrong byte, or to a sanitizer.
BOOST_AUTO_TEST_CASE(threads_may_free_what_others_allocated) {
  constexpr int threads = 4, rounds = 3000;
  const std::size_t live = pool_use().live_bytes;
  std::mutex mutex;
  std::vector<std::pair<std::shared_ptr<std::byte[]>, std::size_t>> exchange;
  std::atomic<int> damaged{0};
  const auto work = [&](unsigned seed) {
    std::mt19937 random(seed);
    for (int i = 0; i < rounds; ++i) {
      const std::size_t bytes = i % 100 == 0 ? 100000 : 1 + random() % 5000;
      auto block = allocate_block(bytes);
      std::memset(block.get(), static_cast<int>(bytes % 251), bytes);
      const std::lock_guard lock(mutex);
      exchange.emplace_back(std::move(block), bytes);
      if (exchange.size() < 64)
        continue;
      std::swap(exchange[random() % exchange.size()], exchange.back());
      const auto [taken, taken_bytes] = std::move(exchange.back());
      exchange.pop_back();
      damaged += taken[taken_bytes - 1] != static_cast<std::byte>(taken_bytes % 251);
    }
  };

  std::vector<std::thread> running;
  for (unsigned seed = 0; seed < threads; ++seed)
    running.emplace_back(work, seed);
  for (int i = 0; i < 50; ++i) {
    trim_pool();
    std::this_thread::yield();
  }
  for (std::thread& thread : running)
    thread.join();
  exchange.clear();

  BOOST_TEST(damaged == 0);
  BOOST_TEST(pool_use().live_bytes == live);
  trim_pool();
  BOOST_TEST(pool_use().kept_bytes == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
