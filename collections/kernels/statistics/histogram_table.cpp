#include "kernels/statistics/histogram_table.hpp"

#include <array>

namespace troupe {

// Each is defined by histograms.inc, compiled for that level.
void fill_histograms_v2(HistogramTable& table);
void fill_histograms_v3(HistogramTable& table);
void fill_histograms_v4(HistogramTable& table);

const HistogramTable& histogram_table() {
  static const auto tables = [] {
    std::array<HistogramTable, isa_level_count> made{};
    fill_histograms_v2(made[0]);
    fill_histograms_v3(made[1]);
    fill_histograms_v4(made[2]);
    return made;
  }();
  return tables[static_cast<std::size_t>(current_isa_level())];
}

} // namespace troupe
