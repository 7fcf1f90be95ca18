#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(setitem_)

BOOST_AUTO_TEST_CASE(a_slice_gets_a_scalar) {
  for_each_cut({3000}, [](const Array& x) {
    const Array changed = setitem(x, {Slice{2500, 4, -5}}, -1);

    BOOST_TEST((values_of<std::int64_t>(changed) == looped({3000}, [](const Shape& at) {
                  return at[0] > 4 && at[0] <= 2500 && at[0] % 5 == 0 ? -1 : at[0];
                })));
  });
}

BOOST_AUTO_TEST_CASE(a_slice_gets_values_in_its_own_order) {
  for_each_cut({3000}, [](const Array& x) {
    const Array values = counted({600}, {{7, 590, 3}});

    const Array changed = setitem(x, {Slice{.step = -5}}, values);

    BOOST_TEST((values_of<std::int64_t>(changed) == looped({3000}, [](const Shape& at) {
                  return at[0] % 5 == 4 ? (2999 - at[0]) / 5 : at[0];
                })));
  });
}

BOOST_AUTO_TEST_CASE(the_array_itself_stays_as_it_is) {
  for_each_cut({5}, [](const Array& x) {
    const auto [changed, before] = synchronous_session().compute(setitem(x, {2}, 9), x);

    BOOST_TEST(changed.at<std::int64_t>({2}) == 9);
    BOOST_TEST(before.at<std::int64_t>({2}) == 2);
  });
}

BOOST_AUTO_TEST_CASE(values_are_stretched_to_what_is_named) {
  for_each_cut({30, 40}, [](const Array& x) {
    const Array column = reshape(multiply(counted({10}, 3), -1), {10, 1});

    const Array changed = setitem(x, {Slice{.step = 3}, Slice{1, -1}}, column);

    BOOST_TEST((values_of<std::int64_t>(changed) == looped({30, 40}, [](const Shape& at) {
                  return at[0] % 3 == 0 && at[1] > 0 && at[1] < 39 ? -at[0] / 3 : at[0] * 40 + at[1];
                })));
  });
}

BOOST_AUTO_TEST_CASE(positions_and_new_axes_go_with_the_values_axes) {
  for_each_cut({3, 4}, [](const Array& x) {
    const Array row = from_vector<std::int64_t>({-1, -2, -3, -4}, 3);

    const Array changed = setitem(x, {-2, newaxis}, row);

    BOOST_TEST((values_of<std::int64_t>(changed) == Integers{0, 1, 2, 3, -1, -2, -3, -4, 8, 9, 10, 11}));
  });
}

BOOST_AUTO_TEST_CASE(of_repeated_positions_the_last_counts) {
  for_each_cut({50}, [](const Array& x) {
    const Integers positions{7, 3, 7, 49, -1, 7};
    const Array values = from_vector<std::int64_t>({-1, -2, -3, -4, -5, -6}, 4);
    const Integers expected = looped({50}, [](const Shape& at) {
      return at[0] == 3 ? -2 : at[0] == 7 ? -6 : at[0] == 49 ? -5 : at[0];
    });

    BOOST_TEST((values_of<std::int64_t>(setitem(x, {positions}, values)) == expected));
    BOOST_TEST((values_of<std::int64_t>(setitem(x, {from_vector(positions, 4)}, values)) == expected));
  });
}

BOOST_AUTO_TEST_CASE(a_list_beside_other_elements_names_a_part) {
  for_each_cut({20, 30}, [](const Array& x) {
    const Integers rows{19, 0, 5};
    const Integers expected = looped({20, 30}, [](const Shape& at) {
      return (at[0] == 0 || at[0] == 5 || at[0] == 19) && at[1] == 29 ? -7 : at[0] * 30 + at[1];
    });

    BOOST_TEST((values_of<std::int64_t>(setitem(x, {rows, -1}, -7)) == expected));
    BOOST_TEST((values_of<std::int64_t>(setitem(x, {from_vector(rows, 2), -1}, -7)) == expected));
  });
}

BOOST_AUTO_TEST_CASE(a_mask_gets_a_scalar) {
  for_each_cut({40, 50}, [](const Array& x) {
    const Array changed = setitem(x, {greater(x, 1000)}, 0);

    BOOST_TEST((values_of<std::int64_t>(changed) == looped({40, 50}, [](const Shape& at) {
                  return at[0] * 50 + at[1] > 1000 ? 0 : at[0] * 50 + at[1];
                })));
  });
}

BOOST_AUTO_TEST_CASE(a_mask_gets_one_value_for_each_true) {
  for_each_cut({3000}, [](const Array& x) {
    const Array values = multiply(counted({429}, {{1, 300, 128}}), -1);

    const Array changed = setitem(x, {equal(remainder(x, 7), 0)}, values);

    BOOST_TEST((values_of<std::int64_t>(changed)
                == looped({3000}, [](const Shape& at) { return at[0] % 7 == 0 ? -at[0] / 7 : at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(a_mask_along_one_axis_gets_rows) {
  for_each_cut({6, 5}, [](const Array& x) {
    const Array mask = from_vector<bool>({false, true, false, false, true, false}, 4);
    const Array rows = reshape(multiply(counted({6}, 4), -1), {2, 3});

    const Array changed = setitem(x, {mask, Slice{1, 4}}, rows);

    BOOST_TEST((values_of<std::int64_t>(changed) == Integers{0,  1,  2,  3,  4,  5,  0,  -1, -2, 9,
                                                             10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
                                                             20, -3, -4, -5, 24, 25, 26, 27, 28, 29}));
  });
}

BOOST_AUTO_TEST_CASE(values_for_another_number_of_trues_fail_the_task) {
  for_each_cut({10}, [](const Array& x) {
    const Array changed = setitem(x, {less(x, 4)}, counted({3}));

    BOOST_TEST(message_of<TaskError>([&] {
                 values_of<std::int64_t>(changed);
               }).find("setitem: 3 values for 4 elements under the mask")
               != std::string::npos);
  });
}

BOOST_AUTO_TEST_CASE(values_get_the_dtype_of_the_array) {
  for_each_cut({3}, [](const Array& x) {
    const Array changed = setitem(x, {Slice{1, {}}}, from_vector<double>({2.9, -2.9}));

    BOOST_TEST((changed.dtype() == DType::int64));
    BOOST_TEST((values_of<std::int64_t>(changed) == Integers{0, 2, -2}));
  });
}

BOOST_AUTO_TEST_CASE(nothing_named_changes_nothing) {
  const Array x = counted({4, 5}, 2);

  BOOST_TEST((values_of<std::int64_t>(setitem(x, {Slice{3, 3}}, 9)) == values_of<std::int64_t>(x)));
  BOOST_TEST((values_of<std::int64_t>(setitem(x, {Integers{}}, 9)) == values_of<std::int64_t>(x)));
  BOOST_TEST((values_of<std::int64_t>(setitem(x, {less(x, 0)}, 9)) == values_of<std::int64_t>(x)));
}

BOOST_AUTO_TEST_CASE(blocks_that_are_not_named_stay_the_same_chunks) {
  const Array x = counted({10}, 5);

  const std::vector<Chunk> before = compute_blocks(synchronous_session(), x);
  const std::vector<Chunk> after = compute_blocks(synchronous_session(), setitem(x, {7}, 0));

  BOOST_TEST(after[0].bytes() == before[0].bytes());
  BOOST_TEST(after[1].bytes() != before[1].bytes());
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_can_be_assigned_to) {
  for_each_cut({1000}, [](const Array& x) {
    const Array odd = getitem(x, {equal(remainder(x, 2), 1)});

    const Array changed = setitem(odd, {Slice{.start = -2}}, from_vector<std::int64_t>({-1, -2}));

    BOOST_TEST((values_of<std::int64_t>(changed) == looped({500}, [](const Shape& at) {
                  return at[0] == 498 ? -1 : at[0] == 499 ? -2 : 2 * at[0] + 1;
                })));
  });
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused_at_once) {
  const Array x = counted({4, 5}, 2);

  BOOST_TEST(message_of<ShapeError>([&] {
               setitem(x, {Slice{0, 3}}, counted({4}));
             })
             == "setitem: a value of shape (4,) does not fit the shape (3, 5)");
  BOOST_TEST(message_of<ShapeError>([&] {
               setitem(x, {0, 0}, counted({2}));
             })
             == "setitem: a value of shape (2,) does not fit the shape ()");
  BOOST_TEST(message_of<IndexError>([&] { setitem(x, {5}, 0); })
             == "setitem: index 5 is outside axis 0 of length 4");
  BOOST_TEST(message_of<IndexError>([&] { setitem(x, {greater(zeros({3}), 0)}, 0); })
             == "setitem: a mask of shape (3,) does not fit (4,) from axis 0 on");
}

BOOST_AUTO_TEST_CASE(no_positions_take_nothing_of_a_value_without_rows) {
  const Array none = from_vector<std::int64_t>({});

  for (const std::int64_t block : {4, 3}) {
    const Array x = from_vector<std::int64_t>({1, 2, 3, 4}, block);
    BOOST_TEST((values_of<std::int64_t>(setitem(x, {none}, none)) == Integers{1, 2, 3, 4}));
  }
}

BOOST_AUTO_TEST_CASE(the_last_of_equal_positions_wins) {
  const Array x = from_vector<std::int64_t>({1, 2, 3, 4}, 3);
  const Array positions = from_vector<std::int64_t>({-1, 0, 3}, 2);
  const Array value = from_vector<std::int64_t>({7, 8, 9}, 1);

  BOOST_TEST((values_of<std::int64_t>(setitem(x, {positions}, value)) == Integers{8, 2, 3, 9}));
}

BOOST_AUTO_TEST_CASE(what_no_length_can_make_right_is_refused_at_once) {
  const Array x = from_vector<std::int64_t>({1, 2, 3}, 2);
  const Array some = getitem(x, {x > 1});

  BOOST_TEST(message_of<ValueError>([&] { setitem(some, {Slice{.step = 0}}, 1); })
             == "setitem: a slice has a step of 0");
}

BOOST_AUTO_TEST_CASE(an_integer_array_without_axes_is_a_position) {
  for_each_cut({3, 4}, [](const Array& x) {
    const Array last = argmax(x[{Slice{}, 0}]), row = counted({4}) - 100;

    BOOST_TEST((values_of<std::int64_t>(setitem(x, {last}, row))
                == looped({3, 4}, [](const Shape& at) { return (at[0] == 2 ? -100 : at[0] * 4) + at[1]; })));
    BOOST_TEST((values_of<std::int64_t>(setitem(x, {1, last}, -1)) == looped({3, 4}, [](const Shape& at) {
                  return at == Shape{1, 2} ? -1 : at[0] * 4 + at[1];
                })));
    BOOST_CHECK_THROW(setitem(x, {last}, counted({3, 4})), ShapeError);
  });
}

BOOST_AUTO_TEST_SUITE_END()
