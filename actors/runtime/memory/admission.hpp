#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <troupe/memory_account.hpp>

#include "runtime/memory/spillable_value.hpp"
#include "runtime/memory/use_time.hpp"

namespace troupe {

class RankedJob;
class Run;

/// What one task needs in memory to run, and how far it is in getting it. The task owns it; from `enter` to `leave` it
/// belongs to `SessionMemory`.
struct Admission {
  Run& run;
  RankedJob& job;
  UseTime time;
  std::vector<SpillablePointer> inputs; ///< That must be resident; each once.
  std::size_t own_bytes = 0;            ///< Output and workspace.
  bool is_sure = false;                 ///< `own_bytes` is known; otherwise learned or guessed.

  MemoryAccount::Reservation reservation = {}; ///< Of `own_bytes`, once it is admitted.
  bool is_admitted = false;
  bool has_begun = false;
  std::size_t arriving = 0; ///< Inputs that are on their way into memory.
  std::chrono::steady_clock::time_point parked_at{};
  std::chrono::steady_clock::time_point asked_at{}; ///< Of an observed run.
  std::string failure =
      {}; ///< Why it cannot run: an input that cannot be read back, or there is not enough memory.
};

} // namespace troupe
