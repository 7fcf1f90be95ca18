// Arrays larger than memory: workloads of the peers' outofcore.py, on a file of float64 (rows, 50) as NumPy writes it,
// and values that are computed and have to be spilled. The session's limit is half of MEMORY_MIB.
//
//     sum_npy, xtx_npy, normalize_npy   FILE is the input; normalize writes OUT
//     generate                          writes FILE: MEMORY_MIB of the peers' u(k)
//     centred, rechunk                  4 GiB that are computed, FILE is the directory of the scratch store; beside what was
//                                       spilled stands what Belady's rule needs for the same order of tasks
//     floor                             what the disk gives: reads FILE, writes OUT
//
// `rss_growth_bytes` is the most resident memory there was beyond that at the session's start.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <troupe/array.hpp>

#include "belady.hpp"
#include "benchmark.hpp"
#include "raw_disk.hpp"

using namespace troupe;

namespace {

constexpr std::int64_t columns = 50;

// The finaliser of MurmurHash3.
std::uint32_t mix(std::uint32_t k) {
  k ^= k >> 16;
  k *= 0x85ebca6b;
  k ^= k >> 13;
  k *= 0xc2b2ae35;
  return k ^ (k >> 16);
}

class MemoryWatch {
public:
  MemoryWatch() : at_start_(resident_bytes()) { reset_peak_memory(); }
  std::uint64_t growth() const {
    const std::size_t peak = peak_resident_bytes();
    return peak - std::min(peak, at_start_);
  }

private:
  std::size_t at_start_;
};

Session limited_session(const BenchmarkCall& call, const std::string& scratch) {
  return Session({.threads = call.threads, .memory_limit = call.memory_mib << 19, .store = scratch});
}

template <class Check>
void print_cell(
    const BenchmarkCall& call, double seconds, const Check& check, std::uint64_t bytes,
    const MemoryWatch& memory, const Session& session,
    const std::function<void(Cell&)>& add_more = [](Cell&) {}) {
  const MemoryReport report = session.report().memory;
  Cell cell(call.workload);
  cell.add("times", std::vector{seconds})
      .add("check", check)
      .add("size", bytes / 8)
      .add("bytes_processed", bytes)
      .add("memory_limit_bytes", report.limit_bytes)
      .add("rss_growth_bytes", memory.growth())
      .add("predicted_peak_bytes", report.predicted_peak_bytes)
      .add("peak_bytes", report.peak_bytes)
      .add("spilled_bytes", report.spilled_bytes)
      .add("reloaded_bytes", report.reloaded_bytes)
      .add("dropped_bytes", report.dropped_bytes)
      .add("reread_bytes", report.reread_bytes);
  add_more(cell);
  cell.print();
}

bool measure_sum(const BenchmarkCall& call) {
  Session session = limited_session(call, {});
  const MemoryWatch memory;
  const double begin = now_seconds();
  const Array x = open_npy(call.file);
  const double total = session.compute(sum(x)).item<double>();
  print_cell(call, now_seconds() - begin, total, static_cast<std::uint64_t>(x.size()) * 8, memory, session);
  return true;
}

bool measure_xtx(const BenchmarkCall& call) {
  Session session = limited_session(call, {});
  const MemoryWatch memory;
  const double begin = now_seconds();
  const Array x = open_npy(call.file);
  const double total = session.compute(sum(matmul(transpose(x), x))).item<double>();
  print_cell(call, now_seconds() - begin, total, static_cast<std::uint64_t>(x.size()) * 8, memory, session);
  return true;
}

bool measure_normalize(const BenchmarkCall& call) {
  Session session = limited_session(call, {});
  const MemoryWatch memory;
  const double begin = now_seconds();
  const Array x = open_npy(call.file);
  to_npy(session, (x - mean(x, {.axis = 0})) / stddev(x, {.axis = 0}), call.out);
  const double seconds = now_seconds() - begin;
  const Array y = open_npy(call.out);
  std::vector<double> check; // of three thousand rows, to six digits, as the peers
  for (const std::int64_t row : {std::int64_t{0}, x.shape()[0] / 2, x.shape()[0] - 1000})
    check.push_back(std::round(compute(sum(getitem(y, {Slice{row, row + 1000}}))).item<double>() * 1e6)
                    / 1e6);
  print_cell(call, seconds, check, static_cast<std::uint64_t>(x.size()) * 8 * 3, memory, session);
  return true;
}

/// 4 GiB that no file has, as blocks of rows: some function of the element's number.
Array computed_rows(std::int64_t rows, std::int64_t width) {
  return sqrt(reshape(arange(rows * width, {.dtype = DType::float64}), {rows, width}) + 1);
}

bool measure_spilling(const BenchmarkCall& call, const Array& result, std::uint64_t bytes) {
  Session session = limited_session(call, call.file);
  const MemoryWatch memory;
  const double begin = now_seconds();
  const ArrayGraph planned = graph_of(std::span(&result, 1));
  std::vector<TaskTrace> trace;
  const std::vector<Value> values = session.compute(planned.graph, planned.blocks.front(), {.trace = &trace});
  const double seconds = now_seconds() - begin;
  const BeladyMoves least = replay_with_belady(planned.graph, trace, session.report().memory.limit_bytes);
  print_cell(call, seconds, values.front().as_chunk().item<double>(), bytes, memory, session,
             [&](Cell& cell) {
               cell.add("belady_written_bytes", least.written_bytes)
                   .add("belady_read_bytes", least.read_bytes)
                   .add("spilled_over_belady",
                        static_cast<double>(session.report().memory.spilled_bytes)
                            / static_cast<double>(std::max<std::uint64_t>(least.written_bytes, 1)));
             });
  return true;
}

bool measure_centred(const BenchmarkCall& call) {
  constexpr std::int64_t rows = 16'384, width = 32'768;
  const Array r = computed_rows(rows, width);
  return measure_spilling(call, mean(square(r - mean(r))), std::uint64_t{rows} * width * 8);
}

bool measure_rechunk(const BenchmarkCall& call) {
  constexpr std::int64_t rows = 16'384, width = 32'768;
  const Array r = computed_rows(rows, width);
  const Array by_columns = rechunk(r, {-1, 64});
  return measure_spilling(call, sum(by_columns), std::uint64_t{rows} * width * 8);
}

/// The peers' input: u(k) = fmix32(k) / 2^32.
bool generate(const BenchmarkCall& call) {
  constexpr std::int64_t rows_of_peers = 160'000;
  const auto bytes = static_cast<std::int64_t>(call.memory_mib << 20);
  const std::int64_t rows = std::max<std::int64_t>(bytes / 8 / columns / rows_of_peers, 1) * rows_of_peers;
  Session session({.threads = call.threads});
  const Array number = arange(rows * columns, {.chunks = rows_of_peers * columns});
  const Array u = map_blocks(
      [](std::span<const std::int64_t> numbers, std::span<double> out) {
        std::ranges::transform(numbers, out.begin(),
                               [](std::int64_t k) { return mix(static_cast<std::uint32_t>(k)) * 0x1p-32; });
      },
      {number});
  to_npy(session, reshape(u, {rows, columns}), call.file);
  return true;
}

bool measure_floor(const BenchmarkCall& call) {
  constexpr std::size_t bytes = std::size_t{2} << 30;
  const RawRates read = raw_read_rate(call.file, bytes);
  const RawRates written = raw_write_rate(call.out, bytes);
  Cell(call.workload)
      .add("times", std::vector{0.0})
      .add("read_bytes_per_s", read.bytes_per_s)
      .add("read_queue_depth", static_cast<std::uint64_t>(read.queue_depth))
      .add("write_bytes_per_s", written.bytes_per_s)
      .add("write_queue_depth", static_cast<std::uint64_t>(written.queue_depth))
      .print();
  return true;
}

} // namespace

bool run_outofcore(const BenchmarkCall& call) {
  if (call.workload == "sum_npy")
    return measure_sum(call);
  if (call.workload == "xtx_npy")
    return measure_xtx(call);
  if (call.workload == "normalize_npy")
    return measure_normalize(call);
  if (call.workload == "generate")
    return generate(call);
  if (call.workload == "centred")
    return measure_centred(call);
  if (call.workload == "rechunk")
    return measure_rechunk(call);
  return call.workload == "floor" && measure_floor(call);
}
