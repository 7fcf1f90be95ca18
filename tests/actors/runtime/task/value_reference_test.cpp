// Inputs by reference: planning kernels, and what their graphs get.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "runtime/task/value_reference.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

/// Yields the sum of the references it gets, all of which must be integers.
Value plan_sum(const KernelCall& call) {
  Graph graph;
  std::vector<Node> parts;
  for (const Value& argument : call.arguments) {
    const auto* reference = argument.find<ValueReference>();
    if (reference == nullptr)
      throw ValueError("plan_sum: got " + to_string(argument));
    if (reference->kind() != ValueKind::integer)
      throw ValueError("plan_sum: got a reference to a " + std::string(to_string(reference->kind())));
    parts.push_back(literal(argument));
  }
  const TaskId total = graph.add("total", sum(std::move(parts)));
  return yield(std::move(graph), {total});
}

/// Says what it knows of its arguments.
Value describe(const KernelCall& call) {
  std::string text;
  for (const Value& argument : call.arguments)
    if (const auto* reference = argument.find<ValueReference>())
      text += std::string(to_string(reference->dtype())) + to_string(reference->shape());
    else
      text += '[' + std::to_string(argument.as_list().size()) + ']';
  return text;
}

/// Returns a list of its references, and a graph would be no different.
Value give_back(const KernelCall& call) {
  return Value::list({call.arguments.begin(), call.arguments.end()});
}

Node planning(const std::string& name, KernelFunction run, std::vector<Node> arguments) {
  return call_of(name, run, std::move(arguments), KernelKind::planning);
}

} // namespace

BOOST_AUTO_TEST_SUITE(value_reference_)

BOOST_AUTO_TEST_CASE(a_yielded_graph_gets_the_values_behind_references) {
  Graph graph;
  graph.add("x", literal(20));
  graph.add("y", sum({key("x"), literal(2)}));
  graph.add("planned", planning("test.plan_sum", plan_sum, {key("x"), key("y"), literal(100)}));
  for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads})
    BOOST_TEST(Session({.scheduler = scheduler, .threads = 2}).get(graph, "planned").as_integer() == 142);
}

BOOST_AUTO_TEST_CASE(shape_and_dtype_are_known) {
  Graph graph;
  graph.add("x", literal(Chunk::from<float>({1, 2}, {1, 2})));
  graph.add("described",
            planning("test.describe", describe, {key("x"), list({key("x"), key("x"), literal(1)})}));
  Session session({.threads = 1});

  BOOST_TEST(session.get(graph, "described").as_text() == "float32(1, 2)[3]");
}

BOOST_AUTO_TEST_CASE(what_is_no_chunk_has_no_shape) {
  const Value reference = refer_to(Value(3));

  BOOST_CHECK_THROW(reference.find<ValueReference>()->dtype(), DTypeError);
  BOOST_CHECK_THROW(reference.find<ValueReference>()->shape(), DTypeError);
}

BOOST_AUTO_TEST_CASE(references_do_not_escape) {
  Graph graph;
  graph.add("x", literal(3));
  graph.add("given", planning("test.give_back", give_back, {key("x"), list({key("x")})}));
  Session session({.threads = 1});

  BOOST_TEST(to_string(session.get(graph, "given")) == "[3, [3]]");
}

BOOST_AUTO_TEST_CASE(lists_become_lists_of_references_and_back) {
  const Value value = Value::list({1, Value::list({2, "three"}), Value::map({{"four", 4}})});

  const Value references = refer_to(value);

  BOOST_TEST((references.as_list()[1].as_list()[0].find<ValueReference>()->kind() == ValueKind::integer));
  BOOST_TEST((references.as_list()[2].find<ValueReference>()->kind() == ValueKind::map));
  BOOST_TEST((dereference(references) == value));
  BOOST_TEST((dereference(Value::map({{"r", references}})) == Value::map({{"r", value}})));
}

BOOST_AUTO_TEST_CASE(a_text_can_be_read) {
  const Value references = refer_to(Value::list({2, "three"}));

  BOOST_TEST(references.as_list()[1].as_text() == "three");
}

BOOST_AUTO_TEST_CASE(a_reference_to_a_reference_is_one) {
  const Value once = refer_to(Value(3));

  BOOST_TEST(referred(refer_to(once)).as_integer() == 3);
}

BOOST_AUTO_TEST_CASE(deep_nesting_needs_no_stack) {
  Value deep = 1;
  for (int i = 0; i < 200'000; ++i)
    deep = Value::list({deep});

  const Value back = dereference(refer_to(deep));

  BOOST_TEST(back.as_list().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
