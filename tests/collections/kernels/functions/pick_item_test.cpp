#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>

#include "expression/built_in_kernels.hpp"
#include "kernels/functions/pick_item.hpp"
#include "support/array_values.hpp"

using namespace troupe;

namespace {

Value pick(const Value& container, PickItemParameters wanted) {
  Graph graph;
  graph.add("item",
            call(built_in_kernel("pick_item").name, {literal(container)}, Parameters::of(std::move(wanted))));
  return synchronous_session().get(graph, "item");
}

} // namespace

BOOST_AUTO_TEST_SUITE(pick_item)

BOOST_AUTO_TEST_CASE(items_are_counted_from_both_ends) {
  const Value list = Value::list({1, "two", 3.5});

  BOOST_TEST((pick(list, {0}) == Value(1)));
  BOOST_TEST((pick(list, {-2}) == Value("two")));
}

BOOST_AUTO_TEST_CASE(elements_become_values_of_their_kind) {
  BOOST_TEST((pick(Chunk::from<std::uint8_t>({2}, {1, 200}), {1}) == Value(200)));
  BOOST_TEST((pick(Chunk::from<float>({1}, {0.5F}), {0}) == Value(0.5)));
  BOOST_TEST((pick(Chunk::from<bool>({2}, {false, true}), {1}) == Value(true)));
}

BOOST_AUTO_TEST_CASE(entries_are_found_by_name) {
  BOOST_TEST((pick(Value::map({{"a", 1}, {"b", 2}}), {0, "b", true}) == Value(2)));
}

BOOST_AUTO_TEST_SUITE_END()
