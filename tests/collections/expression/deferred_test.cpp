#include <boost/test/unit_test.hpp>

#include "expression/deferred.hpp"
#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Reals = std::vector<double>;

/// 3, 5, 7 in blocks of unknown lengths 1, 0 and 2.
Array odd_numbers() {
  const Array x = from_vector<double>({2, 3, 4, 6, 5, 7}, 2);
  return extract(x % 2 == 1, x);
}

} // namespace

BOOST_AUTO_TEST_SUITE(deferred)

BOOST_AUTO_TEST_CASE(elementwise_operations_match_block_by_block) {
  const Array x = odd_numbers();
  const Array y = x * 2 + x;

  BOOST_TEST((y.shape() == Shape{unknown_extent}));
  BOOST_TEST((values_of<double>(y) == Reals{9, 15, 21}));
  BOOST_TEST(synchronous_session().report().spliced_graphs == 0U);
}

BOOST_AUTO_TEST_CASE(an_operation_that_needs_lengths_waits_for_them) {
  const Array x = odd_numbers();
  const Array y = x + from_vector<double>({10, 20, 30});

  BOOST_TEST((y.shape() == Shape{unknown_extent}));
  BOOST_TEST(y.chunking().block_count() == 3);
  BOOST_TEST((values_of<double>(y) == Reals{13, 25, 37}));
  BOOST_TEST(synchronous_session().report().spliced_graphs == 1U);
}

BOOST_AUTO_TEST_CASE(what_was_promised_in_blocks_is_cut_though_its_lengths_wait_too) {
  const Array x = odd_numbers();
  const Array column = expand_dims(x, {-1}); // one block once its lengths are known, and not three
  const Array y = flatnonzero(column > 4);

  BOOST_TEST(y.chunking().block_count() == 3);
  BOOST_TEST((values_of<std::int64_t>(y) == std::vector<std::int64_t>{1, 2}));
  BOOST_TEST((values_of<double>(extract(column > 4, column) * 2) == Reals{10, 14}));
}

BOOST_AUTO_TEST_CASE(a_wrong_length_is_an_error_of_the_run) {
  const Array y = odd_numbers() + from_vector<double>({10, 20});

  const std::string message = message_of<TaskError>([&] { values_of<double>(y); });

  BOOST_TEST(message.find("add: shapes (3,) and (2,) do not broadcast") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_error_inside_the_yielded_graph_shows_the_line_of_the_user) {
  const Array x = astype(odd_numbers(), DType::int64);
  const Array y = power(x, from_vector<std::int64_t>({1, -1, 1}));
  const std::uint32_t line = __LINE__ - 1;

  try {
    synchronous_session().compute(y);
    BOOST_FAIL("a negative exponent was accepted");
  } catch (const TaskError& error) {
    BOOST_TEST(error.details().line == line);
    BOOST_TEST(error.details().file.ends_with("deferred_test.cpp"));
  }
}

BOOST_AUTO_TEST_CASE(deferred_operations_follow_each_other) {
  const Array x = odd_numbers();
  const Array y = rechunk(x, 2) + from_vector<double>({1, 1, 1});

  BOOST_TEST((values_of<double>(y * y) == Reals{16, 36, 64}));
}

BOOST_AUTO_TEST_CASE(more_blocks_may_be_promised_than_there_are_elements) {
  const Array x = from_vector<double>({1, 2, 3, 4, 5, 6}, 1);
  const Array one = extract(x == 4, x) + from_vector<double>({0.5});

  BOOST_TEST(one.chunking().block_count() == 6);
  BOOST_TEST((values_of<double>(one) == Reals{4.5}));
}

BOOST_AUTO_TEST_CASE(nothing_may_be_left) {
  const Array x = from_vector<double>({1, 2, 3}, 1);
  const Array none = extract(x > 7, x);

  BOOST_TEST(values_of<double>(rechunk(none, 2) + 1).empty());
}

BOOST_AUTO_TEST_CASE(dtype_and_rank_are_known_at_once) {
  const Array y = odd_numbers() / from_vector<std::int64_t>({1, 2, 3});

  BOOST_TEST((y.dtype() == DType::float64));
  BOOST_TEST(y.rank() == 1U);
}

BOOST_AUTO_TEST_CASE(what_no_length_makes_right_is_refused_at_once) {
  const Array x = odd_numbers();

  BOOST_TEST(message_of<DTypeError>([&] { invert(x); }) == "invert: not defined for float64");
}

BOOST_AUTO_TEST_CASE(extents_are_computed_on_demand) {
  const Array x = odd_numbers();
  const Array known = compute_extents(synchronous_session(), x);

  BOOST_TEST((known.shape() == Shape{3}));
  BOOST_TEST((known.chunking().sizes(0) == std::vector<std::int64_t>{1, 0, 2}));
  BOOST_TEST((values_of<double>(known + from_vector<double>({1, 2, 3})) == Reals{4, 7, 10}));
}

BOOST_AUTO_TEST_CASE(several_threads_agree) {
  Session session({.threads = 2});
  const Array y = rechunk(odd_numbers(), 2) + from_vector<double>({1, 1, 1});

  const Chunk chunk = session.compute(y);

  BOOST_TEST(
      (std::vector<double>(chunk.values<double>().begin(), chunk.values<double>().end()) == Reals{4, 6, 8}));
}

BOOST_AUTO_TEST_SUITE_END()
