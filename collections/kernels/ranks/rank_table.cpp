#include "kernels/ranks/rank_table.hpp"

#include <array>
#include <string>

#include <troupe/error.hpp>

namespace troupe {

// Each is defined by ranks.inc, compiled for that level.
void fill_ranks_v2(RankTable& table);
void fill_ranks_v3(RankTable& table);
void fill_ranks_v4(RankTable& table);

const RankTable& rank_table(IsaLevel level) {
  static const auto tables = [] {
    std::array<RankTable, isa_level_count> made{};
    fill_ranks_v2(made[0]);
    fill_ranks_v3(made[1]);
    fill_ranks_v4(made[2]);
    return made;
  }();
  return tables[static_cast<std::size_t>(level)];
}

const RankKernels& rank_kernels(DType dtype, const char* operation) {
  const RankKernels& kernels = rank_table(current_isa_level()).kernels[static_cast<std::size_t>(dtype)];
  if (kernels.count_below == nullptr)
    throw DTypeError(std::string(operation) + ": no kernel for " + std::string(to_string(dtype)));
  return kernels;
}

} // namespace troupe
