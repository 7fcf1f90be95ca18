#include <algorithm>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;

/// Widths beyond every chunk, and beyond the array: 300 elements become 1500, number 700 is the first of
/// them.
const PadWidths wide{{700, 500}};

std::int64_t modulo(std::int64_t value, std::int64_t period) { return (value % period + period) % period; }

} // namespace

BOOST_AUTO_TEST_SUITE(padding)

BOOST_AUTO_TEST_CASE(a_constant_is_put_at_both_ends) {
  for_each_cut({300}, [](const Array& x) {
    BOOST_TEST(
        (values_of<std::int64_t>(pad(x, wide, {.constant_values = -7}))
         == looped({1500}, [](const Shape& at) { return at[0] < 700 || at[0] >= 1000 ? -7 : at[0] - 700; })));
  });
}

BOOST_AUTO_TEST_CASE(the_edge_goes_on) {
  for_each_cut({300}, [](const Array& x) {
    BOOST_TEST(
        (values_of<std::int64_t>(pad(x, wide, {.mode = PadMode::edge}))
         == looped({1500}, [](const Shape& at) { return std::clamp<std::int64_t>(at[0] - 700, 0, 299); })));
  });
}

BOOST_AUTO_TEST_CASE(the_array_comes_again) {
  for_each_cut({300}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(pad(x, wide, {.mode = PadMode::wrap}))
                == looped({1500}, [](const Shape& at) { return modulo(at[0] - 700, 300); })));
  });
}

BOOST_AUTO_TEST_CASE(mirror_images_follow_one_another) {
  for_each_cut({300}, [](const Array& x) {
    BOOST_TEST(
        (values_of<std::int64_t>(pad(x, wide, {.mode = PadMode::reflect}))
         == looped({1500}, [](const Shape& at) { return 299 - std::abs(299 - modulo(at[0] - 700, 598)); })));
    BOOST_TEST((values_of<std::int64_t>(pad(x, wide, {.mode = PadMode::symmetric}))
                == looped({1500}, [](const Shape& at) {
                     const std::int64_t place = modulo(at[0] - 700, 600);
                     return place < 300 ? place : 599 - place;
                   })));
  });
}

BOOST_AUTO_TEST_CASE(odd_mirror_images_go_on_with_the_slope) {
  for_each_cut({300}, [](const Array& x) {
    const Array longer = pad(x, wide, {.mode = PadMode::reflect, .reflect_type = ReflectType::odd});

    BOOST_TEST(
        (values_of<std::int64_t>(longer) == looped({1500}, [](const Shape& at) { return at[0] - 700; })));
  });
}

// Twice the edge, which is mirrored too, less the mirror image: -1 0 | 0 1 2 | 2 3.
BOOST_AUTO_TEST_CASE(odd_symmetry_mirrors_the_edge_itself) {
  for_each_cut({3}, [](const Array& x) {
    const Array longer = pad(x, {{3, 2}}, {.mode = PadMode::symmetric, .reflect_type = ReflectType::odd});

    BOOST_TEST((values_of<std::int64_t>(longer) == Integers{-2, -1, 0, 0, 1, 2, 2, 3}));
  });
}

BOOST_AUTO_TEST_CASE(a_statistic_of_the_axis_is_put_at_both_ends) {
  for_each_cut({300}, [](const Array& x) {
    const auto padded_with = [](std::int64_t value) {
      return looped({1500},
                    [&](const Shape& at) { return at[0] < 700 || at[0] >= 1000 ? value : at[0] - 700; });
    };

    BOOST_TEST((values_of<std::int64_t>(pad(x, wide, {.mode = PadMode::maximum})) == padded_with(299)));
    BOOST_TEST((values_of<std::int64_t>(pad(x, wide, {.mode = PadMode::minimum})) == padded_with(0)));
    BOOST_TEST((values_of<std::int64_t>(pad(x, wide, {.mode = PadMode::mean})) == padded_with(150))); // 149.5
  });
}

// From 9 down to 1 by twos, from 4 up to 10 by twos; the ends are the end value, the edge is not repeated.
BOOST_AUTO_TEST_CASE(a_ramp_leads_to_the_end_value) {
  for (const Chunks& chunks : {Chunks(-1), Chunks(1), Chunks{{2, 0, 1}}}) {
    const Array x = from_vector<double>({1, 3, 4}, chunks);

    BOOST_TEST((values_of<double>(pad(x, {{4, 0}}, {.mode = PadMode::linear_ramp, .end_values = 9}))
                == Reals{9, 7, 5, 3, 1, 3, 4}));
    BOOST_TEST((values_of<double>(pad(x, {{0, 3}}, {.mode = PadMode::linear_ramp, .end_values = 10}))
                == Reals{1, 3, 4, 6, 8, 10}));
  }
}

BOOST_AUTO_TEST_CASE(a_ramp_longer_than_the_array_runs_over_many_chunks) {
  for_each_cut({300}, [](const Array& x) {
    const Array longer = pad(x, wide, {.mode = PadMode::linear_ramp, .end_values = 799});

    BOOST_TEST((values_of<std::int64_t>(longer) == looped({1500}, [](const Shape& at) {
                  if (at[0] >= 700)
                    return at[0] - 700;
                  return 799 + (799 * -at[0] - 699) / 700; // 799 - 799 / 700 * at, rounded down
                })));
  });
}

BOOST_AUTO_TEST_CASE(axes_are_extended_one_after_the_other) {
  for_each_cut({20, 30}, [](const Array& x) {
    BOOST_TEST(
        (values_of<std::int64_t>(pad(x, {{25, 3}, {0, 70}}, {.mode = PadMode::wrap}))
         == looped({48, 100}, [](const Shape& at) { return modulo(at[0] - 25, 20) * 30 + at[1] % 30; })));
    BOOST_TEST((values_of<std::int64_t>(pad(x, {{40, 40}}, {.mode = PadMode::edge}))
                == looped({100, 110}, [](const Shape& at) {
                     return std::clamp<std::int64_t>(at[0] - 40, 0, 19) * 30
                            + std::clamp<std::int64_t>(at[1] - 40, 0, 29);
                   })));
  });
}

// The columns' means are 2 and 5; the rows' means are taken of what is there then.
BOOST_AUTO_TEST_CASE(a_corner_is_the_statistic_of_what_was_put_there) {
  const auto chunk = Chunk::from<double>({2, 2}, {1, 2, 3, 8});
  for (const Chunks& chunks : {Chunks(-1), Chunks(1)}) {
    const Array padded = pad(from_chunk(chunk, chunks), {{1, 0}, {0, 1}}, {.mode = PadMode::mean});

    BOOST_TEST((values_of<double>(padded) == Reals{2, 5, 3.5, 1, 2, 1.5, 3, 8, 5.5}));
  }
}

BOOST_AUTO_TEST_CASE(wide_ends_are_cut_like_the_array) {
  const Array x = counted({10}, {{4, 6}});

  BOOST_TEST((pad(x, {{6, 2}}).chunking() == Chunking({{10, 8}})));
  BOOST_TEST((pad(x, {{7, 13}}).chunking() == Chunking({{6, 1, 4, 6, 6, 6, 1}})));
}

BOOST_AUTO_TEST_CASE(blocks_inside_are_not_touched) {
  const Array x = counted({12}, 4);

  const std::vector<Chunk> before = compute_blocks(synchronous_session(), x);
  const std::vector<Chunk> after = compute_blocks(synchronous_session(), pad(x, {{9, 1}}));

  BOOST_TEST(after.size() == 6U);
  BOOST_TEST(after[3].bytes() == before[0].bytes());
  BOOST_TEST(after[4].bytes() == before[1].bytes());
}

BOOST_AUTO_TEST_CASE(no_widths_are_the_array_itself) {
  const Array x = counted({6, 4}, {2, 3});

  BOOST_TEST(pad(x, {{0, 0}}).name() == x.name());
  BOOST_TEST(pad(x, {{0, 0}}, {.mode = PadMode::mean}).name() == x.name());
}

BOOST_AUTO_TEST_CASE(an_empty_axis_takes_constants_only) {
  const Array x = zeros({0, 2});

  BOOST_TEST((values_of<double>(pad(x, {{1, 0}, {0, 1}}, {.constant_values = 3})) == Reals{3, 3, 3}));
  BOOST_TEST((pad(x, {{0, 0}, {1, 2}}, {.mode = PadMode::edge}).shape() == Shape{0, 5}));
  for (const PadMode mode : {PadMode::edge, PadMode::linear_ramp, PadMode::maximum, PadMode::mean,
                             PadMode::reflect, PadMode::symmetric, PadMode::wrap})
    BOOST_TEST(message_of<ValueError>([&] {
                 pad(x, {{1, 0}, {0, 0}}, {.mode = mode});
               })
               == "pad: axis 0 is empty, and only constants can be put at its ends");
}

BOOST_AUTO_TEST_CASE(a_single_element_is_its_own_mirror_image) {
  const Array x = from_vector<std::int64_t>({5});

  for (const ReflectType type : {ReflectType::even, ReflectType::odd})
    BOOST_TEST((values_of<std::int64_t>(pad(x, {{2, 1}}, {.mode = PadMode::reflect, .reflect_type = type}))
                == Integers{5, 5, 5, 5}));
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_is_extended_once_its_length_is_known) {
  for_each_cut({1000}, [](const Array& x) {
    const Array few = getitem(x, {less(x, 3)});

    BOOST_TEST((values_of<std::int64_t>(pad(few, {{2, 4}}, {.mode = PadMode::wrap}))
                == Integers{1, 2, 0, 1, 2, 0, 1, 2, 0}));
  });
}

BOOST_AUTO_TEST_CASE(wrong_widths_are_refused) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const Array x = counted({2, 3});

  BOOST_TEST(message_of<ShapeError>([&] {
               pad(x, {{1, 1}, {1, 1}, {1, 1}});
             })
             == "pad: 3 pairs of widths for an array of shape (2, 3)");
  BOOST_TEST(message_of<ValueError>([&] { pad(x, {{1, 1}, {1, -2}}); }) == "pad: a width of -2");
  BOOST_TEST(message_of<ShapeError>([&] {
               pad(x, {{1, most}});
             })
             == "pad: the padded axis 0 is longer than 2^63 - 1");
  BOOST_TEST(message_of<ValueError>([&] {
               pad(astype(x, DType::int8), {{1, 1}}, {.constant_values = 300});
             })
             == "pad: 300 is no int8");
}

BOOST_AUTO_TEST_CASE(widths_of_more_repetitions_than_can_be_listed_are_refused) {
  constexpr std::int64_t width = 1'000'000'000'000;
  const Array x = from_vector<std::int64_t>({1, 2});

  for (const PadMode mode : {PadMode::wrap, PadMode::reflect, PadMode::symmetric})
    BOOST_TEST(
        message_of<ValueError>([&] {
          pad(x, {{width, 0}}, {.mode = mode});
        })
        == "pad: positions -1000000000000 … 1 beside an axis of extent 2 repeat it more than 1048576 times");
  for (const PadMode mode : {PadMode::constant, PadMode::edge, PadMode::mean, PadMode::linear_ramp})
    BOOST_TEST((pad(x, {{width, 1}}, {.mode = mode}).shape() == Shape{width + 3}));
  BOOST_TEST(
      message_of<ValueError>([&] {
        pad(x, {{width, 0}}, {.mode = PadMode::reflect, .reflect_type = ReflectType::odd});
      })
      == "pad: positions -1000000000000 … 1 beside an axis of extent 2 repeat it more than 1048576 times");
}

BOOST_AUTO_TEST_SUITE_END()
