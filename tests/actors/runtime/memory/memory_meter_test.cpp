#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/memory_account.hpp>

#include "runtime/memory/memory_meter.hpp"

using namespace troupe;

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // which bring a heap of their own

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// Leaves `bytes` free between blocks that are in use, so that the heap does not shrink by itself: of one size, as small ones might
/// lie elsewhere, where others were freed. Those in use are not touched.
std::vector<std::unique_ptr<char[]>> leave_holes(std::size_t bytes) {
  constexpr std::size_t size = 64 << 10;
  std::vector<std::unique_ptr<char[]>> holes, keepers;
  for (std::size_t left = bytes; left >= size; left -= size) {
    std::memset(holes.emplace_back(new char[size]).get(), 1, size);
    keepers.emplace_back(new char[size]);
  }
  return keepers;
}

} // namespace

BOOST_AUTO_TEST_SUITE(memory_meter)

BOOST_AUTO_TEST_CASE(what_the_heap_keeps_goes_back_before_a_compute) {
  const auto account = std::make_shared<MemoryAccount>();
  MemoryMeter meter;
  meter.begin(*account);
  meter.end();
  const auto keepers = leave_holes(64 * mebibyte);
  const std::size_t before = resident_memory_bytes();

  meter.begin(*account);
  const std::size_t after = resident_memory_bytes();
  meter.end();

  BOOST_TEST(after + 32 * mebibyte < before);
}

BOOST_AUTO_TEST_SUITE_END()

#endif
