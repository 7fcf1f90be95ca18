#include <algorithm>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/block_pool.hpp>
#include <troupe/error.hpp>

#include "codec/checksum.hpp"
#include "lmdb/slab/slab.hpp"
#include "storage/lmdb/sample_store.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

/// What a test reads begins a page, as direct reading wants it, or `off` bytes behind one.
struct Target {
  std::shared_ptr<std::byte[]> block;
  std::span<std::byte> bytes;
  explicit Target(std::size_t size, std::size_t off = 0)
      : block(allocate_block(size + off + extent_alignment)), bytes(block.get() + off, size) {}
  bool holds(const Chunk& chunk) const { return std::memcmp(bytes.data(), chunk.bytes(), bytes.size()) == 0; }
};

std::span<const std::byte> bytes_of(const Chunk& chunk) { return {chunk.bytes(), chunk.size_bytes()}; }

} // namespace

BOOST_AUTO_TEST_SUITE(slab)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_with_its_checksum) {
  const TemporaryDirectory place;
  Slab slab(place.path(), StoreAccess::write);
  for (const std::int64_t size : {1, 4095, 4096, 4097, 100'000, 5'000'001})
    for (const std::int64_t source_off : {0, 1})
      for (const std::size_t target_off : {0, 8}) {
        const Chunk chunk = bytes_chunk(size + source_off).view(source_off, {size});
        const Target target(chunk.size_bytes(), target_off);

        slab.write(3 * extent_alignment, bytes_of(chunk));
        const std::uint64_t found = slab.read(3 * extent_alignment, target.bytes);

        BOOST_TEST(target.holds(chunk), size << " bytes, off by " << source_off << " and " << target_off);
        BOOST_TEST(found == checksum(bytes_of(chunk)));
      }
}

BOOST_AUTO_TEST_CASE(a_value_is_written_up_to_the_end_of_its_page_and_no_further) {
  const TemporaryDirectory place;
  Slab slab(place.path(), StoreAccess::write);
  const Chunk next = bytes_chunk(100'000);
  const Target behind(4096 - 17), other(next.size_bytes());

  slab.write(extent_alignment, bytes_of(next));
  slab.write(0, bytes_of(bytes_chunk(extent_alignment - 4096 + 17)));
  slab.read(extent_alignment - 4096 + 17, behind.bytes);
  slab.read(extent_alignment, other.bytes);

  BOOST_TEST(std::ranges::all_of(behind.bytes, [](std::byte byte) { return byte == std::byte{0}; }));
  BOOST_TEST(other.holds(next));
}

BOOST_AUTO_TEST_CASE(growing_takes_space_and_never_shortens) {
  const TemporaryDirectory place;
  Slab slab(place.path(), StoreAccess::write);

  slab.grow(1 << 20);
  slab.grow(1 << 10);

  BOOST_TEST(slab.size() == 1u << 20);
  BOOST_TEST(disk_bytes(place.path() / "slab.0") >= 1u << 20);
}

BOOST_AUTO_TEST_CASE(what_is_punched_takes_no_space_and_its_neighbours_stay) {
  const TemporaryDirectory place;
  Slab slab(place.path(), StoreAccess::write);
  const Chunk chunk = bytes_chunk(extent_alignment);
  slab.grow(3 * extent_alignment);
  for (std::uint64_t i = 0; i < 3; ++i)
    slab.write(i * extent_alignment, bytes_of(chunk));
  const std::uint64_t before = disk_bytes(place.path() / "slab.0");
  const Target first(chunk.size_bytes()), last(chunk.size_bytes());

  slab.punch({extent_alignment, extent_alignment});
  slab.read(0, first.bytes);
  slab.read(2 * extent_alignment, last.bytes);

  BOOST_TEST(disk_bytes(place.path() / "slab.0") == before - extent_alignment);
  BOOST_TEST(first.holds(chunk));
  BOOST_TEST(last.holds(chunk));
}

BOOST_AUTO_TEST_CASE(what_was_cut_off_is_not_read) {
  const TemporaryDirectory place;
  Slab slab(place.path(), StoreAccess::write);
  slab.write(0, bytes_of(bytes_chunk(100'000)));
  const Target target(100'000);

  slab.truncate(90'000);

  BOOST_TEST(message_of<StoreError>([&] { slab.read(0, target.bytes); })
             == "store " + place.path().string() + ": slab.0 ends at 90000, before 100000");
}

BOOST_AUTO_TEST_CASE(a_missing_slab_is_made_to_write_and_found_out_by_reading) {
  const TemporaryDirectory place;
  const Slab reader(place.path(), StoreAccess::read);
  const Target target(1);

  BOOST_TEST(reader.size() == 0u);
  BOOST_TEST(message_of<StoreError>([&] { reader.read(0, target.bytes); })
             == "store " + place.path().string() + ": slab.0 is missing");
  const Slab writer(place.path(), StoreAccess::write);
  BOOST_TEST(std::filesystem::exists(place.path() / "slab.0"));
}

BOOST_AUTO_TEST_SUITE_END()
