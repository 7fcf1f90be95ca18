#pragma once

#include <string_view>

namespace troupe {

/// Has OpenBLAS use kernels that fit the processor, where it knows only that it does not know its model: OpenBLAS goes
/// by model numbers, and one that came after it gets the kernels of 2004 ("Prescott", SSE3), a quarter as fast or less.
///
/// Does nothing if the environment names a core (`OPENBLAS_CORETYPE`), if the process has threads beside the caller's
/// and OpenBLAS's own, which may be inside BLAS (a library that is loaded late), or to another BLAS.
void choose_blas_core();

/// The core whose kernels BLAS uses. Results of different cores differ in their last bits.
std::string_view blas_core();

} // namespace troupe
