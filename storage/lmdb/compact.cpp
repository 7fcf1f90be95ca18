// Making a store smaller: values at the slab's end move into gaps before it, in transactions of their own; then the free tail is cut
// off, and the space of gaps that are left goes back to the file system, as does that of the index' free pages. Nothing moves that a
// reader uses: it goes on reading the old place, which stays until no reader needs it.

#include <algorithm>
#include <utility>

#include <troupe/block_pool.hpp>
#include <troupe/error.hpp>

#include "lmdb/index/free_pages.hpp"
#include "lmdb/store.hpp"

namespace troupe {

namespace {

constexpr std::uint64_t bytes_a_transaction = 64 << 20;

struct Place {
  Extent extent;
  std::string key;
  std::string record;
};

/// Every record in the slab, the last one first.
std::vector<Place> places_from_the_end(Environment& environment) {
  std::vector<Place> places;
  const ReadTransaction transaction(environment);
  for_each_record(environment, transaction, {}, [&](std::string_view key, std::string_view bytes) {
    try {
      const Record record = parse_record(bytes).record;
      if (!record.stored.is_inline)
        places.push_back({record.extent(), std::string(key), std::string(bytes)});
    } catch (const FileError&) { // stays where it is, for `verify` to find
    }
  });
  std::ranges::sort(places, std::ranges::greater(), &Place::extent);
  return places;
}

bool is_whole(const Slab& slab, const Record& record, std::span<std::byte> target) {
  try {
    return slab.read(record.offset, target) == record.checksum;
  } catch (const StoreError&) { // the slab ends before, or the disk fails
    return false;
  }
}

} // namespace

std::uint64_t Store::compact() {
  require_writable("compact");
  queue_->commit_all();
  const std::uint64_t before = disk_bytes();
  move_records_down();
  writing_->extents.trim([this](std::uint64_t size) { slab_.truncate(size); },
                         [this](const Extent& extent) { slab_.punch(extent); });
  free_pages(); // those of the last transaction too
  punch_free_pages(*environment_);
  const std::uint64_t after = disk_bytes();
  return before > after ? before - after : 0;
}

void Store::move_records_down() {
  std::vector<IndexChange> moves;
  std::uint64_t bytes = 0;
  const auto finish = [&] {
    if (!moves.empty())
      queue_->commit(queue_->add(std::exchange(moves, {}), 0));
    bytes = 0;
  };
  try {
    for (const Place& place : places_from_the_end(*environment_)) {
      if (!move_down(place.key, place.record, moves))
        continue;
      bytes += place.extent.length;
      if (bytes >= bytes_a_transaction)
        finish();
    }
  } catch (...) {
    for (const IndexChange& move : moves) // not asked for yet
      writing_->extents.release(move.extent);
    throw;
  }
  finish();
}

// Copies a value to a gap before it. The record is replaced only if it is still the same by then.
bool Store::move_down(std::string_view key, const std::string& bytes, std::vector<IndexChange>& moves) {
  Record record = parse_record(bytes).record;
  const Extent extent = writing_->extents.allocate_below(record.stored.stored_bytes, record.offset);
  if (extent.length == 0)
    return false;
  try {
    const ReadTransaction transaction(*environment_);
    const std::uint64_t size = record.stored.stored_bytes;
    const std::shared_ptr<std::byte[]> block = allocate_block(size);
    if (transaction.find(Table::records, key) != bytes) {
      writing_->extents.release(extent);
      return false;
    }
    if (!is_whole(slab_, record, {block.get(), size})) {
      writing_->extents.release(extent); // stays where it is, for `verify` to find
      return false;
    }
    slab_.write(extent.offset, {block.get(), size});
  } catch (...) {
    writing_->extents.release(extent);
    throw;
  }
  record.offset = extent.offset;
  moves.push_back({IndexChange::Kind::replace, std::string(key), to_bytes(record), bytes, extent});
  return true;
}

} // namespace troupe
