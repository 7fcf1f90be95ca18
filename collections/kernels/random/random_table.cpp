#include "kernels/random/random_table.hpp"

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

RandomTable make_table(IsaLevel level) {
  RandomTable table{};
  switch (level) {
  case IsaLevel::v2:
    fill_words_v2(table);
    fill_distributions_v2(table);
    fill_bijection_v2(table);
    break;
  case IsaLevel::v3:
    fill_words_v3(table);
    fill_distributions_v3(table);
    fill_bijection_v3(table);
    break;
  case IsaLevel::v4:
    fill_words_v4(table);
    fill_distributions_v4(table);
    fill_bijection_v4(table);
    break;
  }
  return table;
}

} // namespace

const RandomTable& random_table(IsaLevel level) {
  static const RandomTable tables[isa_level_count] = {make_table(IsaLevel::v2), make_table(IsaLevel::v3),
                                                      make_table(IsaLevel::v4)};
  return tables[static_cast<std::size_t>(level)];
}

} // namespace troupe
