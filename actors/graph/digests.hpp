#pragma once

#include <cstdint>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/graph.hpp>

namespace troupe {

/// Whether a digest tells what a task runs or waits for beside what its value is made of: inputs that no step uses, steps
/// whose results nothing uses.
enum class Waits : std::uint8_t { ignored, counted };

/// As `digests`; where waits count, tasks of equal digests may stand for each other in all respects.
std::vector<Digest> digests(const Graph& graph, Waits waits);

} // namespace troupe
