#include "kernels/tiles/tile_table.hpp"

namespace troupe {

// Each is defined by the family's .inc, compiled for that level.
void fill_arithmetic_v2(TileTable& table);
void fill_arithmetic_v3(TileTable& table);
void fill_arithmetic_v4(TileTable& table);

namespace {

TileTable make_table(IsaLevel level) {
  TileTable table{};
  switch (level) {
  case IsaLevel::v2: fill_arithmetic_v2(table); break;
  case IsaLevel::v3: fill_arithmetic_v3(table); break;
  case IsaLevel::v4: fill_arithmetic_v4(table); break;
  }
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
