#include "kernels/reductions/reduction_table.hpp"

#include "kernels/level_table.hpp"
#include "kernels/reductions/complex_reductions.hpp"

namespace troupe {

// Each is defined by the family's .inc, compiled for that level.
void fill_sums_v2(ReductionTable& table);
void fill_sums_v3(ReductionTable& table);
void fill_sums_v4(ReductionTable& table);
void fill_moments_v2(ReductionTable& table);
void fill_moments_v3(ReductionTable& table);
void fill_moments_v4(ReductionTable& table);
void fill_extremes_v2(ReductionTable& table);
void fill_extremes_v3(ReductionTable& table);
void fill_extremes_v4(ReductionTable& table);

namespace {

constexpr Fillers<ReductionTable> families[] = {
    {fill_sums_v2, fill_sums_v3, fill_sums_v4},
    {fill_moments_v2, fill_moments_v3, fill_moments_v4},
    {fill_extremes_v2, fill_extremes_v3, fill_extremes_v4},
};

ReductionTable make_table(IsaLevel level) {
  ReductionTable table = filled<ReductionTable>(families, level);
  fill_complex_reductions(table);
  return table;
}

} // namespace

const ReductionTable& reduction_table(IsaLevel level) { return level_table<make_table>(level); }

} // namespace troupe
