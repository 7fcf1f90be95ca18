#include <vector>

#include <boost/test/unit_test.hpp>

#include "array/gathering/gather.hpp"

using namespace troupe;

namespace {

using Sizes = std::vector<std::int64_t>;

Run positions(std::int64_t start, std::int64_t step, std::int64_t count) {
  return {Run::Kind::positions, start, step, count};
}

Run fill(std::int64_t count) { return {Run::Kind::fill, 0, 1, count}; }

using Segments = std::vector<std::vector<std::int64_t>>; ///< slot, start, step, count

Segments segments_of(const GatherPlan& plan, const Block& block, std::size_t axis = 0) {
  Segments result;
  const auto by_axis = plan.segments(block);
  for (const Segment& segment : by_axis[axis])
    result.push_back({segment.slot, segment.start, segment.step, segment.count});
  return result;
}

/// The tasks a block needs, out of 0, 1, 2, ….
std::vector<std::uint64_t> inputs_of(const GatherPlan& plan, const Block& block, std::size_t tasks) {
  std::vector<TaskId> all, needed;
  for (std::size_t i = 0; i < tasks; ++i)
    all.push_back(static_cast<TaskId>(i));
  plan.append_inputs(block, all, needed);
  return {needed.begin(), needed.end()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(gather_plan)

BOOST_AUTO_TEST_CASE(natural_sizes_end_where_the_inputs_chunks_do) {
  BOOST_TEST((natural_sizes({positions(2, 3, 4)}, {4, 3, 5}) == Sizes{1, 1, 2}));   // 2 | 5 | 8 11
  BOOST_TEST((natural_sizes({positions(11, -2, 6)}, {4, 3, 5}) == Sizes{3, 1, 2})); // 11 9 7 | 5 | 3 1
  BOOST_TEST((natural_sizes({positions(0, 1, 2), positions(2, 1, 2)}, {4}) == Sizes{4}));
  BOOST_TEST((natural_sizes({fill(7), positions(0, 1, 4)}, {4}) == Sizes{7, 4}));
  BOOST_TEST((natural_sizes({positions(3, 0, 9)}, {2, 2}) == Sizes{9}));
  BOOST_TEST((natural_sizes({}, {2, 2}) == Sizes{0}));
}

BOOST_AUTO_TEST_CASE(a_block_takes_pieces_of_the_chunks_it_covers) {
  const std::vector<GatherAxis> axes{{{positions(0, 1, 10)}, {3, 7}}};
  const GatherPlan plan(axes, Chunking({{2, 4, 4}}));

  BOOST_TEST((segments_of(plan, {0}) == Segments{{0, 0, 1, 2}, {1, 0, 1, 1}}));
  BOOST_TEST((segments_of(plan, {1}) == Segments{{0, 1, 1, 3}, {1, 0, 1, 4}}));
  BOOST_TEST((inputs_of(plan, {0}, 3) == std::vector<std::uint64_t>{0, 1}));
  BOOST_TEST((inputs_of(plan, {1}, 3) == std::vector<std::uint64_t>{1, 2}));
  BOOST_TEST((plan.counts(Block{1}) == Shape{7}));
}

BOOST_AUTO_TEST_CASE(a_chunk_that_is_taken_twice_is_one_input) {
  const std::vector<GatherAxis> axes{{{positions(3, -1, 4), positions(1, 1, 2)}, {6}}};
  const GatherPlan plan(axes, Chunking({{2, 2}}));

  BOOST_TEST((segments_of(plan, {0}) == Segments{{0, 1, -1, 2}, {1, 1, -1, 2}, {1, 1, 1, 1}, {0, 0, 1, 1}}));
  BOOST_TEST((inputs_of(plan, {0}, 2) == std::vector<std::uint64_t>{1, 0}));
}

BOOST_AUTO_TEST_CASE(fill_needs_no_input) {
  const std::vector<GatherAxis> axes{{{fill(2), positions(0, 1, 1)}, {1, 2}}};
  const GatherPlan plan(axes, Chunking::whole({1}));

  BOOST_TEST((segments_of(plan, {0}) == Segments{{Segment::fill_slot, 0, 1, 1}}));
  BOOST_TEST(inputs_of(plan, {0}, 1).empty());
  BOOST_TEST((segments_of(plan, {1}) == Segments{{Segment::fill_slot, 0, 1, 1}, {0, 0, 1, 1}}));
}

BOOST_AUTO_TEST_CASE(empty_chunks_are_passed_over) {
  const std::vector<GatherAxis> axes{{{positions(0, 1, 4)}, {0, 4, 0}}};
  const GatherPlan plan(axes, Chunking({{0, 2, 0, 2, 0}}));

  BOOST_TEST(segments_of(plan, {0}).empty());
  BOOST_TEST((inputs_of(plan, {1}, 5) == std::vector<std::uint64_t>{1, 3}));
  BOOST_TEST((plan.counts(Block{2}) == Shape{0}));
}

BOOST_AUTO_TEST_CASE(inputs_of_several_axes_are_row_major) {
  const std::vector<GatherAxis> axes{GatherAxis::whole({4}), GatherAxis::whole({1, 5})};
  const GatherPlan plan(axes, Chunking({{2, 2}, {3, 3}}));

  BOOST_TEST((plan.grid() == Shape{1, 2}));
  BOOST_TEST((inputs_of(plan, {0, 0}, 4) == std::vector<std::uint64_t>{0, 2}));
  BOOST_TEST((inputs_of(plan, {0, 1}, 4) == std::vector<std::uint64_t>{0, 1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(a_whole_block_is_told_from_a_part) {
  const std::vector<GatherAxis> axes{GatherAxis::whole({2, 1, 1}), GatherAxis::whole({3, 3})};
  const GatherPlan plan(axes, Chunking({{2, 2}, {3, 3}}));

  BOOST_TEST((plan.same_block(Block{0, 1}) == std::optional<std::int64_t>(1)));
  BOOST_TEST(!plan.same_block(Block{1, 1}).has_value());
}

BOOST_AUTO_TEST_CASE(blocks_that_take_the_same_parts_share_a_pattern) {
  const std::vector<GatherAxis> axes{GatherAxis::whole({1, 1, 1, 1})};
  const GatherPlan plan(axes, Chunking({{2, 2}}));

  BOOST_TEST(plan.pattern(Block{0}) == plan.pattern(Block{2}));
  BOOST_TEST(plan.pattern(Block{1}) == plan.pattern(Block{3}));
  BOOST_TEST(plan.pattern(Block{0}) != plan.pattern(Block{1}));
}

BOOST_AUTO_TEST_SUITE_END()
