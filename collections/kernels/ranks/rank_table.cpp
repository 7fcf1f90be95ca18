#include "kernels/ranks/rank_table.hpp"

#include <string>

#include <troupe/error.hpp>

#include "kernels/level_table.hpp"

namespace troupe {

// Each is defined by ranks.inc, compiled for that level.
void fill_ranks_v2(RankTable& table);
void fill_ranks_v3(RankTable& table);
void fill_ranks_v4(RankTable& table);

namespace {

constexpr Fillers<RankTable> families[] = {
    {fill_ranks_v2, fill_ranks_v3, fill_ranks_v4},
};

RankTable make_table(IsaLevel level) { return filled<RankTable>(families, level); }

} // namespace

const RankTable& rank_table(IsaLevel level) { return level_table<make_table>(level); }

const RankKernels& rank_kernels(DType dtype, const char* operation) {
  const RankKernels& kernels = rank_table(current_isa_level()).kernels[static_cast<std::size_t>(dtype)];
  if (kernels.count_below == nullptr)
    throw DTypeError(std::string(operation) + ": not defined for " + std::string(to_string(dtype)));
  return kernels;
}

} // namespace troupe
