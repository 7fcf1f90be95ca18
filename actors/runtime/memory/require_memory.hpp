#pragma once

#include <cstdint>

#include <troupe/report.hpp>

#include "runtime/run/plan.hpp"

namespace troupe {

class Run;
class SessionMemory;

/// \throws MemoryError if there is no room beside what the caller holds.
void require_held(const SessionMemory& memory);

/// Before anything runs: whether the plan can be had at all. Returns the peak that it is going to have.
///
/// \throws TaskTooLarge, MemoryError, StoreError
std::uint64_t require_memory(SessionMemory& memory, Run& run, Delivery delivery);

/// After a run: what was measured beside what was predicted.
void fill_memory(SessionMemory& memory, MemoryReport& report);

} // namespace troupe
