#pragma once

#include "kernels/tiles/tile_table.hpp"

namespace troupe {

/// Puts the kernels into the table that gain nothing from vector instructions, or throw: powers of integers,
/// and the mathematical functions of complex numbers. They are compiled once and serve every ISA level.
void fill_integer_powers(TileTable& table);
void fill_complex_functions(TileTable& table);

} // namespace troupe
