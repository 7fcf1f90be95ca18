#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What the command line asks for: `troupe-bench FAMILY WORKLOAD SIZE THREADS REPS`, or of files
/// `troupe-bench FAMILY WORKLOAD FILE OUT THREADS MEMORY_MIB`.
struct BenchmarkCall {
  std::string workload;
  std::size_t size = 0;
  int threads = 1;
  int repetitions = 1;
  std::string file;           ///< What is read.
  std::string out;            ///< Where a result goes.
  std::size_t memory_mib = 0; ///< That the process may take.
};

/// A group of workloads. `run` measures one of them and prints its cell; false if there is no such workload.
struct BenchmarkFamily {
  std::string_view name;
  std::string_view workloads; ///< For the usage message.
  bool (*run)(const BenchmarkCall& call);
  bool is_of_files = false; ///< Which of the two forms its calls have.
};

bool run_array(const BenchmarkCall& call);
bool run_expression(const BenchmarkCall& call);
bool run_outofcore(const BenchmarkCall& call);
bool run_passes(const BenchmarkCall& call);
bool run_sched(const BenchmarkCall& call);
bool run_store(const BenchmarkCall& call);

/// One result: a line `@@CELL {json}`, as the peers' driver expects it.
class Cell {
public:
  explicit Cell(const std::string& workload);

  Cell& add(std::string_view name, double value);
  Cell& add(std::string_view name, std::uint64_t value);
  Cell& add(std::string_view name, const std::vector<double>& values);
  void print() const;

private:
  void begin(std::string_view name);
  std::string json_;
};

/// What repeating something cost.
struct Timing {
  std::vector<double> seconds;
  double cheapest_cpu_s = 0; ///< Of all threads of the process.
};

/// Processor time of the process so far.
double cpu_seconds();

/// Calls `work` so often, and `prepare` before each time, which is not measured. Stops early when the environment variable
/// BUDGET gives fewer seconds.
template <class Work, class Prepare>
Timing time_repeatedly(int repetitions, const Work& work, const Prepare& prepare);
template <class Work>
Timing time_repeatedly(int repetitions, const Work& work) {
  return time_repeatedly(repetitions, work, [] {});
}

/// Resident memory of the process, now and at most since `reset_peak_memory`, in bytes.
std::size_t resident_bytes();
std::size_t peak_resident_bytes();
void reset_peak_memory();

// -- templates

double budget_seconds();
double now_seconds();

template <class Work, class Prepare>
Timing time_repeatedly(int repetitions, const Work& work, const Prepare& prepare) {
  Timing timing;
  const double begin = now_seconds();
  for (int i = 0; i < repetitions; ++i) {
    prepare();
    const double cpu = cpu_seconds();
    const double start = now_seconds();
    work();
    timing.seconds.push_back(now_seconds() - start);
    const double used = cpu_seconds() - cpu;
    timing.cheapest_cpu_s = i == 0 || used < timing.cheapest_cpu_s ? used : timing.cheapest_cpu_s;
    if (now_seconds() - begin > budget_seconds())
      break;
  }
  return timing;
}
