#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace troupe::stress {

/// What the command line asks for.
struct StoreCall {
  std::filesystem::path directory; ///< An empty one of this program's own.
  std::uint64_t seed = 0;
  std::uint64_t amount =
      0; ///< Rounds of kill and power, reads of readers, bytes written by churn; 0: a short run.
};

// Each prints what it did and returns the program's exit code: 1 if anything was lost or damaged.
int run_kill(const StoreCall& call);
int run_power(const StoreCall& call);
int run_readers(const StoreCall& call);
int run_churn(const StoreCall& call);

} // namespace troupe::stress
