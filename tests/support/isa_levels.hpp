#pragma once

#include "kernels/isa_level.hpp"

namespace troupe {

/// Calls `test` once for each ISA level this machine has, the array kernels being of that level.
template <class Test>
void on_every_isa_level(const Test& test) {
  const IsaLevel before = current_isa_level();
  for (const IsaLevel level : supported_isa_levels()) {
    set_isa_level(level);
    test(level);
  }
  set_isa_level(before);
}

} // namespace troupe
