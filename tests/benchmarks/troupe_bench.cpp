// troupe-bench FAMILY WORKLOAD SIZE THREADS REPS, or of files: FAMILY WORKLOAD FILE OUT THREADS MEMORY_MIB: measures Troupe,
// beside the peers or alone. Prints one line
// `@@CELL {json}` a result. Exits with 2 if there is no such family or workload.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "benchmark.hpp"

namespace {

constexpr std::array families{
    BenchmarkFamily{"sched", "indep chain tree layered indep_run, and each with _limited or _traced",
                    run_sched},
    BenchmarkFamily{"array", "those of the peers' arrays.py", run_array},
    BenchmarkFamily{"expression", "increments", run_expression},
    BenchmarkFamily{
        "outofcore",
        "sum_npy xtx_npy normalize_npy generate generate_matrix centred rechunk floor, "
        "rechunk_npy transpose_npy cumsum_npy sort_npy unique_npy argwhere_npy median_npy percentile_npy",
        run_outofcore, true},
    BenchmarkFamily{"passes", "names_fuse names_functions names_tasks texts_fuse texts_functions texts_tasks",
                    run_passes},
    BenchmarkFamily{"store", "spill durable read_warm read_cold churn", run_store},
};

int fail_with_usage(const std::string& problem) {
  std::fprintf(stderr, "troupe-bench: %s\nusage: troupe-bench FAMILY WORKLOAD ARGUMENTS\n", problem.c_str());
  for (const BenchmarkFamily& family : families)
    std::fprintf(stderr, "  %s: %s\n    %s\n", std::string(family.name).c_str(),
                 std::string(family.workloads).c_str(),
                 family.is_of_files ? "FILE OUT THREADS MEMORY_MIB" : "SIZE THREADS REPS");
  return 2;
}

BenchmarkCall call_of(const BenchmarkFamily& family, const std::vector<std::string>& arguments) {
  BenchmarkCall call;
  call.workload = arguments[0];
  if (family.is_of_files) {
    call.file = arguments[1];
    call.out = arguments[2];
    call.threads = std::stoi(arguments[3]);
    call.memory_mib = static_cast<std::size_t>(std::stod(arguments[4]));
  } else {
    call.size = static_cast<std::size_t>(std::stod(arguments[1]));
    call.threads = std::stoi(arguments[2]);
    call.repetitions = std::stoi(arguments[3]);
  }
  return call;
}

int run(const std::string& family_name, const std::vector<std::string>& arguments) {
  for (const BenchmarkFamily& family : families) {
    if (family.name != family_name)
      continue;
    const std::size_t wanted = family.is_of_files ? 5 : 4;
    if (arguments.size() != wanted)
      return fail_with_usage(family_name + " takes " + std::to_string(wanted) + " arguments, not "
                             + std::to_string(arguments.size()));
    const BenchmarkCall call = call_of(family, arguments);
    return family.run(call)
               ? 0
               : fail_with_usage("no workload \"" + call.workload + "\" in the family " + family_name);
  }
  return fail_with_usage("no family \"" + family_name + '"');
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 3)
    return fail_with_usage("which family, which workload?");
  try {
    return run(argv[1], {argv + 2, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "troupe-bench: %s\n", error.what());
    return 1;
  }
}
