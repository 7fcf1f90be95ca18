#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "kernels/isa_level.hpp"

namespace troupe {

/// What fills one family's part of a table, compiled for each level.
template <class Table>
using Fillers = std::array<void (*)(Table&), isa_level_count>;

template <class Table>
Table filled(std::span<const Fillers<Table>> families, IsaLevel level) {
  Table table{};
  for (const Fillers<Table>& family : families)
    family[static_cast<std::size_t>(level)](table);
  return table;
}

/// The table that `make` makes for a level, made when it is first asked for: what fills it is compiled for that
/// level, so a processor that lacks it must not run it.
template <auto make>
const auto& level_table(IsaLevel level) {
  switch (level) {
  case IsaLevel::v2: {
    static const auto table = make(IsaLevel::v2);
    return table;
  }
  case IsaLevel::v3: {
    static const auto table = make(IsaLevel::v3);
    return table;
  }
  case IsaLevel::v4: {
    static const auto table = make(IsaLevel::v4);
    return table;
  }
  }
  __builtin_unreachable();
}

} // namespace troupe
