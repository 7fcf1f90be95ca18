// Arrays larger than memory: workloads of the peers' outofcore.py, on a file of float64 (rows, 50) as NumPy writes it,
// and values that are computed and have to be spilled. The session's limit is half of MEMORY_MIB.
//
//     sum_npy, xtx_npy, normalize_npy   FILE is the input; normalize writes OUT
//     generate, generate_matrix         writes FILE: MEMORY_MIB of the peers' u(k), in rows of 50 or 32,768
//     centred, rechunk                  4 GiB that are computed, FILE is the directory of the scratch store; beside what was
//                                       spilled stands what Belady's rule needs for the same order of tasks
//     rechunk_npy, transpose_npy, …     an operation on a matrix (generate_matrix) larger than memory, stored in OUT
//     floor                             what the disk gives: reads FILE, writes OUT
//
// `rss_growth_bytes` is the most resident memory there was beyond that at the session's start.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <troupe/array.hpp>

#include "array/inputs.hpp"
#include "belady.hpp"
#include "benchmark.hpp"
#include "outofcore_arrays.hpp"
#include "raw_disk.hpp"

using namespace troupe;

namespace {

constexpr std::int64_t columns = 50;

/// What a measurement that begins when this is made costs.
class Measurement {
public:
  Measurement() : resident_at_start_(resident_bytes()), begin_(now_seconds()) { reset_peak_memory(); }
  void stop(const Session& session) {
    seconds_ = now_seconds() - begin_;
    const std::size_t peak = peak_resident_bytes();
    rss_growth_bytes_ = peak - std::min(peak, resident_at_start_);
    memory_ = session.report().memory;
  }
  double seconds() const { return seconds_; }
  std::uint64_t rss_growth_bytes() const { return rss_growth_bytes_; }
  const MemoryReport& memory() const { return memory_; }

private:
  std::size_t resident_at_start_;
  double begin_;
  double seconds_ = 0;
  std::uint64_t rss_growth_bytes_ = 0;
  MemoryReport memory_;
};

Session limited_session(const BenchmarkCall& call, const std::string& scratch) {
  return Session({.threads = call.threads, .memory_limit = call.memory_mib << 19, .store = scratch});
}

template <class Check>
Cell cell_of(const BenchmarkCall& call, const Measurement& measured, const Check& check,
             std::uint64_t bytes) {
  const MemoryReport& report = measured.memory();
  Cell cell(call.workload);
  cell.add("times", std::vector{measured.seconds()})
      .add("check", check)
      .add("size", bytes / 8)
      .add("bytes_processed", bytes)
      .add("memory_limit_bytes", report.limit_bytes)
      .add("rss_growth_bytes", measured.rss_growth_bytes())
      .add("predicted_peak_bytes", report.predicted_peak_bytes)
      .add("peak_bytes", report.peak_bytes)
      .add("spilled_bytes", report.spilled_bytes)
      .add("reloaded_bytes", report.reloaded_bytes)
      .add("dropped_bytes", report.dropped_bytes)
      .add("reread_bytes", report.reread_bytes);
  return cell;
}

std::uint64_t bytes_of(const Array& x) { return static_cast<std::uint64_t>(x.size()) * size_of(x.dtype()); }

/// A number made of the array in FILE.
bool measure_number(const BenchmarkCall& call, Array (*number)(const Array& x)) {
  Session session = limited_session(call, {});
  Measurement measured;
  const Array x = open_npy(call.file);
  const double result = session.compute(number(x)).item<double>();
  measured.stop(session);
  cell_of(call, measured, result, bytes_of(x)).print();
  return true;
}

bool measure_normalize(const BenchmarkCall& call) {
  Session session = limited_session(call, {});
  Measurement measured;
  const Array x = open_npy(call.file);
  to_npy(session, (x - mean(x, {.axis = 0})) / stddev(x, {.axis = 0}), call.out);
  measured.stop(session);
  const Array y = open_npy(call.out);
  std::vector<double> check; // of three thousand rows, to six digits, as the peers
  for (const std::int64_t row : {std::int64_t{0}, x.shape()[0] / 2, x.shape()[0] - 1000})
    check.push_back(std::round(compute(sum(getitem(y, {Slice{row, row + 1000}}))).item<double>() * 1e6)
                    / 1e6);
  cell_of(call, measured, check, bytes_of(x) * 3).print();
  return true;
}

/// 4 GiB that no file has, as blocks of rows: some function of the element's number.
Array computed_rows(std::int64_t rows, std::int64_t width) {
  return sqrt(reshape(arange(rows * width, {.dtype = DType::float64}), {rows, width}) + 1);
}

bool measure_spilling(const BenchmarkCall& call, const Array& result, std::uint64_t bytes) {
  Session session = limited_session(call, call.file);
  Measurement measured;
  const ArrayGraph planned = graph_of(std::span(&result, 1));
  TraceRecorder recorder;
  const std::vector<Value> values =
      session.compute(planned.graph, planned.blocks.front(), {.callbacks = &recorder.callbacks()});
  measured.stop(session);
  const BeladyMoves least =
      replay_with_belady(planned.graph, recorder.tasks(), measured.memory().limit_bytes);
  cell_of(call, measured, values.front().as_chunk().item<double>(), bytes)
      .add("belady_written_bytes", least.written_bytes)
      .add("belady_read_bytes", least.read_bytes)
      .add("spilled_over_belady", static_cast<double>(measured.memory().spilled_bytes)
                                      / static_cast<double>(std::max<std::uint64_t>(least.written_bytes, 1)))
      .print();
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

/// An operation on all of a matrix, whose result becomes a dataset in OUT.
bool measure_large(const BenchmarkCall& call, const LargeArrayWorkload& workload) {
  Session session = limited_session(call, {});
  Measurement measured;
  const Array x = open_npy(call.file);
  const Array result = store(session, workload.result(x), call.out, {.name = call.workload});
  measured.stop(session);
  const bool is_right = workload.is_right({session, x, result});
  cell_of(call, measured, std::uint64_t{is_right}, bytes_of(x) + bytes_of(result)).print();
  return true;
}

/// Writes the peers' input, u(k) = fmix32(k) / 2^32, in rows of `width`; their number is a multiple of `rows_at_once`.
bool generate(const BenchmarkCall& call, std::int64_t width, std::int64_t rows_at_once) {
  const auto bytes = static_cast<std::int64_t>(call.memory_mib << 20);
  const std::int64_t rows = std::max<std::int64_t>(bytes / 8 / width / rows_at_once, 1) * rows_at_once;
  Session session({.threads = call.threads});
  const Array number = arange(rows * width, {.chunks = rows_at_once * width});
  const Array u = map_blocks(
      [](std::span<const std::int64_t> numbers, std::span<double> out) {
        std::ranges::transform(numbers, out.begin(),
                               [](std::int64_t k) { return uniform_at(static_cast<std::uint32_t>(k)); });
      },
      {number});
  to_npy(session, reshape(u, {rows, width}), call.file);
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
    return measure_number(call, [](const Array& x) { return sum(x); });
  if (call.workload == "xtx_npy")
    return measure_number(call, [](const Array& x) { return sum(matmul(transpose(x), x)); });
  if (call.workload == "normalize_npy")
    return measure_normalize(call);
  if (call.workload == "generate")
    return generate(call, columns, 160'000);
  if (call.workload == "generate_matrix")
    return generate(call, 32'768, 128);
  if (call.workload == "centred")
    return measure_centred(call);
  if (call.workload == "rechunk")
    return measure_rechunk(call);
  if (call.workload == "floor")
    return measure_floor(call);
  for (const LargeArrayWorkload& workload : large_array_workloads())
    if (workload.name == call.workload)
      return measure_large(call, workload);
  return false;
}
