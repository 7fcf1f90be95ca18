#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(selection)

BOOST_AUTO_TEST_CASE(take_gathers_along_an_axis) {
  for_each_cut({30, 40}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(take(x, 5, 0))
                == looped({40}, [](const Shape& at) { return 200 + at[0]; })));
    BOOST_TEST((values_of<std::int64_t>(take(x, Integers{39, -40}, -1))
                == looped({30, 2}, [](const Shape& at) { return at[0] * 40 + (at[1] == 0 ? 39 : 0); })));
  });
}

BOOST_AUTO_TEST_CASE(take_without_an_axis_counts_in_c_order) {
  for_each_cut({30, 40}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(take(x, -1)) == Integers{1199}));
    BOOST_TEST(take(x, -1).rank() == 0U);
    BOOST_TEST(
        (values_of<std::int64_t>(take(x, Integers{1199, 0, 41, 41, -1200})) == Integers{1199, 0, 41, 41, 0}));
    BOOST_TEST(values_of<std::int64_t>(take(x, Integers{})).empty());
  });
}

BOOST_AUTO_TEST_CASE(take_by_an_array_has_its_shape_in_the_axis_place) {
  for_each_cut({30, 40}, [](const Array& x) {
    const Array positions = from_chunk(Chunk::from<std::int64_t>({2, 2}, {0, 39, -1, 7}), 1);

    const Array rows = take(x, positions, 1), flat = take(x, positions);

    BOOST_TEST((rows.shape() == Shape{30, 2, 2}));
    BOOST_TEST((values_of<std::int64_t>(getitem(rows, {29})) == Integers{1160, 1199, 1199, 1167}));
    BOOST_TEST((values_of<std::int64_t>(flat) == Integers{0, 39, 1199, 7}));
  });
}

BOOST_AUTO_TEST_CASE(take_from_a_scalar_repeats_it) {
  const Array x = from_chunk(Chunk::scalar<std::int64_t>(8));

  BOOST_TEST((values_of<std::int64_t>(take(x, Integers{0, -1, 0})) == Integers{8, 8, 8}));
}

BOOST_AUTO_TEST_CASE(compress_keeps_what_the_condition_marks) {
  for_each_cut({40, 50}, [](const Array& x) {
    const Array sevenths = equal(remainder(counted({50}, 13), 7), 0);
    const std::vector<bool> first_and_third{true, false, true};

    BOOST_TEST((values_of<std::int64_t>(compress(sevenths, x, 1))
                == looped({40, 8}, [](const Shape& at) { return at[0] * 50 + at[1] * 7; })));
    BOOST_TEST((values_of<std::int64_t>(compress(first_and_third, x, 0))
                == looped({2, 50}, [](const Shape& at) { return at[0] * 100 + at[1]; })));
    BOOST_TEST((values_of<std::int64_t>(compress(first_and_third, x)) == Integers{0, 2}));
  });
}

BOOST_AUTO_TEST_CASE(compress_with_a_short_condition_leaves_the_rest_out) {
  for_each_cut({1000}, [](const Array& x) {
    const Array condition = from_vector<std::int64_t>({0, 2, -1}, 2); // whatever is not zero

    BOOST_TEST((values_of<std::int64_t>(compress(condition, x)) == Integers{1, 2}));
  });
}

BOOST_AUTO_TEST_CASE(a_condition_longer_than_the_axis_is_refused) {
  const Array x = counted({3, 4}, 2);

  BOOST_TEST(message_of<ShapeError>([&] { compress(ones({4}), x, 0); })
             == "compress: a condition of shape (4,) for axis 0 of length 3");
  BOOST_TEST(message_of<ShapeError>([&] {
               compress(ones({2, 2}), x, 0);
             })
             == "compress: a condition of shape (2, 2) for axis 0 of length 3");
  BOOST_TEST(message_of<ShapeError>([&] {
               compress(std::vector<bool>{true, false, false, true}, x, 0);
             })
             == "compress: a condition of shape (4,) for axis 0 of length 3");
}

BOOST_AUTO_TEST_CASE(extract_goes_through_both_in_c_order) {
  for_each_cut({30, 40}, [](const Array& x) {
    const Array condition = equal(remainder(counted({40, 30}, {7, 30}), 11), 5);

    BOOST_TEST((values_of<std::int64_t>(extract(condition, x))
                == looped({109}, [](const Shape& at) { return 5 + 11 * at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(vindex_picks_single_elements) {
  for_each_cut({30, 40}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(vindex(x, {{0, 29, -1, 3}, {0, 39, 0, 3}}))
                == Integers{0, 1199, 1160, 123}));
    BOOST_TEST((values_of<std::int64_t>(vindex(x, {{2}, {5, 6, 7}})) == Integers{85, 86, 87}));
    BOOST_TEST(values_of<std::int64_t>(vindex(x, {{2}, {}})).empty());
  });
}

BOOST_AUTO_TEST_CASE(vindex_refuses_lists_that_do_not_match) {
  const Array x = counted({3, 4}, 2);

  BOOST_TEST(message_of<IndexError>([&] { vindex(x, {{0}}); })
             == "vindex: 1 lists for an array of shape (3, 4)");
  BOOST_TEST(message_of<IndexError>([&] {
               vindex(x, {{0, 1}, {0, 1, 2}});
             })
             == "vindex: lists of 3 and 2 positions");
  BOOST_TEST(message_of<IndexError>([&] {
               vindex(x, {{0, 3}, {0, 1}});
             })
             == "vindex: index 3 is outside axis 0 of length 3");
}

BOOST_AUTO_TEST_CASE(blocks_are_chosen_by_their_place) {
  const Array x = counted({6, 4}, {{1, 2, 3}, {3, 1}});

  const Array last_first = blocks(x, {Slice{.step = -2}}), corner = blocks(x, {-1, Integers{1, 1}});

  BOOST_TEST((last_first.chunking() == Chunking({{3, 1}, {3, 1}})));
  BOOST_TEST((values_of<std::int64_t>(last_first)
              == Integers{12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 0, 1, 2, 3}));
  BOOST_TEST((values_of<std::int64_t>(corner) == Integers{15, 15, 19, 19, 23, 23}));
}

BOOST_AUTO_TEST_CASE(a_choice_of_blocks_may_be_wrong) {
  const Array x = counted({6, 4}, {2, 4});

  BOOST_TEST(message_of<IndexError>([&] { blocks(x, {3}); })
             == "blocks: index 3 is outside the blocks of axis 0 of length 3");
  BOOST_TEST(message_of<IndexError>([&] {
               blocks(x, {Slice{2, 2}});
             })
             == "blocks: no block is chosen along axis 0");
  BOOST_TEST(message_of<IndexError>([&] {
               blocks(x, {0, 0, 0});
             })
             == "blocks: an index of 3 axes for an array of shape (6, 4)");
  BOOST_TEST(message_of<IndexError>([&] { blocks(x, {newaxis}); })
             == "blocks: an index of blocks is a position, a slice or a list");
  BOOST_TEST(message_of<ShapeError>([&] { blocks(getitem(x, {greater(x, 3)}), {0}); })
             == "blocks: the lengths of the blocks are not known yet");
}

BOOST_AUTO_TEST_CASE(wrong_positions_are_refused_at_once) {
  const Array x = counted({3, 4}, 2);

  BOOST_TEST(message_of<IndexError>([&] { take(x, 12); })
             == "take: index 12 is outside the flat array of length 12");
  BOOST_TEST(message_of<IndexError>([&] { take(x, 3, 0); }) == "take: index 3 is outside axis 0 of length 3");
  BOOST_TEST(message_of<AxisError>([&] { take(x, 0, 2); }) == "take: axis 2 is out of range for rank 2");
  BOOST_TEST(message_of<IndexError>([&] { take(x, zeros({2}), 0); })
             == "take: an array of float64 is no index");
}

BOOST_AUTO_TEST_SUITE_END()
