#include "kernels/tiles/tile_table.hpp"

#include "kernels/tiles/plain_kernels.hpp"

namespace troupe {

// Each is defined by the family's .inc, compiled for that level.
void fill_arithmetic_v2(TileTable& table);
void fill_arithmetic_v3(TileTable& table);
void fill_arithmetic_v4(TileTable& table);
void fill_casts_v2(TileTable& table);
void fill_casts_v3(TileTable& table);
void fill_casts_v4(TileTable& table);
void fill_comparison_v2(TileTable& table);
void fill_comparison_v3(TileTable& table);
void fill_comparison_v4(TileTable& table);
void fill_compensated_v2(TileTable& table);
void fill_compensated_v3(TileTable& table);
void fill_compensated_v4(TileTable& table);
void fill_complex_v2(TileTable& table);
void fill_complex_v3(TileTable& table);
void fill_complex_v4(TileTable& table);
void fill_logic_v2(TileTable& table);
void fill_logic_v3(TileTable& table);
void fill_logic_v4(TileTable& table);
void fill_rounding_v2(TileTable& table);
void fill_rounding_v3(TileTable& table);
void fill_rounding_v4(TileTable& table);
void fill_transcendental_v2(TileTable& table);
void fill_transcendental_v3(TileTable& table);
void fill_transcendental_v4(TileTable& table);
void fill_pairs_v2(TileTable& table);
void fill_pairs_v3(TileTable& table);
void fill_pairs_v4(TileTable& table);
void fill_selection_v2(TileTable& table);
void fill_selection_v3(TileTable& table);
void fill_selection_v4(TileTable& table);
void fill_transposition_v2(TileTable& table);
void fill_transposition_v3(TileTable& table);
void fill_transposition_v4(TileTable& table);

namespace {

TileTable make_table(IsaLevel level) {
  TileTable table{};
  switch (level) {
  case IsaLevel::v2:
    fill_arithmetic_v2(table);
    fill_casts_v2(table);
    fill_comparison_v2(table);
    fill_compensated_v2(table);
    fill_complex_v2(table);
    fill_logic_v2(table);
    fill_rounding_v2(table);
    fill_transcendental_v2(table);
    fill_transposition_v2(table);
    fill_selection_v2(table);
    fill_pairs_v2(table);
    break;
  case IsaLevel::v3:
    fill_arithmetic_v3(table);
    fill_casts_v3(table);
    fill_comparison_v3(table);
    fill_compensated_v3(table);
    fill_complex_v3(table);
    fill_logic_v3(table);
    fill_rounding_v3(table);
    fill_transcendental_v3(table);
    fill_transposition_v3(table);
    fill_selection_v3(table);
    fill_pairs_v3(table);
    break;
  case IsaLevel::v4:
    fill_arithmetic_v4(table);
    fill_casts_v4(table);
    fill_comparison_v4(table);
    fill_compensated_v4(table);
    fill_complex_v4(table);
    fill_logic_v4(table);
    fill_rounding_v4(table);
    fill_transcendental_v4(table);
    fill_transposition_v4(table);
    fill_selection_v4(table);
    fill_pairs_v4(table);
    break;
  }
  fill_integer_powers(table);
  fill_complex_functions(table);
  return table;
}

} // namespace

const TileTable& tile_table(IsaLevel level) {
  switch (level) {
  case IsaLevel::v2: {
    static const TileTable table = make_table(IsaLevel::v2);
    return table;
  }
  case IsaLevel::v3: {
    static const TileTable table = make_table(IsaLevel::v3);
    return table;
  }
  case IsaLevel::v4: {
    static const TileTable table = make_table(IsaLevel::v4);
    return table;
  }
  }
  __builtin_unreachable();
}

} // namespace troupe
