#pragma once

#include "kernels/reductions/reduction_table.hpp"

namespace troupe {

/// Puts products and extremes of complex numbers into the table, which gain nothing from vector instructions.
/// Complex sums and moments are those of their parts, so they have no kernels of their own.
void fill_complex_reductions(ReductionTable& table);

} // namespace troupe
