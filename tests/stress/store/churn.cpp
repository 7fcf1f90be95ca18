// Values of all sizes come and go: what the directory takes on disk, and how long a put takes.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <troupe/chunk_store.hpp>

#include "stress/store/modes.hpp"

namespace troupe::stress {

namespace {

constexpr double smallest_bytes = 64 << 10, largest_bytes = 16 << 20;
constexpr std::uint64_t values_at_least =
    64; ///< At once, or a single one would decide what lies on the disk.
constexpr double most_disk_for_live = 1.35;
constexpr double growth_bytes = 64 << 20; // a slab grows by so much at a time: with little live that shows

struct Live {
  std::string key;
  std::uint64_t bytes;
};

/// Sizes are spread evenly over their logarithm.
std::int64_t random_size(std::mt19937_64& random, double largest) {
  const double fraction = static_cast<double>(random() >> 11) * 0x1p-53;
  return static_cast<std::int64_t>(smallest_bytes * std::pow(largest / smallest_bytes, fraction));
}

double quantile(std::vector<double>& values, double fraction) {
  const auto place =
      values.begin() + static_cast<std::ptrdiff_t>(fraction * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

} // namespace

int run_churn(const StoreCall& call) {
  const std::uint64_t total = call.amount > 0 ? call.amount : std::uint64_t{4} << 30;
  const std::uint64_t working_set = total / 10;
  const double largest = std::min(largest_bytes, static_cast<double>(working_set / values_at_least));
  const auto store = ChunkStore::open(call.directory / "store", {StoreAccess::write, Durability::scratch});
  const Chunk source = Chunk::generate<std::uint8_t>({static_cast<std::int64_t>(largest_bytes)},
                                                     [](auto out) { std::ranges::fill(out, 1); });
  std::mt19937_64 random(call.seed);
  std::vector<Live> live;
  std::vector<double> put_ms;
  std::uint64_t live_bytes = 0, written = 0;
  double most = 0;
  while (written < total) {
    const std::int64_t size = random_size(random, largest);
    while (live_bytes + static_cast<std::uint64_t>(size) > working_set && !live.empty()) {
      std::swap(live[random() % live.size()], live.back());
      store->erase(live.back().key);
      live_bytes -= live.back().bytes;
      live.pop_back();
    }
    const std::string key = std::to_string(put_ms.size());
    const auto begin = std::chrono::steady_clock::now();
    store->put(key, source.view(0, {size}));
    put_ms.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    live.push_back({key, static_cast<std::uint64_t>(size)});
    live_bytes += static_cast<std::uint64_t>(size);
    written += static_cast<std::uint64_t>(size);
    if (written > 2 * working_set && put_ms.size() % 50 == 0)
      most = std::max(most, static_cast<double>(store->usage().disk_bytes) / static_cast<double>(live_bytes));
  }
  std::printf("churn: %.1f GB written, %.2f GB live, at most %.3f times as much on disk, put p50 %.2f ms, "
              "p99 %.2f ms\n",
              static_cast<double>(written) / 1e9, static_cast<double>(live_bytes) / 1e9, most,
              quantile(put_ms, 0.5), quantile(put_ms, 0.99));
  return most <= most_disk_for_live + growth_bytes / static_cast<double>(working_set) ? 0 : 1;
}

} // namespace troupe::stress
