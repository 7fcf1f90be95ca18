#include "kernels/random/random_table.hpp"

#include "kernels/level_table.hpp"

namespace troupe {

// Each is defined by the family's .inc, compiled for that level.
void fill_words_v2(RandomTable& table);
void fill_words_v3(RandomTable& table);
void fill_words_v4(RandomTable& table);
void fill_distributions_v2(RandomTable& table);
void fill_distributions_v3(RandomTable& table);
void fill_distributions_v4(RandomTable& table);
void fill_bijection_v2(RandomTable& table);
void fill_bijection_v3(RandomTable& table);
void fill_bijection_v4(RandomTable& table);

namespace {

constexpr Fillers<RandomTable> families[] = {
    {fill_words_v2, fill_words_v3, fill_words_v4},
    {fill_distributions_v2, fill_distributions_v3, fill_distributions_v4},
    {fill_bijection_v2, fill_bijection_v3, fill_bijection_v4},
};

RandomTable make_table(IsaLevel level) { return filled<RandomTable>(families, level); }

} // namespace

const RandomTable& random_table(IsaLevel level) { return level_table<make_table>(level); }

} // namespace troupe
