#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(join)

BOOST_AUTO_TEST_CASE(arrays_follow_one_another) {
  for_each_cut({1500}, [](const Array& x) {
    const Array joined = concatenate({x, counted({0}), counted({1000}, 333), x});

    BOOST_TEST((values_of<std::int64_t>(joined) == looped({4000}, [](const Shape& at) {
                  return at[0] < 1500 ? at[0] : at[0] < 2500 ? at[0] - 1500 : at[0] - 2500;
                })));
  });
}

BOOST_AUTO_TEST_CASE(chunks_stay_and_are_cut_alike_beside_the_axis) {
  const Array left = zeros({4, 3}, {.chunks = {{1, 3}, -1}}), right = ones({4, 2}, {.chunks = {{2, 2}, 1}});

  const Array joined = concatenate({left, right}, 1);

  BOOST_TEST((joined.chunking() == Chunking({{1, 1, 2}, {3, 1, 1}})));
  BOOST_TEST((values_of<double>(joined)
              == std::vector<double>{0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1}));
}

BOOST_AUTO_TEST_CASE(inner_axes_are_joined_row_by_row) {
  for_each_cut({30, 20, 4}, [](const Array& x) {
    const Array middle = concatenate({x, counted({30, 10, 4}, {7, 3, 1})}, 1);

    BOOST_TEST((values_of<std::int64_t>(middle) == looped({30, 30, 4}, [](const Shape& at) {
                  return at[1] < 20 ? at[0] * 80 + at[1] * 4 + at[2] : at[0] * 40 + (at[1] - 20) * 4 + at[2];
                })));
  });
}

BOOST_AUTO_TEST_CASE(dtypes_are_promoted_together) {
  const Array bools = from_vector<bool>({true, false}), shorts = from_vector<std::int16_t>({-3});
  const Array nothing = from_vector<float>({});

  const Array joined = concatenate({bools, shorts, nothing});

  BOOST_TEST((joined.dtype() == DType::float32));
  BOOST_TEST((values_of<float>(joined) == std::vector<float>{1, 0, -3}));
  BOOST_TEST((concatenate({nothing, from_vector<double>({})}).dtype() == DType::float64));
}

BOOST_AUTO_TEST_CASE(stacked_arrays_lie_along_a_new_axis) {
  for_each_cut({30, 40}, [](const Array& x) {
    const Array other = multiply(x, -1);

    BOOST_TEST((values_of<std::int64_t>(stack({x, other})) == looped({2, 30, 40}, [](const Shape& at) {
                  return (1 - 2 * at[0]) * (at[1] * 40 + at[2]);
                })));
    BOOST_TEST((values_of<std::int64_t>(stack({x, other}, 1)) == looped({30, 2, 40}, [](const Shape& at) {
                  return (1 - 2 * at[1]) * (at[0] * 40 + at[2]);
                })));
    BOOST_TEST((values_of<std::int64_t>(stack({x, other}, -1)) == looped({30, 40, 2}, [](const Shape& at) {
                  return (1 - 2 * at[2]) * (at[0] * 40 + at[1]);
                })));
  });
}

// numpy.vstack, hstack and dstack of [0, 1, 2] and its negative.
BOOST_AUTO_TEST_CASE(rows_are_stacked_in_three_directions) {
  for_each_cut({3}, [](const Array& x) {
    const std::vector<Array> both{x, multiply(x, -1)};

    BOOST_TEST((values_of<std::int64_t>(vstack(both)) == Integers{0, 1, 2, 0, -1, -2}));
    BOOST_TEST((vstack(both).shape() == Shape{2, 3}));
    BOOST_TEST((values_of<std::int64_t>(hstack(both)) == Integers{0, 1, 2, 0, -1, -2}));
    BOOST_TEST((hstack(both).shape() == Shape{6}));
    BOOST_TEST((values_of<std::int64_t>(dstack(both)) == Integers{0, 0, 1, -1, 2, -2}));
    BOOST_TEST((dstack(both).shape() == Shape{1, 3, 2}));
  });
}

BOOST_AUTO_TEST_CASE(planes_are_joined_along_their_second_axis_by_hstack) {
  for_each_cut({2, 3}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(hstack({x, x})) == Integers{0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5}));
  });
}

BOOST_AUTO_TEST_CASE(nested_lists_make_a_matrix) {
  for_each_cut({2, 2}, [](const Array& x) {
    const Array wide = full({1, 3}, 7), side = full({2, 1}, 8);

    const Array matrix = block({{x, side}, {wide}});

    BOOST_TEST((values_of<std::int64_t>(matrix) == Integers{0, 1, 8, 2, 3, 8, 7, 7, 7}));
  });
}

BOOST_AUTO_TEST_CASE(shallow_nests_join_the_last_axis) {
  for_each_cut({3}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(block({x, x})) == Integers{0, 1, 2, 0, 1, 2}));
    BOOST_TEST((block(x).shape() == Shape{3}));
    BOOST_TEST((block({BlockNest{BlockNest{x}}}).shape() == Shape{1, 3}));
  });
}

BOOST_AUTO_TEST_CASE(uneven_nests_are_refused) {
  const Array x = counted({2});

  BOOST_TEST(message_of<ValueError>([&] {
               block({BlockNest{x}, BlockNest{BlockNest{x}}});
             })
             == "block: the lists are not nested equally deep everywhere");
  BOOST_TEST(message_of<ValueError>([&] { block(std::vector<BlockNest>{}); }) == "block: a list is empty");
  BOOST_TEST(message_of<ShapeError>([&] {
               block({{x, x}, {x}});
             })
             == "block: shapes (1, 4) and (1, 2) differ beside axis 0");
}

BOOST_AUTO_TEST_CASE(values_are_appended) {
  for_each_cut({2, 3}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(append(x, full({2}, 9))) == Integers{0, 1, 2, 3, 4, 5, 9, 9}));
    BOOST_TEST((values_of<std::int64_t>(append(x, full({2, 1}, 9), -1)) == Integers{0, 1, 2, 9, 3, 4, 5, 9}));
  });
}

BOOST_AUTO_TEST_CASE(unknown_lengths_are_joined_block_by_block) {
  for_each_cut({1000}, [](const Array& x) {
    const Array few = getitem(x, {less(x, 3)}), many = getitem(x, {greater(x, 997)});

    BOOST_TEST((values_of<std::int64_t>(concatenate({few, many, x})) == looped({1005}, [](const Shape& at) {
                  return at[0] < 3 ? at[0] : at[0] < 5 ? 995 + at[0] : at[0] - 5;
                })));
    BOOST_TEST((values_of<std::int64_t>(stack({few, add(few, 10)})) == Integers{0, 1, 2, 10, 11, 12}));
  });
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_together_is_refused) {
  const Array x = counted({2, 3});

  BOOST_TEST(message_of<ValueError>([] { concatenate({}); }) == "concatenate: there are no arrays to join");
  BOOST_TEST(message_of<ValueError>([] { vstack({}); }) == "vstack: there are no arrays to join");
  BOOST_TEST(message_of<ShapeError>([&] {
               concatenate({x, counted({3})});
             })
             == "concatenate: shapes (2, 3) and (3,) have not as many axes");
  BOOST_TEST(message_of<ShapeError>([&] {
               concatenate({x, counted({2, 4})});
             })
             == "concatenate: shapes (2, 3) and (2, 4) differ beside axis 0");
  BOOST_TEST(message_of<AxisError>([&] {
               concatenate({x, x}, 2);
             })
             == "concatenate: axis 2 is out of range for rank 2");
  BOOST_TEST(message_of<ShapeError>([&] { stack({x, counted({3, 2})}); }).starts_with("stack: "));
  BOOST_TEST(message_of<AxisError>([&] { stack({x, x}, 3); }) == "stack: axis 3 is out of range for rank 3");
}

BOOST_AUTO_TEST_CASE(a_number_in_a_list_is_an_array_without_axes) {
  const Array x = from_vector<std::int64_t>({7, 8});

  BOOST_TEST((values_of<std::int64_t>(hstack({1, x})) == Integers{1, 7, 8}));
  BOOST_TEST(message_of<AxisError>([&] {
               concatenate({3, x});
             })
             == "concatenate: axis 0 is out of range for rank 0");
}

BOOST_AUTO_TEST_SUITE_END()
