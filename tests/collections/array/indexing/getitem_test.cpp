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

/// The rows of a table of three columns that begin with more than 1; how many they are is not known.
Array some_rows() {
  const Array table = reshape(from_vector<std::int64_t>({1, 2, 3, 4, 5, 6, 7, 8, 9}, 5), {3, 3});
  return getitem(table, {getitem(table, {Slice{}, 0}) > 1});
}

} // namespace

BOOST_AUTO_TEST_SUITE(getitem_)

BOOST_AUTO_TEST_CASE(a_slice_takes_every_nth_element) {
  for_each_cut({3000}, [](const Array& x) {
    const Array every_seventh = getitem(x, {Slice{5, 2990, 7}});

    BOOST_TEST((every_seventh.shape() == Shape{427}));
    BOOST_TEST((values_of<std::int64_t>(every_seventh)
                == looped({427}, [](const Shape& at) { return 5 + 7 * at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(a_negative_step_goes_backwards) {
  for_each_cut({3000}, [](const Array& x) {
    const Array reversed = getitem(x, {Slice{.step = -1}}), part = getitem(x, {Slice{-2, 10, -3}});

    BOOST_TEST(
        (values_of<std::int64_t>(reversed) == looped({3000}, [](const Shape& at) { return 2999 - at[0]; })));
    BOOST_TEST(
        (values_of<std::int64_t>(part) == looped({996}, [](const Shape& at) { return 2998 - 3 * at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(bounds_beyond_the_ends_are_cut) {
  for_each_cut({5}, [](const Array& x) {
    BOOST_TEST(
        (values_of<std::int64_t>(getitem(x, {Slice{-farthest - 1, farthest}})) == Integers{0, 1, 2, 3, 4}));
    BOOST_TEST(
        (values_of<std::int64_t>(getitem(x, {Slice{farthest, -farthest - 1, -2}})) == Integers{4, 2, 0}));
    BOOST_TEST((values_of<std::int64_t>(getitem(x, {Slice{1, 5, farthest}})) == Integers{1}));
    BOOST_TEST((values_of<std::int64_t>(getitem(x, {Slice{3, {}, -farthest - 1}})) == Integers{3}));
    BOOST_TEST((getitem(x, {Slice{4, 2}}).shape() == Shape{0}));
    BOOST_TEST(values_of<std::int64_t>(getitem(x, {Slice{4, 2}})).empty());
  });
}

BOOST_AUTO_TEST_CASE(each_axis_is_sliced_by_itself) {
  for_each_cut({40, 90}, [](const Array& x) {
    const Array part = getitem(x, {Slice{-1, {}, -3}, Slice{1, 80, 2}});

    BOOST_TEST((values_of<std::int64_t>(part)
                == looped({14, 40}, [](const Shape& at) { return (39 - 3 * at[0]) * 90 + 1 + 2 * at[1]; })));
  });
}

BOOST_AUTO_TEST_CASE(the_whole_is_the_array_itself) {
  const Array x = counted({6, 4}, {2, 3});

  BOOST_TEST(getitem(x, {}).name() == x.name());
  BOOST_TEST(getitem(x, {ellipsis}).name() == x.name());
  BOOST_TEST(getitem(x, {Slice{}, Slice{0, 4}}).name() == x.name());
}

BOOST_AUTO_TEST_CASE(a_position_drops_its_axis) {
  for_each_cut({30, 40}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(getitem(x, {-2}))
                == looped({40}, [](const Shape& at) { return 28 * 40 + at[0]; })));
    BOOST_TEST((values_of<std::int64_t>(getitem(x, {ellipsis, 17}))
                == looped({30}, [](const Shape& at) { return at[0] * 40 + 17; })));
    BOOST_TEST((values_of<std::int64_t>(getitem(x, {29, -1})) == Integers{1199}));
    BOOST_TEST(getitem(x, {29, -1}).rank() == 0U);
  });
}

BOOST_AUTO_TEST_CASE(new_axes_stand_where_they_are_named) {
  for_each_cut({4, 5}, [](const Array& x) {
    const Array added = getitem(x, {newaxis, 1, newaxis, ellipsis, newaxis});

    BOOST_TEST((added.shape() == Shape{1, 1, 5, 1}));
    BOOST_TEST((values_of<std::int64_t>(added) == Integers{5, 6, 7, 8, 9}));
  });
}

BOOST_AUTO_TEST_CASE(an_ellipsis_stands_for_the_axes_between) {
  for_each_cut({3, 4, 5, 6}, [](const Array& x) {
    const Array between = getitem(x, {2, ellipsis, Slice{.step = 5}});

    BOOST_TEST((values_of<std::int64_t>(between) == looped({4, 5, 2}, [](const Shape& at) {
                  return 240 + at[0] * 30 + at[1] * 6 + at[2] * 5;
                })));
    BOOST_TEST((getitem(x, {0, 0, ellipsis, 0, 0}).shape() == Shape{}));
  });
}

BOOST_AUTO_TEST_CASE(a_list_takes_positions_in_its_order_with_repeats) {
  for_each_cut({3000}, [](const Array& x) {
    const Array chosen = getitem(x, {Integers{2999, 0, 0, 0, 1500, -1, 7, 8, 9, 11, 10}});

    BOOST_TEST((values_of<std::int64_t>(chosen) == Integers{2999, 0, 0, 0, 1500, 2999, 7, 8, 9, 11, 10}));
    BOOST_TEST(values_of<std::int64_t>(getitem(x, {Integers{}})).empty());
  });
}

BOOST_AUTO_TEST_CASE(a_list_goes_with_slices_and_positions) {
  for_each_cut({20, 30, 40}, [](const Array& x) {
    const Array chosen = getitem(x, {3, Integers{29, 1, 1}, Slice{.step = 13}});

    BOOST_TEST((values_of<std::int64_t>(chosen)
                == Integers{4760, 4773, 4786, 4799, 3640, 3653, 3666, 3679, 3640, 3653, 3666, 3679}));
  });
}

BOOST_AUTO_TEST_CASE(a_rising_list_keeps_the_cuts) {
  const Array x = counted({10}, {{4, 6}});

  BOOST_TEST((getitem(x, {Integers{1, 2, 5, 9}}).chunking() == Chunking({{2, 2}})));
  BOOST_TEST((getitem(x, {Integers{9, 3, 2, 0}}).chunking() == Chunking({{1, 3}})));
  BOOST_TEST((getitem(x, {Slice{2, 8}}).chunking() == Chunking({{2, 4}})));
}

BOOST_AUTO_TEST_CASE(a_list_of_bools_has_a_known_length) {
  for_each_cut({5}, [](const Array& x) {
    const Array chosen = getitem(x, {std::vector<bool>{true, false, false, true, true}});

    BOOST_TEST((chosen.shape() == Shape{3}));
    BOOST_TEST((values_of<std::int64_t>(chosen) == Integers{0, 3, 4}));
  });
}

BOOST_AUTO_TEST_CASE(a_mask_array_chooses_elements_of_unknown_number) {
  for_each_cut({3000}, [](const Array& x) {
    const Array sevenths = getitem(x, {equal(remainder(x, 7), 0)});

    BOOST_TEST((sevenths.shape() == Shape{unknown_extent}));
    BOOST_TEST(
        (values_of<std::int64_t>(sevenths) == looped({429}, [](const Shape& at) { return 7 * at[0]; })));
    BOOST_TEST(values_of<std::int64_t>(getitem(x, {less(x, 0)})).empty());
  });
}

BOOST_AUTO_TEST_CASE(a_mask_of_two_axes_makes_them_one) {
  for_each_cut({12, 9, 11}, [](const Array& x) {
    const Array plane = remainder(counted({9, 11}, 4), 10);

    const Array rows = getitem(x, {Slice{1, 3}, equal(plane, 3)});

    BOOST_TEST((values_of<std::int64_t>(rows)
                == looped({2, 10}, [](const Shape& at) { return (1 + at[0]) * 99 + 3 + 10 * at[1]; })));
  });
}

BOOST_AUTO_TEST_CASE(an_index_array_may_be_cut_otherwise) {
  for_each_cut({1000, 3}, [](const Array& x) {
    const Array backwards = subtract(999, counted({1000}, {{1, 600, 399}}));

    const Array rows = getitem(x, {backwards, Slice{1, 2}});

    BOOST_TEST((values_of<std::int64_t>(rows)
                == looped({1000, 1}, [](const Shape& at) { return (999 - at[0]) * 3 + 1; })));
  });
}

BOOST_AUTO_TEST_CASE(negative_positions_in_an_array_count_from_the_end) {
  for_each_cut({50}, [](const Array& x) {
    const Array positions = from_vector<std::int8_t>({-1, 0, -50, 49}, 3);

    BOOST_TEST((values_of<std::int64_t>(getitem(x, {positions})) == Integers{49, 0, 0, 49}));
  });
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_is_sliced_once_its_length_is_known) {
  for_each_cut({1000}, [](const Array& x) {
    const Array odd = getitem(x, {equal(remainder(x, 2), 1)});

    BOOST_TEST((values_of<std::int64_t>(getitem(odd, {Slice{-3, {}}})) == Integers{995, 997, 999}));
    BOOST_TEST((values_of<std::int64_t>(getitem(odd, {-500})) == Integers{1}));
    BOOST_TEST((values_of<std::int64_t>(getitem(odd, {Integers{499, 0}})) == Integers{999, 1}));
    BOOST_TEST((values_of<std::int64_t>(getitem(odd, {less(odd, 4)})) == Integers{1, 3}));
  });
}

BOOST_AUTO_TEST_CASE(an_empty_axis_gives_empty_parts) {
  const Array x = zeros({0, 3});

  BOOST_TEST((getitem(x, {Slice{.step = -1}, 1}).shape() == Shape{0}));
  BOOST_TEST(values_of<double>(getitem(x, {Slice{.step = -1}, 1})).empty());
  BOOST_TEST((getitem(x, {Slice{}, Integers{2, 2}}).shape() == Shape{0, 2}));
}

BOOST_AUTO_TEST_CASE(wrong_indices_are_refused_at_once) {
  const Array x = counted({4, 5}, 2);
  const auto refused = [&](const std::vector<Index>& index) {
    return message_of<IndexError>([&] { getitem(x, index); });
  };

  BOOST_TEST(refused({4}) == "getitem: index 4 is outside axis 0 of length 4");
  BOOST_TEST(refused({0, -6}) == "getitem: index -6 is outside axis 1 of length 5");
  BOOST_TEST(refused({Integers{0, 7}}) == "getitem: index 7 is outside axis 0 of length 4");
  BOOST_TEST(refused({0, 0, 0}) == "getitem: an index of 3 axes for an array of shape (4, 5)");
  BOOST_TEST(refused({ellipsis, ellipsis}) == "getitem: an index has at most one ellipsis, not 2");
  BOOST_TEST(refused({Integers{0}, Integers{0}}) == "getitem: an index has at most one list or array, not 2");
  BOOST_TEST(refused({std::vector<bool>{true}}) == "getitem: a list of 1 bools for axis 0 of length 4");
  BOOST_TEST(refused({Slice{}, greater(zeros({4}), 0)})
             == "getitem: a mask of shape (4,) does not fit (5,) from axis 1 on");
  BOOST_TEST(refused({zeros({4})}) == "getitem: an array of float64 is no index");
  BOOST_TEST(refused({counted({2, 2})})
             == "getitem: an index array of shape (2, 2) is neither 1-d nor a single position");
  BOOST_TEST(message_of<ValueError>([&] { getitem(x, {Slice{.step = 0}}); })
             == "getitem: a slice has a step of 0");
}

BOOST_AUTO_TEST_CASE(a_position_in_an_array_that_lies_outside_fails_the_task) {
  for_each_cut({10}, [](const Array& x) {
    const Array chosen = getitem(x, {from_vector<std::int64_t>({3, 10})});

    BOOST_TEST(message_of<TaskError>([&] {
                 values_of<std::int64_t>(chosen);
               }).find("index 10 is outside an axis of length 10")
               != std::string::npos);
  });
}

BOOST_AUTO_TEST_CASE(what_no_length_can_make_right_is_refused_at_once) {
  const Array rows = some_rows();

  BOOST_TEST(message_of<ValueError>([&] { getitem(rows, {Slice{.step = 0}}); })
             == "getitem: a slice has a step of 0");
  BOOST_TEST(message_of<IndexError>([&] {
               getitem(rows, {0, 3});
             })
             == "getitem: index 3 is outside axis 1 of length 3");
  BOOST_TEST(message_of<IndexError>([&] {
               getitem(rows, {0, 0, 0});
             })
             == "getitem: an index of 3 axes for an array of shape (?, 3)");
  BOOST_TEST(message_of<IndexError>([&] { getitem(rows, {rows}); })
             == "getitem: an index array of shape (?, 3) is neither 1-d nor a single position");
}

BOOST_AUTO_TEST_CASE(a_wrong_position_of_an_array_names_what_was_called) {
  const Array x = from_vector<double>({1, 2, 3}, 2);
  const Array positions = from_vector<std::int64_t>({0, 3});

  const std::string message = message_of<TaskError>([&] { values_of<double>(getitem(x, {positions})); });

  BOOST_TEST(message.find("\"getitem-") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(brackets_are_the_same_operation) {
  const Array x = counted({4, 5}, 2), mask = x > 7;

  BOOST_TEST(x[1].name() == getitem(x, {1}).name());
  BOOST_TEST((x[{1, -1}].name() == getitem(x, {1, -1}).name()));
  BOOST_TEST((x[{Slice{1}, 2}].name() == getitem(x, {Slice{1}, 2}).name()));
  BOOST_TEST((x[{ellipsis, newaxis}].name() == getitem(x, {ellipsis, newaxis}).name()));
  BOOST_TEST(x[mask].name() == getitem(x, {mask}).name());
  BOOST_TEST(x[Slice{}].name() == x.name());
}

BOOST_AUTO_TEST_CASE(inner_braces_are_a_list_of_positions) {
  for_each_cut({4, 5}, [](const Array& x) {
    const std::int64_t last = 3;

    BOOST_TEST((values_of<std::int64_t>(getitem(x, {{3, 0}}))
                == looped({2, 5}, [](const Shape& at) { return (at[0] == 0 ? 15 : 0) + at[1]; })));
    BOOST_TEST((x[{{0, last}}].shape() == Shape{2, 5}));
    BOOST_TEST((values_of<std::int64_t>(x[{1, {2, 0}}]) == Integers{7, 5}));
    BOOST_TEST((getitem(x, {{0}}).shape() == Shape{1, 5}));
    BOOST_TEST((values_of<std::int64_t>(x[{0, {true, false, false, false, true}}]) == Integers{0, 4}));
    BOOST_TEST((values_of<std::int64_t>(getitem(x, {0, 1})) == Integers{1}));
  });
}

BOOST_AUTO_TEST_CASE(an_integer_array_without_axes_is_a_position) {
  for_each_cut({4, 5}, [](const Array& x) {
    const Array last = argmax(x[{Slice{}, 0}]);

    BOOST_TEST((values_of<std::int64_t>(x[last]) == looped({5}, [](const Shape& at) { return 15 + at[0]; })));
    BOOST_TEST((values_of<std::int64_t>(x[{Slice{}, last}]) == Integers{3, 8, 13, 18}));
    BOOST_TEST((values_of<std::int64_t>(x[{1, last}]) == Integers{8}));
    BOOST_TEST((x[{1, last}].shape() == Shape{}));
  });
  const Array few = some_rows();
  BOOST_TEST((few[argmax(few[{Slice{}, 0}])].shape() == Shape{3}));
}

BOOST_AUTO_TEST_CASE(brackets_tell_their_line) {
  const Array x = from_vector<double>({1, 2, 3}, 2);
  const Array positions = from_vector<std::int64_t>({0, 3});

  const Array wrong = x[positions];
  const auto line = std::to_string(__LINE__ - 1);

  const std::string message = message_of<TaskError>([&] { values_of<double>(wrong); });
  BOOST_TEST(message.find("getitem_test.cpp:" + line) != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
