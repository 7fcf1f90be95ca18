#include "array/choosing.hpp"
#include "array/diagonals.hpp"
#include "array/differences.hpp"
#include "array/dimensions.hpp"
#include "array/elementwise.hpp"
#include "array/flip.hpp"
#include "array/getitem.hpp"
#include "array/insertion.hpp"
#include "array/join.hpp"
#include "array/map_blocks.hpp"
#include "array/map_overlap.hpp"
#include "array/nonzero.hpp"
#include "array/padding.hpp"
#include "array/rechunk.hpp"
#include "array/reshape.hpp"
#include "array/selection.hpp"
#include "array/setitem.hpp"
#include "expression/deferred_kernel.hpp"

namespace troupe {

void register_deferred_operations(KernelRegistry& registry) {
  register_deferred<ArrayEqual>(registry);
  register_deferred<BroadcastTo>(registry);
  register_deferred<Coarsen>(registry);
  register_deferred<CompressAlong>(registry);
  register_deferred<Concatenate>(registry);
  register_deferred<Delete>(registry);
  register_deferred<Diagonal>(registry);
  register_deferred<DiagonalMatrix>(registry);
  register_deferred<Diff>(registry);
  register_deferred<Elementwise>(registry);
  register_deferred<ExpandDims>(registry);
  register_deferred<Flip>(registry);
  register_deferred<Getitem>(registry);
  register_deferred<Insert>(registry);
  register_deferred<MapBlocks>(registry);
  register_deferred<MapOverlap>(registry);
  register_deferred<Nonzero>(registry);
  register_deferred<Overlap>(registry);
  register_deferred<Pad>(registry);
  register_deferred<Rechunk>(registry);
  register_deferred<Repeat>(registry);
  register_deferred<Reshape>(registry);
  register_deferred<Roll>(registry);
  register_deferred<Setitem>(registry);
  register_deferred<Squeeze>(registry);
  register_deferred<Stack>(registry);
  register_deferred<Take>(registry);
  register_deferred<Tile>(registry);
  register_deferred<Triangle>(registry);
  register_deferred<Vindex>(registry);
}

} // namespace troupe
