// troupe-bench FAMILY WORKLOAD SIZE THREADS REPS: measures Troupe, beside the peers or alone. Prints one line
// `@@CELL {json}` a result. Exits with 2 if there is no such family or workload.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "benchmark.hpp"

namespace {

constexpr std::array families{
    BenchmarkFamily{"sched", "indep chain tree layered indep_run", run_sched},
    BenchmarkFamily{"array", "ew_poly std_axis0 stencil3 rechunk", run_array},
    BenchmarkFamily{"expression", "increments", run_expression},
    BenchmarkFamily{"store", "spill durable read_warm read_cold churn", run_store},
};

int fail_with_usage(const std::string& problem) {
  std::fprintf(stderr, "troupe-bench: %s\nusage: troupe-bench FAMILY WORKLOAD SIZE THREADS REPS\n",
               problem.c_str());
  for (const BenchmarkFamily& family : families)
    std::fprintf(stderr, "  %s: %s\n", std::string(family.name).c_str(),
                 std::string(family.workloads).c_str());
  return 2;
}

int run(const std::string& family_name, const BenchmarkCall& call) {
  for (const BenchmarkFamily& family : families)
    if (family.name == family_name) {
      if (family.run(call))
        return 0;
      return fail_with_usage("no workload \"" + call.workload + "\" in the family " + family_name);
    }
  return fail_with_usage("no family \"" + family_name + '"');
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 6)
    return fail_with_usage("takes 5 arguments, not " + std::to_string(argc - 1));
  try {
    return run(argv[1], {argv[2], static_cast<std::size_t>(std::stod(argv[3])), std::stoi(argv[4]),
                         std::stoi(argv[5])});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "troupe-bench: %s\n", error.what());
    return 1;
  }
}
