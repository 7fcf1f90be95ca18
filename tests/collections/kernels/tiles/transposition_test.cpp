#include <cstring>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "kernels/tiles/tile_table.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(transposition_)

BOOST_AUTO_TEST_CASE(rows_become_columns_and_nothing_else_is_written) {
  constexpr std::size_t stride = 80;
  on_every_isa_level([](IsaLevel level) {
    for (std::size_t bytes = 1; bytes <= 16; bytes *= 2)
      for (const std::size_t rows : {1U, 7U, 8U, 17U, 64U})
        for (const std::size_t columns : {1U, 8U, 13U, 64U}) {
          std::vector<std::uint8_t> from(stride * stride * bytes), to(from.size(), 0), expected = to;
          for (std::size_t i = 0; i < from.size(); ++i)
            from[i] = static_cast<std::uint8_t>(i * 7 + i / 251 + 1);
          for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t column = 0; column < columns; ++column)
              std::memcpy(&expected[(row * stride + column) * bytes], &from[(column * stride + row) * bytes],
                          bytes);

          tile_table(level).transpose[word_number(bytes)](to.data(), from.data(), rows, columns, stride,
                                                          stride);

          BOOST_TEST((to == expected),
                     to_string(level) << ", words of " << bytes << " bytes, " << rows << " x " << columns);
        }
  });
}

BOOST_AUTO_TEST_SUITE_END()
