#pragma once

namespace troupe {

/// Has OpenBLAS use kernels that fit the processor, where it knows only that it does not know its model: OpenBLAS goes
/// by model numbers, and one that came after it gets the kernels of 2004 ("Prescott", SSE3), a quarter as fast or less.
/// Does nothing if the environment names a core (`OPENBLAS_CORETYPE`), or to another BLAS.
///
/// To be called before anything calls BLAS: matrices packed for one core's kernels are garbage to another's.
void choose_blas_core();

} // namespace troupe
