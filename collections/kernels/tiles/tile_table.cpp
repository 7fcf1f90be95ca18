#include "kernels/tiles/tile_table.hpp"

#include "kernels/level_table.hpp"
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
void fill_pairs_v2(TileTable& table);
void fill_pairs_v3(TileTable& table);
void fill_pairs_v4(TileTable& table);
void fill_rounding_v2(TileTable& table);
void fill_rounding_v3(TileTable& table);
void fill_rounding_v4(TileTable& table);
void fill_selection_v2(TileTable& table);
void fill_selection_v3(TileTable& table);
void fill_selection_v4(TileTable& table);
void fill_transcendental_v2(TileTable& table);
void fill_transcendental_v3(TileTable& table);
void fill_transcendental_v4(TileTable& table);
void fill_transposition_v2(TileTable& table);
void fill_transposition_v3(TileTable& table);
void fill_transposition_v4(TileTable& table);

namespace {

constexpr Fillers<TileTable> families[] = {
    {fill_arithmetic_v2, fill_arithmetic_v3, fill_arithmetic_v4},
    {fill_casts_v2, fill_casts_v3, fill_casts_v4},
    {fill_comparison_v2, fill_comparison_v3, fill_comparison_v4},
    {fill_compensated_v2, fill_compensated_v3, fill_compensated_v4},
    {fill_complex_v2, fill_complex_v3, fill_complex_v4},
    {fill_logic_v2, fill_logic_v3, fill_logic_v4},
    {fill_pairs_v2, fill_pairs_v3, fill_pairs_v4},
    {fill_rounding_v2, fill_rounding_v3, fill_rounding_v4},
    {fill_selection_v2, fill_selection_v3, fill_selection_v4},
    {fill_transcendental_v2, fill_transcendental_v3, fill_transcendental_v4},
    {fill_transposition_v2, fill_transposition_v3, fill_transposition_v4},
};

TileTable make_table(IsaLevel level) {
  TileTable table = filled<TileTable>(families, level);
  fill_integer_powers(table);
  fill_complex_functions(table);
  return table;
}

} // namespace

const TileTable& tile_table(IsaLevel level) { return level_table<make_table>(level); }

} // namespace troupe
