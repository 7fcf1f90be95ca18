#include <chrono>
#include <thread>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "expression/apply.hpp"
#include "expression/node.hpp"

using namespace troupe;

namespace {

Array three_numbers() { return from_vector<double>({1, 2, 3}); }

/// x + 1, `depth` times.
Array chain(Array x, int depth) {
  for (int i = 0; i < depth; ++i)
    x = x + 1;
  return x;
}

} // namespace

BOOST_AUTO_TEST_SUITE(node)

BOOST_AUTO_TEST_CASE(equal_expressions_have_equal_digests_and_names) {
  const Array first = sqrt(three_numbers() * 2), second = sqrt(three_numbers() * 2);

  BOOST_TEST((first.node()->digest() == second.node()->digest()));
  BOOST_TEST(first.name() == second.name());
}

BOOST_AUTO_TEST_CASE(another_parameter_is_another_digest) {
  const Array x = three_numbers();

  BOOST_TEST(((x * 2).node()->digest() != (x * 3).node()->digest()));
  BOOST_TEST(((x - x * 2).node()->digest() != (x * 2 - x).node()->digest()));
}

// The digest is a stable hash of names and parameters, so keys in saved traces stay comparable.
BOOST_AUTO_TEST_CASE(the_name_is_the_operation_and_eight_digits) {
  const std::string name = sqrt(three_numbers()).name();

  BOOST_TEST(name.size() == std::string("sqrt-12345678").size());
  BOOST_TEST(name.starts_with("sqrt-"));
}

BOOST_AUTO_TEST_CASE(a_deep_expression_is_released_without_recursion) {
  Array deep = chain(three_numbers(), 300'000);

  deep = three_numbers();

  BOOST_TEST(deep.size() == 3);
}

BOOST_AUTO_TEST_CASE(a_part_of_a_deep_expression_outlives_it) {
  Array part = chain(three_numbers(), 50'000);
  {
    const Array whole = chain(part, 50'000) + part;
    BOOST_TEST(whole.size() == 3);
  }
  BOOST_TEST(part.node().use_count() == 1);
  BOOST_TEST(topological_order(std::vector{part.node()}).size() == 50'001U);
}

BOOST_AUTO_TEST_CASE(expressions_that_share_nodes_are_released_in_several_threads) {
  const Array shared = chain(three_numbers(), 1000);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([copy = chain(shared, 20'000)]() mutable { copy = Array(nullptr); });
  threads.clear();

  BOOST_TEST(shared.node().use_count() == 1);
}

BOOST_AUTO_TEST_CASE(inputs_come_before_their_consumers_and_shared_ones_once) {
  const Array x = three_numbers();
  const Array y = x + 1, z = y * y, w = z + y;

  const std::vector<NodePointer> ordered = topological_order(std::vector{w.node(), y.node()});

  BOOST_TEST((ordered == std::vector{x.node(), y.node(), z.node(), w.node()}));
}

BOOST_AUTO_TEST_CASE(a_node_carries_the_line_of_the_user) {
  const Array x = three_numbers();
  const Array y = x + 1;
  const std::uint32_t line = __LINE__ - 1;

  BOOST_TEST(y.node()->line().line == line);
  BOOST_TEST(std::string(y.node()->line().file).ends_with("node_test.cpp"));
}

BOOST_AUTO_TEST_CASE(an_assignment_carries_the_line_of_its_right_side) {
  Array x = three_numbers();
  x += 1;
  const std::uint32_t line = __LINE__ - 1;

  BOOST_TEST(x.node()->line().line == line);
}

BOOST_AUTO_TEST_SUITE_END()
