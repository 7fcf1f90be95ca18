#include <boost/test/unit_test.hpp>

#include "kernels/tiles/tile_table.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(tile_table_)

BOOST_AUTO_TEST_CASE(has_the_kernels_tile_result_promises_and_no_others) {
  for (const IsaLevel level : supported_isa_levels()) {
    const TileTable& table = tile_table(level);
    for (std::size_t operation = 0; operation < tile_operation_count; ++operation)
      for (std::size_t dtype = 0; dtype < dtype_count; ++dtype) {
        if (static_cast<TileOperation>(operation) == TileOperation::cast)
          continue;
        const bool promised =
            tile_result(static_cast<TileOperation>(operation), static_cast<DType>(dtype)).has_value();
        BOOST_TEST((table.kernels[operation][dtype] != nullptr) == promised,
                   to_string(level) << " " << to_string(static_cast<TileOperation>(operation)) << " of "
                                    << to_string(static_cast<DType>(dtype)));
      }
  }
}

BOOST_AUTO_TEST_CASE(casts_between_all_dtypes) {
  for (const IsaLevel level : supported_isa_levels())
    for (const auto& row : tile_table(level).casts)
      for (const TileKernel kernel : row)
        BOOST_TEST((kernel != nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
