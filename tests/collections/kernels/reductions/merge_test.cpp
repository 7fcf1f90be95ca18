#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>

#include "collections/kernels/reductions/samples.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(merge_)

BOOST_AUTO_TEST_CASE(merged_states_are_those_of_the_whole) {
  const Chunk whole = sample<double>({50}, NanRule::skip);
  const std::vector<std::int64_t> cuts{0, 1, 20, 20, 33, 50};
  for (const Kind kind :
       {Kind::sum, Kind::product, Kind::maximum, Kind::minimum, Kind::moments, Kind::argmax, Kind::argmin}) {
    const Reduction reduction =
        make(kind, NanRule::skip, ReductionResult::value, DType::float64, DType::float64);
    std::vector<ReductionState> states;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
      states.push_back(reduce(reduction, whole.view(cuts[i], {cuts[i + 1] - cuts[i]}), AxisList{0}));

    const ReductionState merged = merge(reduction, states, {5});
    const ReductionState direct = reduce(reduction, whole, AxisList{0});

    BOOST_TEST(merged.extents == Shape{50}, boost::test_tools::per_element());
    for (std::size_t part = 0; part < direct.parts.size(); ++part)
      BOOST_TEST(merged.parts[part].item<double>() == direct.parts[part].item<double>(),
                 boost::test_tools::tolerance(1e-13));
  }
}

BOOST_AUTO_TEST_CASE(merging_is_associative) {
  const Chunk whole = sample<double>({90}, NanRule::skip);
  for (const Kind kind : {Kind::sum, Kind::product, Kind::maximum, Kind::moments, Kind::argmin}) {
    const Reduction reduction =
        make(kind, NanRule::skip, ReductionResult::value, DType::float64, DType::float64);
    std::vector<ReductionState> s;
    for (const std::int64_t begin : {0, 30, 60})
      s.push_back(reduce(reduction, whole.view(begin, {30}), AxisList{0}));
    const auto two = [&](const ReductionState& a, const ReductionState& b) {
      return merge(reduction, std::vector<ReductionState>{a, b}, {2});
    };

    const ReductionState left = two(two(s[0], s[1]), s[2]);
    const ReductionState right = two(s[0], two(s[1], s[2]));

    for (std::size_t part = 0; part < left.parts.size(); ++part)
      BOOST_TEST(left.parts[part].item<double>() == right.parts[part].item<double>(),
                 boost::test_tools::tolerance(1e-13));
  }
}

BOOST_AUTO_TEST_CASE(positions_in_a_box_of_chunks_are_those_in_c_order) {
  // [[5 9 | 1]       9 twice: the first in C order is (0, 1), which is in the first chunk,
  //  [2 0 | 9]       and (1, 2) comes before (2, 0), although its chunk is merged with the upper ones first.
  //  [------
  //  [9 0 | 0]]
  const Reduction largest =
      make(Kind::argmax, NanRule::spread, ReductionResult::position, DType::int64, DType::int64);
  const AxisList axes{0, 1};
  const auto state = [&](const Shape& shape, std::initializer_list<std::int64_t> values) {
    return reduce(largest, Chunk::from<std::int64_t>(shape, values), axes);
  };
  const std::vector<ReductionState> grid{state({2, 2}, {5, 9, 2, 0}), state({2, 1}, {1, 9}),
                                         state({1, 2}, {9, 0}), state({1, 1}, {0})};
  const std::vector<ReductionState> without_first{state({2, 2}, {5, 3, 2, 0}), grid[1], grid[2], grid[3]};

  BOOST_TEST(finish(largest, merge(largest, grid, {2, 2}), axes, ReducedAxes::drop).item<std::int64_t>()
             == 1);
  BOOST_TEST(
      finish(largest, merge(largest, without_first, {2, 2}), axes, ReducedAxes::drop).item<std::int64_t>()
      == 5);
}

BOOST_AUTO_TEST_CASE(states_travel_as_values) {
  const Reduction reduction =
      make(Kind::moments, NanRule::skip, ReductionResult::value, DType::float64, DType::float64);
  const ReductionState state = reduce(reduction, sample<double>({3, 4}), AxisList{1});

  const ReductionState back = to_reduction_state(decode(encode(to_value(state))));

  BOOST_TEST(back.extents == state.extents, boost::test_tools::per_element());
  BOOST_REQUIRE_EQUAL(back.parts.size(), 3);
  for (std::size_t part = 0; part < 3; ++part)
    BOOST_TEST(identical(back.parts[part], state.parts[part]));
}

BOOST_AUTO_TEST_CASE(what_does_not_belong_together_is_refused) {
  const Reduction reduction =
      make(Kind::sum, NanRule::spread, ReductionResult::value, DType::float64, DType::float64);
  const std::vector<ReductionState> states{reduce(reduction, sample<double>({3, 4}), AxisList{0}),
                                           reduce(reduction, sample<double>({3, 5}), AxisList{0})};

  BOOST_CHECK_THROW(merge(reduction, states, {2}), ValueError);
  BOOST_CHECK_THROW(merge(reduction, states, {3}), ValueError);
  BOOST_CHECK_THROW(reduce(reduction, sample<float>({3}), AxisList{0}), DTypeError);
  BOOST_CHECK_THROW(reduce(reduction, sample<double>({3}), AxisList{1}), AxisError);
  Reduction broken = reduction;
  broken.kind = static_cast<Kind>(99);
  BOOST_CHECK_THROW(reduce(broken, sample<double>({3}), AxisList{0}), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
