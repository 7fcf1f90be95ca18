#include "kernels/statistics/histogram_table.hpp"

#include "kernels/level_table.hpp"

namespace troupe {

// Each is defined by histograms.inc, compiled for that level.
void fill_histograms_v2(HistogramTable& table);
void fill_histograms_v3(HistogramTable& table);
void fill_histograms_v4(HistogramTable& table);

namespace {

constexpr Fillers<HistogramTable> families[] = {
    {fill_histograms_v2, fill_histograms_v3, fill_histograms_v4},
};

HistogramTable make_table(IsaLevel level) { return filled<HistogramTable>(families, level); }

} // namespace

const HistogramTable& histogram_table() { return level_table<make_table>(current_isa_level()); }

} // namespace troupe
