#include "array/creation/diagonals.hpp"
#include "array/creation/random.hpp"
#include "array/elementwise/choosing.hpp"
#include "array/elementwise/elementwise.hpp"
#include "array/functions/blockwise.hpp"
#include "array/functions/gufunc.hpp"
#include "array/functions/map_blocks.hpp"
#include "array/gathering/padding.hpp"
#include "array/gathering/rechunk.hpp"
#include "array/indexing/getitem.hpp"
#include "array/indexing/insertion.hpp"
#include "array/indexing/nonzero.hpp"
#include "array/indexing/selection.hpp"
#include "array/indexing/setitem.hpp"
#include "array/linalg/decomposition.hpp"
#include "array/linalg/einsum.hpp"
#include "array/linalg/matmul.hpp"
#include "array/linalg/tensordot.hpp"
#include "array/neighbours/differences.hpp"
#include "array/neighbours/gradient.hpp"
#include "array/neighbours/map_overlap.hpp"
#include "array/ordering/partition.hpp"
#include "array/ordering/run_tasks.hpp"
#include "array/ordering/searching.hpp"
#include "array/ordering/sorting.hpp"
#include "array/ordering/topk.hpp"
#include "array/ordering/unique.hpp"
#include "array/reductions/matching_weights.hpp"
#include "array/reshaping/dimensions.hpp"
#include "array/reshaping/flip.hpp"
#include "array/reshaping/join.hpp"
#include "array/reshaping/reshape.hpp"
#include "array/statistics/counting.hpp"
#include "array/statistics/covariance.hpp"
#include "array/statistics/histogram.hpp"
#include "array/statistics/quantiles.hpp"
#include "array/statistics/rank_rounds.hpp"
#include "expression/deferred_kernel.hpp"

namespace troupe {

void register_deferred_operations(KernelRegistry& registry) {
  register_deferred_cut(registry);
  register_rank_rounds(registry);
  register_run_plans(registry);
  register_deferred<ApplyAlongAxis>(registry);
  register_deferred<ArrayEqual>(registry);
  register_deferred<Bincount>(registry);
  register_deferred<Blockwise>(registry);
  register_deferred<BroadcastArrays>(registry);
  register_deferred<BroadcastTo>(registry);
  register_deferred<ChooseRows>(registry);
  register_deferred<Coarsen>(registry);
  register_deferred<CompressAlong>(registry);
  register_deferred<Concatenate>(registry);
  register_deferred<Cov>(registry);
  register_deferred<Cross>(registry);
  register_deferred<Decomposition>(registry);
  register_deferred<Delete>(registry);
  register_deferred<Diagonal>(registry);
  register_deferred<DiagonalMatrix>(registry);
  register_deferred<Diff>(registry);
  register_deferred<Einsum>(registry);
  register_deferred<Elementwise>(registry);
  register_deferred<ExpandDims>(registry);
  register_deferred<Flip>(registry);
  register_deferred<Getitem>(registry);
  register_deferred<Gradient>(registry);
  register_deferred<Gufunc>(registry);
  register_deferred<HistogramCounts>(registry);
  register_deferred<Insert>(registry);
  register_deferred<Isin>(registry);
  register_deferred<Kron>(registry);
  register_deferred<MapBlocks>(registry);
  register_deferred<MapOverlap>(registry);
  register_deferred<MatchingWeights>(registry);
  register_deferred<Matmul>(registry);
  register_deferred<MatrixRank>(registry);
  register_deferred<Nonzero>(registry);
  register_deferred<Overlap>(registry);
  register_deferred<Pad>(registry);
  register_deferred<Partition>(registry);
  register_deferred<PermuteRows>(registry);
  register_deferred<Pinv>(registry);
  register_deferred<Quantiles>(registry);
  register_deferred<Rechunk>(registry);
  register_deferred<Repeat>(registry);
  register_deferred<Reshape>(registry);
  register_deferred<Roll>(registry);
  register_deferred<Searchsorted>(registry);
  register_deferred<Setitem>(registry);
  register_deferred<Sort>(registry);
  register_deferred<Squeeze>(registry);
  register_deferred<StretchToSelection>(registry);
  register_deferred<Stack>(registry);
  register_deferred<Take>(registry);
  register_deferred<TensorDot>(registry);
  register_deferred<Tile>(registry);
  register_deferred<Topk>(registry);
  register_deferred<Triangle>(registry);
  register_deferred<Unique>(registry);
  register_deferred<Vindex>(registry);
}

} // namespace troupe
