#pragma once

#include <optional>
#include <span>

#include <troupe/array/array.hpp>
#include <troupe/dataset.hpp>
#include <troupe/graph.hpp>

namespace troupe {

/// Blocks of an array, on their way to a dataset.
struct ArrayWrite {
  Array array;
  std::optional<Array> unchanged; ///< Of the same chunks: blocks that are this array's are not written.
  DatasetWriter writer;
};

/// Computes and writes what no earlier writer wrote, in one run, and shows it.
///
/// If the run fails, what was written is committed, for the next writer to go on from.
void run_writes(Session& session, ChunkStore& store, std::span<ArrayWrite> writes,
                const ComputeOptions& options, SourceLine line);

} // namespace troupe
