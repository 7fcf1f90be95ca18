#pragma once

#include <cstdint>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/graph.hpp>

namespace troupe {

/// What counts in a digest beside the value: inputs that a body does not look at, which its task only waits for.
enum class Waits : std::uint8_t { ignored, counted };

/// As `digests`; where waits count, tasks of equal digests may stand for each other in all respects.
std::vector<Digest> digests(const Graph& graph, Waits waits);

} // namespace troupe
