#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <troupe/kernel.hpp>

#include "expression/node.hpp"
#include "kernels/ordering/item_kind.hpp"
#include "kernels/ordering/sort_runs.hpp"

// A 1-d array through sorted runs:
//
//     chunks ──> run ──┬──> samples ──────┐
//                      └──> pieces 0 … m ─┴──> plan ──> promised 0 … n        each joined from pieces of all runs
//
// Pieces of a run are cut before anybody knows which block needs them: at even distances, so that for one block it takes
// few pieces of every run and little of them in vain. All are cut while the run is in memory, and the plan gets them by
// reference. What it needs is in the samples.

namespace troupe {

/// Which kernels make and join the runs.
struct RunMethod {
  std::string_view run_kernel;
  std::string_view plan_kernel;
  ItemKind kind = ItemKind::key;
};

/// Parameters of the kernels "sort_plan" and "unique_plan". Arguments: of each run its samples and its pieces.
struct RunPlan {
  DType dtype = DType::float64;
  ItemKind kind = ItemKind::key;
  std::int64_t pieces = 1;         ///< Of each run.
  std::vector<std::int64_t> sizes; ///< Of all blocks; read by "sort_plan" only.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, kind, pieces, sizes);
  }
  /// \throws ValueError unless a run has a piece or more.
  void check() const;
};

/// The numbers of elements of the blocks, row-major over the grid; `unknown_extent` where only the data can tell.
std::vector<std::int64_t> block_sizes(const Chunking& chunking);

/// How many neighbouring chunks of these sizes make a run of about `run_bytes`; 0: as large as the number of pieces
/// wants it.
std::vector<std::uint32_t> group_chunks(const std::vector<std::int64_t>& sizes, std::int64_t item_bytes,
                                        std::int64_t run_bytes);

/// The sizes of the groups, unknown if one of their chunks is.
std::vector<std::int64_t> group_sizes(const std::vector<std::int64_t>& sizes,
                                      const std::vector<std::uint32_t>& groups);

/// Adds the tasks of `node`, whose blocks are joined from runs of its one input, a group of blocks each. One run is the
/// one block itself.
void lower_through_runs(const RunMethod& method, const std::vector<std::uint32_t>& groups,
                        const ArrayNode& node, Lowering& lowering);

/// Adds the planning kernels.
void register_run_plans(KernelRegistry& registry);

} // namespace troupe
