#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

constexpr std::int64_t farthest = std::numeric_limits<std::int64_t>::max();

} // namespace

BOOST_AUTO_TEST_SUITE(diagonals)

BOOST_AUTO_TEST_CASE(a_diagonal_runs_through_the_blocks) {
  for_each_cut({60, 80}, [](const Array& x) {
    BOOST_TEST(
        (values_of<std::int64_t>(diag(x)) == looped({60}, [](const Shape& at) { return 81 * at[0]; })));
    BOOST_TEST((values_of<std::int64_t>(diag(x, 30))
                == looped({50}, [](const Shape& at) { return 30 + 81 * at[0]; })));
    BOOST_TEST((values_of<std::int64_t>(diagonal(x, -58)) == Integers{4640, 4721}));
    BOOST_TEST((values_of<std::int64_t>(diagonal(x, 79)) == Integers{79}));
  });
}

BOOST_AUTO_TEST_CASE(a_diagonal_outside_is_empty) {
  for_each_cut({6, 8}, [](const Array& x) {
    for (const std::int64_t offset : {std::int64_t{8}, std::int64_t{-6}, farthest, -farthest - 1}) {
      BOOST_TEST((diagonal(x, offset).shape() == Shape{0}));
      BOOST_TEST(values_of<std::int64_t>(diagonal(x, offset)).empty());
    }
    BOOST_TEST((values_of<std::int64_t>(trace(x, 8)) == Integers{0}));
  });
}

BOOST_AUTO_TEST_CASE(the_diagonal_of_two_axes_becomes_the_last) {
  for_each_cut({12, 10, 11}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(diagonal(x, 1, 0, 2))
                == looped({10, 10}, [](const Shape& at) { return at[1] * 110 + at[0] * 11 + at[1] + 1; })));
    BOOST_TEST((values_of<std::int64_t>(diagonal(x, 1, -1, 0))
                == looped({10, 11}, [](const Shape& at) { return (at[1] + 1) * 110 + at[0] * 11 + at[1]; })));
  });
}

BOOST_AUTO_TEST_CASE(a_trace_sums_the_diagonal) {
  for_each_cut({60, 80}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(trace(x)) == Integers{143'370})); // 81 * 59 * 60 / 2
    BOOST_TEST((values_of<std::int64_t>(trace(x, -59)) == Integers{4720}));
    BOOST_TEST((values_of<double>(trace(x, 79, 0, 1, DType::float64)) == std::vector<double>{79}));
  });
}

BOOST_AUTO_TEST_CASE(a_row_becomes_the_diagonal_of_a_matrix) {
  for_each_cut({300}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(diag(x))
                == looped({300, 300}, [](const Shape& at) { return at[0] == at[1] ? at[0] : 0; })));
  });
}

BOOST_AUTO_TEST_CASE(a_row_goes_beside_the_main_diagonal) {
  for_each_cut({50}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(diag(x, 120))
                == looped({170, 170}, [](const Shape& at) { return at[0] == at[1] - 120 ? at[0] : 0; })));
    BOOST_TEST((values_of<std::int64_t>(diag(x, -3))
                == looped({53, 53}, [](const Shape& at) { return at[0] == at[1] + 3 ? at[1] : 0; })));
  });
}

BOOST_AUTO_TEST_CASE(triangles_leave_zeros_beyond_a_diagonal) {
  for_each_cut({60, 80}, [](const Array& x) {
    for (const std::int64_t k : {-61, -40, -1, 0, 7, 79, 200}) {
      BOOST_TEST((values_of<std::int64_t>(tril(x, k)) == looped({60, 80}, [&](const Shape& at) {
                    return at[1] - at[0] <= k ? at[0] * 80 + at[1] : 0;
                  })));
      BOOST_TEST((values_of<std::int64_t>(triu(x, k)) == looped({60, 80}, [&](const Shape& at) {
                    return at[1] - at[0] >= k ? at[0] * 80 + at[1] : 0;
                  })));
    }
  });
}

BOOST_AUTO_TEST_CASE(triangles_are_of_the_last_two_axes) {
  for_each_cut({3, 10, 9}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(triu(x, 1)) == looped({3, 10, 9}, [](const Shape& at) {
                  return at[2] > at[1] ? at[0] * 90 + at[1] * 9 + at[2] : 0;
                })));
  });
}

BOOST_AUTO_TEST_CASE(a_row_makes_a_triangle_of_equal_rows) {
  for_each_cut({3}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(tril(x)) == Integers{0, 0, 0, 0, 1, 0, 0, 1, 2}));
  });
}

BOOST_AUTO_TEST_CASE(the_farthest_diagonals_do_not_overflow) {
  for_each_cut({2, 2}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(tril(x, farthest)) == Integers{0, 1, 2, 3}));
    BOOST_TEST((values_of<std::int64_t>(tril(x, -farthest - 1)) == Integers{0, 0, 0, 0}));
    BOOST_TEST((values_of<std::int64_t>(triu(x, farthest)) == Integers{0, 0, 0, 0}));
    BOOST_TEST((values_of<std::int64_t>(triu(x, -farthest - 1)) == Integers{0, 1, 2, 3}));
  });
}

BOOST_AUTO_TEST_CASE(blocks_on_one_side_are_not_touched) {
  const Array x = counted({4, 4}, {1, 2});

  const std::vector<Chunk> before = compute_blocks(synchronous_session(), x);
  const std::vector<Chunk> after = compute_blocks(synchronous_session(), tril(x));

  BOOST_TEST(after[2].bytes() == before[2].bytes());
  BOOST_TEST(after[0].bytes() != before[0].bytes());
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_has_a_diagonal_once_its_length_is_known) {
  for_each_cut({100, 3}, [](const Array& x) {
    const Array rows = getitem(x, {less(getitem(x, {Slice{}, 0}), 6)});

    BOOST_TEST((values_of<std::int64_t>(diagonal(rows)) == Integers{0, 4}));
    BOOST_TEST((values_of<std::int64_t>(diag(getitem(rows, {Slice{}, 1}))) == Integers{1, 0, 0, 4}));
  });
}

BOOST_AUTO_TEST_CASE(what_has_no_diagonal_is_refused) {
  const Array scalar = from_chunk(Chunk::scalar(1.0)), row = counted({3}), cube = counted({2, 2, 2});

  BOOST_TEST(message_of<ShapeError>([&] { diag(cube); })
             == "diag: an array of shape (2, 2, 2) is neither 1-d nor 2-d");
  BOOST_TEST(message_of<ShapeError>([&] { diag(row, farthest); })
             == "diag: a matrix with 3 elements on diagonal 9223372036854775807");
  BOOST_TEST(message_of<AxisError>([&] { diagonal(cube, 0, 0, 3); })
             == "diagonal: axis 3 is out of range for rank 3");
  BOOST_TEST(message_of<AxisError>([&] { trace(cube, 0, 1, -2); }) == "trace: axis 1 is named twice");
  BOOST_TEST(message_of<ShapeError>([&] { tril(scalar); }) == "tril: a 0-d array has no diagonal");
}

BOOST_AUTO_TEST_SUITE_END()
