// Readers in other processes, some killed at random, while a writer uses the space of what it overwrites again.

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <troupe/chunk_store.hpp>
#include <troupe/error.hpp>

#include "stress/store/modes.hpp"
#include "stress/store/numbered_chunks.hpp"
#include "stress/store/process.hpp"

namespace troupe::stress {

namespace {

constexpr std::uint64_t key_count = 16;
constexpr std::uint64_t largest_bytes = 1 << 20;
constexpr std::uint64_t reader_count = 3;

enum Told : std::uint64_t { has_read, has_read_damaged, is_ready };

Process start_writer(const StoreCall& call) {
  return Process([&](const auto& tell) {
    const auto store = ChunkStore::open(call.directory / "store", {StoreAccess::write, Durability::scratch});
    std::mt19937_64 random(call.seed);
    for (std::uint64_t version = 1;; ++version) {
      const std::uint64_t key = version <= key_count ? version - 1 : random() % key_count;
      store->put(std::to_string(key), numbered_chunk(key, version, largest_bytes));
      if (version == key_count)
        tell({is_ready, version});
      if (version % 1000 == 0)
        store->compact();
    }
  });
}

Process start_reader(const StoreCall& call, std::uint64_t seed) {
  return Process([&](const auto& tell) {
    const auto store = ChunkStore::open(call.directory / "store", {StoreAccess::read});
    std::mt19937_64 random(seed);
    for (;;) {
      const std::uint64_t key = random() % key_count;
      try {
        tell({has_read, stored_version(*store, key, largest_bytes)});
      } catch (const StoreError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        tell({has_read_damaged, key});
      }
    }
  });
}

} // namespace

int run_readers(const StoreCall& call) {
  std::mt19937_64 random(call.seed);
  const std::uint64_t wanted = call.amount > 0 ? call.amount : 1000;
  std::uint64_t reads = 0, damaged = 0, killed = 0, newest = 0;
  Process writer = start_writer(call);
  if (!writer.next())
    return 1;
  std::vector<Process> readers;
  for (std::uint64_t i = 0; i < reader_count; ++i)
    readers.push_back(start_reader(call, random()));
  while (reads + damaged < wanted)
    for (Process& reader : readers) {
      const auto message = reader.next(10'000);
      if (!message) {
        std::printf("readers: a reader has ended or hangs\n");
        return 1;
      }
      ++((*message)[0] == has_read ? reads : damaged);
      if ((*message)[0] == has_read)
        newest = std::max(newest, (*message)[1]);
      if (random() % 200 == 0) {
        reader = start_reader(call, random());
        ++killed;
      }
    }
  std::printf("readers: %llu values read while %llu were written, %llu damaged, %llu readers killed\n",
              static_cast<unsigned long long>(reads), static_cast<unsigned long long>(newest),
              static_cast<unsigned long long>(damaged), static_cast<unsigned long long>(killed));
  return damaged == 0 ? 0 : 1;
}

} // namespace troupe::stress
