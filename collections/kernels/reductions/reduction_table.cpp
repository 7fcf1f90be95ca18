#include "kernels/reductions/reduction_table.hpp"

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

ReductionTable make_table(IsaLevel level) {
  ReductionTable table{};
  switch (level) {
  case IsaLevel::v2:
    fill_sums_v2(table);
    fill_moments_v2(table);
    fill_extremes_v2(table);
    break;
  case IsaLevel::v3:
    fill_sums_v3(table);
    fill_moments_v3(table);
    fill_extremes_v3(table);
    break;
  case IsaLevel::v4:
    fill_sums_v4(table);
    fill_moments_v4(table);
    fill_extremes_v4(table);
    break;
  }
  fill_complex_reductions(table);
  return table;
}

} // namespace

const ReductionTable& reduction_table(IsaLevel level) {
  switch (level) {
  case IsaLevel::v2: {
    static const ReductionTable table = make_table(IsaLevel::v2);
    return table;
  }
  case IsaLevel::v3: {
    static const ReductionTable table = make_table(IsaLevel::v3);
    return table;
  }
  case IsaLevel::v4: {
    static const ReductionTable table = make_table(IsaLevel::v4);
    return table;
  }
  }
  __builtin_unreachable();
}

} // namespace troupe
