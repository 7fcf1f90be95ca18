#include <cstdint>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>
#include <troupe/register_kernel.hpp>

#include "graph/outline/kernel_names.hpp"
#include "support/arithmetic.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

const Kernel& lambda() {
  return kernel_of([](std::int64_t x) { return 3 * x; });
}

} // namespace

BOOST_AUTO_TEST_SUITE(kernel_names_)

BOOST_AUTO_TEST_CASE(only_the_first_kernels_are_named) {
  register_arithmetic();
  Graph graph;
  Node nested = inc(literal(1));
  for (int i = 0; i < 6; ++i)
    nested = i == 0 ? dec(std::move(nested)) : inc(std::move(nested));
  graph.add("z", std::move(nested));

  BOOST_TEST(kernel_names(graph.body(0))
             == "arithmetic.inc, arithmetic.dec, arithmetic.inc, arithmetic.inc, 3 more");
}

BOOST_AUTO_TEST_CASE(a_lambda_is_told_by_its_place_and_the_line_that_calls_it) {
  const std::string place = kernel_names(Body::call(lambda()));
  Graph graph;
  graph.add("twice", call(lambda().name, {call(lambda().name, {literal(1)})}), {"winds.cpp", 31});

  BOOST_TEST(kernel_names(Body::call(lambda(), {}, {"src/winds.cpp", 31})) == place + " of winds.cpp:31");
  BOOST_TEST(place.starts_with("lambda "));
  BOOST_TEST(place.find_first_not_of("0123456789abcdef", 7) == std::string::npos, place);
  BOOST_TEST(lambda().name.ends_with("/" + place.substr(7)));
  BOOST_TEST(kernel_names(graph.body(0)) == place + ", " + place);
}

BOOST_AUTO_TEST_SUITE_END()
