#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(differences)

BOOST_AUTO_TEST_CASE(neighbours_are_subtracted) {
  for_each_cut({3000}, [](const Array& x) {
    const Array squares = multiply(x, x);

    BOOST_TEST((values_of<std::int64_t>(diff(squares))
                == looped({2999}, [](const Shape& at) { return 2 * at[0] + 1; })));
    BOOST_TEST(
        (values_of<std::int64_t>(diff(squares, {.n = 2})) == looped({2998}, [](const Shape&) { return 2; })));
    BOOST_TEST(diff(squares, {.n = 0}).name() == squares.name());
  });
}

BOOST_AUTO_TEST_CASE(an_axis_may_be_chosen) {
  for_each_cut({40, 50}, [](const Array& x) {
    BOOST_TEST(
        (values_of<std::int64_t>(diff(multiply(x, x), {.axis = 0})) == looped({39, 50}, [](const Shape& at) {
           return 100 * (at[0] * 50 + at[1]) + 2500; // (a + 50)^2 - a^2
         })));
    BOOST_TEST((values_of<std::int64_t>(diff(x)) == looped({40, 49}, [](const Shape&) { return 1; })));
  });
}

// numpy.diff([0, 1, 2], prepend=-5, append=[10, 20])
BOOST_AUTO_TEST_CASE(elements_are_put_in_front_and_behind_first) {
  for_each_cut({3}, [](const Array& x) {
    const Array steps = diff(x, {.prepend = -5, .append = from_vector<std::int64_t>({10, 20}, 1)});

    BOOST_TEST((values_of<std::int64_t>(steps) == Integers{5, 1, 1, 8, 10}));
  });
}

BOOST_AUTO_TEST_CASE(a_scalar_is_stretched_along_the_other_axes) {
  for_each_cut({2, 3}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(diff(x, {.axis = 0, .prepend = 0})) == Integers{0, 1, 2, 3, 3, 3}));
  });
}

BOOST_AUTO_TEST_CASE(bools_tell_whether_they_differ) {
  const Array x = from_vector<bool>({true, true, false, true}, 3);

  BOOST_TEST((values_of<bool>(diff(x)) == std::vector<bool>{false, true, true}));
}

BOOST_AUTO_TEST_CASE(short_axes_run_out) {
  for_each_cut({3}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(diff(x, {.n = 2})) == Integers{0}));
    BOOST_TEST((diff(x, {.n = 3}).shape() == Shape{0}));
    BOOST_TEST(values_of<std::int64_t>(diff(x, {.n = 1'000'000'000})).empty());
  });
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_has_differences_once_its_length_is_known) {
  for_each_cut({1000}, [](const Array& x) {
    const Array few = getitem(multiply(x, x), {less(x, 4)});

    BOOST_TEST((values_of<std::int64_t>(diff(few)) == Integers{1, 3, 5}));
  });
}

BOOST_AUTO_TEST_CASE(wrong_differences_are_refused) {
  BOOST_TEST(message_of<ValueError>([] { diff(counted({2}), {.n = -1}); })
             == "diff: a difference of order -1");
  BOOST_TEST(message_of<ShapeError>([] { diff(from_chunk(Chunk::scalar(1.0))); })
             == "diff: a 0-d array has no neighbours");
  BOOST_TEST(message_of<AxisError>([] { diff(counted({2}), {.axis = 1}); })
             == "diff: axis 1 is out of range for rank 1");
}

BOOST_AUTO_TEST_CASE(runs_of_neighbours_become_one_element) {
  for_each_cut({3000}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(coarsen(Coarsening::sum, x, {{0, 30}}))
                == looped({100}, [](const Shape& at) { return 900 * at[0] + 435; })));
    BOOST_TEST(
        (values_of<double>(coarsen(Coarsening::mean, x, {{0, 30}}))
         == looped<double>({100}, [](const Shape& at) { return 30.0 * static_cast<double>(at[0]) + 14.5; })));
    BOOST_TEST((values_of<std::int64_t>(coarsen(Coarsening::max, x, {{0, 30}}))
                == looped({100}, [](const Shape& at) { return 30 * at[0] + 29; })));
    BOOST_TEST((values_of<std::int64_t>(coarsen(Coarsening::min, x, {{0, 30}}))
                == looped({100}, [](const Shape& at) { return 30 * at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(several_axes_are_coarsened_at_once) {
  for_each_cut({40, 60, 3}, [](const Array& x) {
    const Array rough = coarsen(Coarsening::sum, x, {{0, 4}, {-2, 6}});

    BOOST_TEST((values_of<std::int64_t>(rough) == looped({10, 10, 3}, [](const Shape& at) {
                  // 24 elements about the middle of rows 4i … 4i + 3 and columns 6j … 6j + 5
                  return 24 * (at[0] * 720 + at[1] * 18 + at[2]) + 6 * 180 * 6 + 4 * 3 * 15;
                })));
  });
}

BOOST_AUTO_TEST_CASE(a_tail_is_left_out_when_asked_for) {
  for_each_cut({10}, [](const Array& x) {
    BOOST_TEST(
        (values_of<std::int64_t>(coarsen(Coarsening::sum, x, {{0, 4}}, Excess::trim)) == Integers{6, 22}));
    BOOST_TEST(values_of<std::int64_t>(coarsen(Coarsening::sum, x, {{0, 11}}, Excess::trim)).empty());
  });
}

BOOST_AUTO_TEST_CASE(factors_of_one_change_nothing) {
  for_each_cut({40, 50}, [](const Array& x) {
    BOOST_TEST(
        (values_of<std::int64_t>(coarsen(Coarsening::sum, x, {{0, 1}})) == values_of<std::int64_t>(x)));
    BOOST_TEST((coarsen(Coarsening::mean, x, {}).dtype() == DType::float64));
  });
}

BOOST_AUTO_TEST_CASE(wrong_factors_are_refused) {
  const Array x = counted({10, 4}, 3);

  BOOST_TEST(message_of<ShapeError>([&] {
               coarsen(Coarsening::sum, x, {{0, 4}});
             })
             == "coarsen: axis 0 of length 10 does not divide into runs of 4");
  BOOST_TEST(message_of<ValueError>([&] {
               coarsen(Coarsening::sum, x, {{0, 0}});
             })
             == "coarsen: a factor of 0");
  BOOST_TEST(message_of<AxisError>([&] {
               coarsen(Coarsening::sum, x, {{2, 2}});
             })
             == "coarsen: axis 2 is out of range for rank 2");
  BOOST_TEST(message_of<AxisError>([&] {
               coarsen(Coarsening::sum, x, {{0, 2}, {-2, 2}});
             })
             == "coarsen: axis 0 is named twice");
}

BOOST_AUTO_TEST_CASE(what_is_put_before_must_fit_and_the_error_names_diff) {
  const Array x = zeros({4, 6});

  const std::string message = message_of<ShapeError>([&] { diff(x, {.axis = 0, .prepend = zeros({4})}); });

  BOOST_TEST(message.starts_with("diff: "));
}

BOOST_AUTO_TEST_SUITE_END()
