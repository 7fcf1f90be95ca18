#pragma once

#include <cstdint>
#include <span>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

/// What a run of one task after the other would have to move under Belady's rule: when memory runs short, what is needed
/// last leaves.
struct BeladyMoves {
  std::uint64_t written_bytes = 0; ///< Each value at most once: what was written stays where it is.
  std::uint64_t read_bytes = 0;
};

/// Replays the tasks of `graph` in the order of `trace` within `memory_bytes`, of which a task needs its inputs and its
/// result. What a file has is let go of without being written.
///
/// L. A. Belady, A study of replacement algorithms for a virtual-storage computer, IBM Systems Journal 5, 1966.
BeladyMoves replay_with_belady(const troupe::Graph& graph, std::span<const troupe::TaskTrace> trace,
                               std::uint64_t memory_bytes);
