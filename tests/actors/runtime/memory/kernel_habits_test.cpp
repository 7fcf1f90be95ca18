#include <boost/test/unit_test.hpp>

#include "runtime/memory/kernel_habits.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

const Kernel& unmeasured_kernel() {
  return test_kernel("test.unmeasured", [](const KernelCall&) -> Value { return 0; });
}

} // namespace

BOOST_AUTO_TEST_SUITE(kernel_habits)

BOOST_AUTO_TEST_CASE(what_never_ran_is_guessed_by_its_largest_input) {
  Graph graph;
  const BodyId body = graph.add_body(Body::call(unmeasured_kernel()));
  KernelHabits habits;
  const Footprints footprints(graph, habits);

  BOOST_TEST(footprints.of(body, 5000).own_bytes == 5000U);
  BOOST_TEST(!footprints.is_sure(body));
}

BOOST_AUTO_TEST_CASE(the_most_that_a_kernel_took_is_expected_of_it_next_time) {
  Graph graph;
  const BodyId body = graph.add_body(Body::call(unmeasured_kernel()));
  KernelHabits habits;
  Footprints first(graph, habits);

  first.learn(body, {4096, 8192});
  first.learn(body, {2048, 2048});
  first.learn(body, {1024, 16384}); // each number is the most there was
  const Footprints second(graph, habits);

  BOOST_TEST(first.of(body, 1).own_bytes == 16384U);
  BOOST_TEST(second.of(body, 1).output_bytes == 4096U);
  BOOST_TEST(second.of(body, 1).own_bytes == 16384U);
}

BOOST_AUTO_TEST_CASE(what_a_body_says_goes_before_what_was_learned) {
  Graph graph;
  Body known = Body::call(unmeasured_kernel());
  known.output_bytes = 1 << 20;
  known.workspace_bytes = 1 << 10;
  const BodyId body = graph.add_body(known);
  KernelHabits habits;
  habits.learn(unmeasured_kernel(), {1, 1});
  Footprints footprints(graph, habits);

  footprints.learn(body, {std::size_t{1} << 30, std::size_t{1} << 30});

  BOOST_TEST(footprints.is_sure(body));
  BOOST_TEST(footprints.of(body, 0).output_bytes == std::size_t{1} << 20);
  BOOST_TEST(footprints.of(body, 0).own_bytes == (std::size_t{1} << 20) + (std::size_t{1} << 10));
}

BOOST_AUTO_TEST_CASE(a_constant_takes_nothing) {
  Graph graph;
  const BodyId body = graph.add_body(Body::constant(7));
  KernelHabits habits;

  BOOST_TEST(Footprints(graph, habits).of(body, 5000).own_bytes == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
