#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>

#include "support/arithmetic.hpp"
#include "support/error_message.hpp"
#include "support/graph_text.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

BodyId add_seven(Graph& graph) {
  register_arithmetic();
  return graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.seven")));
}

} // namespace

BOOST_AUTO_TEST_SUITE(graph_)

BOOST_AUTO_TEST_CASE(tasks_may_come_in_any_order) {
  Graph graph;
  graph.add("z", add(key("x"), key("y")));
  graph.add("y", inc(key("x")));
  const bool defined_before = graph.is_defined(graph.get("x"));
  graph.add("x", literal(1));

  BOOST_TEST(!defined_before);
  BOOST_TEST(text_of(graph) == (GraphText{{"x", "1"}, {"y", "inc(x)"}, {"z", "add(x, y)"}}));
}

BOOST_AUTO_TEST_CASE(a_key_is_any_text) {
  Graph graph;
  for (const char* text : {"", " ", "a key with blanks", "ключ", "a//b", "/", "x/", "/1", "x/01", "x/-1"})
    graph.add(text, literal(text));

  for (const char* text : {"", " ", "a key with blanks", "ключ", "a//b", "/", "x/", "/1", "x/01", "x/-1"})
    BOOST_TEST(graph.key(graph.get(text)) == text);
  BOOST_TEST(graph.size() == 10U);
}

BOOST_AUTO_TEST_CASE(a_taken_key_is_an_error_and_changes_nothing) {
  Graph graph;
  graph.add("x", literal(1));

  BOOST_CHECK_EXCEPTION(graph.add("x", inc(key("y"))), KeyError,
                        says<KeyError>("graph: the key \"x\" is taken"));
  BOOST_TEST(text_of(graph) == (GraphText{{"x", "1"}}));
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_found_nowhere) {
  Graph graph;
  graph.add("x", literal(1));

  BOOST_TEST(!graph.find("y").has_value());
  BOOST_CHECK_EXCEPTION(graph.get("y"), KeyError, says<KeyError>("graph: there is no key \"y\""));
}

BOOST_AUTO_TEST_CASE(the_key_of_a_block_is_its_name_and_place) {
  Graph graph;
  const BodyId body = add_seven(graph);
  const NameId grid = graph.add_name("x-1a", {2, 3});
  const NameId single = graph.add_name("total");
  const TaskId last = graph.add(grid, 5, body, {});
  const TaskId total = graph.add(single, 0, graph.add_body(Body::alias()), {&last, 1});

  BOOST_TEST(graph.key(last) == "x-1a/1/2");
  BOOST_TEST(graph.key(total) == "total");
  BOOST_TEST(graph.get("x-1a/1/2") == last);
  BOOST_TEST(graph.get("total") == total);
  BOOST_TEST(!graph.find("x-1a/1/3").has_value());
  BOOST_TEST(!graph.find("x-1a/0/0").has_value());
  BOOST_TEST(!graph.find("x-1a").has_value());
}

BOOST_AUTO_TEST_CASE(a_block_is_added_once_and_lies_in_the_grid) {
  Graph graph;
  const BodyId body = add_seven(graph);
  const NameId name = graph.add_name("x", {2});
  graph.add(name, 1, body, {});

  BOOST_CHECK_EXCEPTION(graph.add(name, 1, body, {}), KeyError,
                        says<KeyError>("graph: the key \"x/1\" is taken"));
  BOOST_CHECK_EXCEPTION(graph.add(name, 2, body, {}), IndexError,
                        says<IndexError>("graph: \"x\" has no block 2"));
}

BOOST_AUTO_TEST_CASE(keys_by_hand_take_bodies_that_graphs_share) {
  const auto body = std::make_shared<const Body>(Body::constant(7));
  Graph one, other;

  const TaskId task = one.add("seven", one.add_body(body), {});
  other.add("seven", other.add_body(body), {});

  BOOST_TEST(one.key(task) == "seven");
  BOOST_TEST(&one.body(task) == body.get());
  BOOST_TEST(&other.body(other.get("seven")) == body.get());
  BOOST_CHECK_EXCEPTION(one.add("seven", one.body_id(task), {}), KeyError,
                        says<KeyError>("graph: the key \"seven\" is taken"));
}

BOOST_AUTO_TEST_CASE(a_hand_made_key_that_reads_as_a_block_is_that_block) {
  Graph graph;
  const BodyId body = add_seven(graph);
  const TaskId early = graph.add("x/1", literal(1));
  const NameId name = graph.add_name("x", {4});
  const TaskId late = graph.add("x/2", literal(2));
  graph.add(name, 0, body, {});

  BOOST_CHECK_THROW(graph.add(name, 1, body, {}), KeyError);
  BOOST_CHECK_THROW(graph.add(name, 2, body, {}), KeyError);
  BOOST_CHECK_THROW(graph.add("x/0", literal(0)), KeyError);
  BOOST_TEST(graph.get("x/1") == early);
  BOOST_TEST(graph.get("x/2") == late);
  BOOST_TEST(graph.key(early) == "x/1");
}

BOOST_AUTO_TEST_CASE(a_block_that_was_referred_to_by_hand_is_defined_in_bulk) {
  Graph graph;
  graph.add("sum", add(key("x/0"), key("x/1")));
  const NameId name = graph.add_name("x", {2});
  const BodyId body = add_seven(graph);
  graph.add(name, 0, body, {});
  graph.add(name, 1, body, {});

  BOOST_TEST(graph.size() == 3U);
  BOOST_TEST(text_of(graph) == (GraphText{{"sum", "add(x/0, x/1)"}, {"x/0", "seven()"}, {"x/1", "seven()"}}));
}

BOOST_AUTO_TEST_CASE(a_name_is_declared_once) {
  Graph graph;
  graph.add_name("x", {2});

  BOOST_CHECK_EXCEPTION(graph.add_name("x", {3}), KeyError, says<KeyError>("graph: the name \"x\" is taken"));
}

BOOST_AUTO_TEST_CASE(names_whose_keys_would_coincide_are_refused) {
  Graph graph;
  graph.add_name("a", {3, 5});
  graph.add_name("b/1", {5});
  graph.add_name("c", {2});

  BOOST_CHECK_EXCEPTION(
      graph.add_name("a/1", {5}), KeyError,
      says<KeyError>("graph: the name \"a/1\" would have keys in common with the name \"a\""));
  BOOST_CHECK_THROW(graph.add_name("b", {2, 2}), KeyError);
  BOOST_CHECK_THROW(graph.add_name("c/0"), KeyError);
  BOOST_CHECK_NO_THROW(graph.add_name("a/3", {5}));
  BOOST_CHECK_NO_THROW(graph.add_name("a/1/1", {5}));
  BOOST_CHECK_NO_THROW(graph.add_name("c/2"));
  BOOST_CHECK_NO_THROW(graph.add_name("b", {1, 2}));
}

BOOST_AUTO_TEST_CASE(blocks_are_found_whatever_the_order_they_came_in) {
  Graph graph;
  const BodyId body = add_seven(graph);
  const NameId even = graph.add_name("even", {1000});
  const NameId odd = graph.add_name("odd", {1000});
  const NameId sparse = graph.add_name("sparse", {4'000'000'000});
  std::vector<TaskId> tasks;
  for (std::uint32_t block = 0; block < 1000; ++block) {
    tasks.push_back(graph.add(even, block, body, {}));
    tasks.push_back(graph.add(odd, 999 - block, body, {}));
    tasks.push_back(graph.add(sparse, block * 3'999'999, body, {}));
  }

  for (const TaskId task : tasks)
    BOOST_TEST(graph.get(graph.key(task)) == task);
  BOOST_TEST(graph.key(tasks[5]) == "sparse/3999999");
  BOOST_TEST(!graph.find("sparse/1").has_value());
}

BOOST_AUTO_TEST_CASE(a_grid_of_more_blocks_than_there_are_numbers_is_refused) {
  Graph graph;

  BOOST_CHECK_THROW(graph.add_name("x", {1 << 20, 1 << 20}), ValueError);
  BOOST_CHECK_THROW(graph.add_name("y", {-1}), ShapeError);
}

BOOST_AUTO_TEST_CASE(a_copy_is_independent_and_shares_bodies) {
  Graph graph;
  graph.add("x", literal(1));
  Graph copy = graph;
  copy.add("y", inc(key("x")));
  graph = copy;
  copy.add("z", inc(key("y")));

  BOOST_TEST(graph.size() == 2U);
  BOOST_TEST(copy.size() == 3U);
  BOOST_TEST(&graph.body(0) == &copy.body(0));
}

BOOST_AUTO_TEST_CASE(simple_calls_made_by_hand_on_one_line_share_a_body) {
  Graph graph;
  const SourceLine line = SourceLine::current();
  graph.add("x", literal(1), line);
  graph.add("y", inc(key("x")), line);
  graph.add("z", inc(key("y")), line);
  graph.add("a", key("x"), line);
  graph.add("b", key("y"), line);

  BOOST_TEST(graph.body_id(graph.get("y")) == graph.body_id(graph.get("z")));
  BOOST_TEST(graph.body_id(graph.get("a")) == graph.body_id(graph.get("b")));
  BOOST_TEST(graph.body_count() == 3U);
}

BOOST_AUTO_TEST_CASE(calls_made_in_bulk_have_the_arguments_their_kernel_takes) {
  Graph graph;
  const BodyId body = add_seven(graph);
  const NameId name = graph.add_name("x", {2});
  const TaskId seven = graph.add(name, 0, body, {});

  BOOST_CHECK_EXCEPTION(graph.add(name, 1, body, {&seven, 1}), ValueError, [](const ValueError& error) {
    return error.what() == std::string("the kernel \"arithmetic.seven\" takes 0 arguments and got 1");
  });
}

BOOST_AUTO_TEST_CASE(bodies_that_cannot_be_run_are_refused) {
  register_arithmetic();
  const auto refused = [](Body body) {
    return message_of<ValueError>([&] { Graph().add_body(std::move(body)); });
  };
  Body empty;
  empty.plain = true;
  Body list;
  list.plain = true;
  list.steps.emplace_back().kind = Step::Kind::list;
  Body with_operands = Body::call(KernelRegistry::instance().get("arithmetic.inc"));
  with_operands.steps[0].operands.push_back({});
  Body without_kernel;
  without_kernel.steps.push_back({});
  Body plain_without_kernel = without_kernel;
  plain_without_kernel.plain = true;

  for (const Body& body : {empty, list, with_operands})
    BOOST_TEST(refused(body) == "graph: a plain body that is not one call of all inputs");
  for (const Body& body : {without_kernel, plain_without_kernel})
    BOOST_TEST(refused(body) == "graph: a body that calls no kernel in one of its calls");
}

// DESIGN.md: about 20 bytes a task and 4 an input; the bar is 200.
BOOST_AUTO_TEST_CASE(a_million_tasks_take_at_most_forty_bytes_each) {
  constexpr std::uint32_t count = 1'000'000;
  Graph graph;
  const BodyId body = add_seven(graph);
  const NameId name = graph.add_name("x", {count});
  TaskId last = graph.add(name, 0, body, {});
  const BodyId alias = graph.add_body(Body::alias());
  for (std::uint32_t block = 1; block < count; ++block)
    last = graph.add(name, block, alias, {&last, 1});

  BOOST_TEST(graph.size_bytes() <= 40U * count);
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_hand_made_tasks_take_at_most_two_hundred_bytes_each) {
  constexpr int count = 100'000;
  Graph graph;
  graph.add("task number 0", literal(1));
  for (int i = 1; i < count; ++i)
    graph.add("task number " + std::to_string(i), inc(key("task number " + std::to_string(i - 1))));

  BOOST_TEST(graph.size_bytes() <= 200U * count);
}

BOOST_AUTO_TEST_CASE(annotations_belong_to_the_task_they_were_given_with) {
  Graph graph;
  for (int retries = 0; retries < 3; ++retries) // one line, one kernel: all that tells the bodies apart
    graph.add("task " + std::to_string(retries), seven(), {.retries = retries, .priority = -retries});

  for (TaskId task = 0; task < 3; ++task) {
    BOOST_TEST(graph.body(task).retries == task);
    BOOST_TEST(graph.body(task).priority == -static_cast<std::int32_t>(task));
  }
}

BOOST_AUTO_TEST_CASE(retries_that_cannot_be_counted_are_refused_with_the_key) {
  Graph graph;

  for (const int retries : {-1, 65'536})
    BOOST_CHECK_EXCEPTION(
        graph.add("x", seven(), {.retries = retries}), ValueError, [&](const ValueError& error) {
          BOOST_TEST(error.what()
                     == "task \"x\": retries: " + std::to_string(retries) + " is outside 0 … 65535");
          return true;
        });
  BOOST_TEST(graph.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
