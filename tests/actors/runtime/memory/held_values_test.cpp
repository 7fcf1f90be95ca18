// Values that somebody holds, by a reference or the value itself, while memory is limited.

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/error_message.hpp"
#include "support/ramp_kernels.hpp"
#include "support/small_session.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr int ramps = 4;
constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

Node sum_of(Node chunk) { return call_of("test.sum_of_chunk", sum_of_chunk, {std::move(chunk)}); }

/// Of the ramp from `first` on.
double sum_of_ramp(int first) {
  return (first + 0.5 * static_cast<double>(mebibyte_of_doubles - 1))
         * static_cast<double>(mebibyte_of_doubles);
}

/// Ramps that were used where they were made, too.
std::vector<Value> hold_ramps(Session& session) {
  Graph graph;
  std::vector<TaskId> wanted = add_ramps(graph, ramps);
  for (int i = 0; i < ramps; ++i)
    graph.add(name("sum", i), sum_of(key(name("r", i))));
  for (int i = 0; i < ramps; ++i)
    wanted.push_back(graph.get(name("sum", i)));
  std::vector<Value> held = session.hold(graph, wanted);
  held.resize(ramps);
  return held;
}

/// Adds the first `count` of them as constants, "r0", "r1", …
std::vector<TaskId> add_held(Graph& graph, const std::vector<Value>& held, int count = ramps) {
  std::vector<TaskId> tasks;
  for (int i = 0; i < count; ++i)
    tasks.push_back(graph.add(name("r", i), literal(held[static_cast<std::size_t>(i)])));
  return tasks;
}

/// Needs 6 MiB between two uses of what is read.
void need_much(Session& session) {
  Graph graph;
  graph.add("read", call_of("test.read_ramp", make_ramp, {literal(0)}, KernelKind::io));
  graph.add("mean", sum_of(key("read")));
  graph.add("wide", call_of("test.make_wide", make_wide, {key("mean")}));
  graph.add("soon", call_of("test.sum_of_chunk", sum_of_chunk, {key("read"), key("wide")}));
  BOOST_TEST(session.get(graph, "soon").as_real() == sum_of_ramp(0));
}

void expect_held_to_leave_first(Session& session) {
  need_much(session);
  const MemoryReport memory = session.report().memory;
  BOOST_TEST(memory.reread_bytes == 0U);
  BOOST_TEST(memory.spilled_bytes >= 3 * mebibyte);
  BOOST_TEST(memory.spilled_bytes <= 4 * mebibyte);
  BOOST_TEST(memory.reloaded_bytes == 0U);
  BOOST_TEST(memory.peak_bytes <= 8 * mebibyte);
}

void expect_sums(Session& session, const std::vector<Value>& held) {
  for (int i = 0; i < ramps; ++i) {
    Graph graph;
    graph.add("ramp", literal(held[static_cast<std::size_t>(i)]));
    graph.add("sum", sum_of(key("ramp")));
    BOOST_TEST(session.get(graph, "sum").as_real() == sum_of_ramp(i));
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(held_values)

BOOST_AUTO_TEST_CASE(what_is_only_held_leaves_first) {
  SmallSession small;
  const std::vector<Value> held = hold_ramps(small.session);

  expect_held_to_leave_first(small.session);
  expect_sums(small.session, held);
}

BOOST_AUTO_TEST_CASE(what_a_failed_compute_was_to_use_leaves_first_too) {
  SmallSession small;
  const std::vector<Value> held = hold_ramps(small.session);
  Graph graph;
  add_held(graph, held);
  std::vector<Node> all;
  for (int i = 0; i < ramps; ++i)
    all.push_back(key(name("r", i)));
  graph.add("fails", failing(all));
  std::vector<TaskId> wanted;
  for (int i = 0; i < ramps; ++i)
    wanted.push_back(graph.add(
        name("never", i), call_of("test.sum_of_chunk", sum_of_chunk, {key(name("r", i)), key("fails")})));
  BOOST_CHECK_THROW(small.session.compute(graph, wanted), TaskError);

  expect_held_to_leave_first(small.session);
  expect_sums(small.session, held);
}

BOOST_AUTO_TEST_CASE(what_was_handed_out_leaves_when_nobody_uses_it_any_more) {
  SmallSession small;
  const std::vector<Value> held = hold_ramps(small.session);
  Graph graph;
  const std::vector<TaskId> wanted = add_held(graph, held);
  {
    const std::vector<Value> taken = small.session.compute(graph, wanted);
    BOOST_TEST(taken[3].as_chunk().at<double>({0}) == 3);
  }
  small.session.compute_each(graph, wanted, [](std::size_t, Value) {});

  expect_held_to_leave_first(small.session);
  expect_sums(small.session, held);
}

BOOST_AUTO_TEST_CASE(what_is_used_outside_does_not_leave) {
  SmallSession small;
  const std::vector<Value> held = hold_ramps(small.session);
  Graph graph;
  const std::vector<Value> taken = small.session.compute(graph, add_held(graph, held, 2));

  need_much(small.session);

  BOOST_TEST(small.session.report().memory.spilled_bytes <= 2 * mebibyte);
  BOOST_TEST(taken[1].as_chunk().at<double>({1}) == 2);
  expect_sums(small.session, held);
}

BOOST_AUTO_TEST_CASE(constants_within_calls_count_as_inputs) {
  SmallSession small;
  const std::vector<Value> held = hold_ramps(small.session);
  need_much(small.session); // and so they are out
  Graph graph;
  graph.add("wide", call_of("test.make_wide", make_wide, {literal(0.5)}));
  std::vector<TaskId> sums;
  for (int i = 0; i < ramps; ++i)
    sums.push_back(
        graph.add(name("s", i), call_of("test.sum_of_chunk", sum_of_chunk,
                                        {literal(held[static_cast<std::size_t>(i)]), key("wide")})));

  const std::vector<Value> values = small.session.compute(graph, sums);

  for (int i = 0; i < ramps; ++i)
    BOOST_TEST(values[static_cast<std::size_t>(i)].as_real() == sum_of_ramp(i));
  BOOST_TEST(small.session.report().memory.peak_bytes <= 8 * mebibyte);
}

BOOST_AUTO_TEST_CASE(constants_of_a_plan_stay_where_they_are) {
  const auto count = [](const KernelCall& call) -> Value {
    std::int64_t elements = 0;
    for (const Value& item : call.arguments.front().as_list())
      elements += item.find<ValueReference>()->shape()[0];
    return elements;
  };
  SmallSession small;
  std::vector<Value> held = hold_ramps(small.session);
  for (int i = 0; i < 2; ++i)
    for (const Value& more : hold_ramps(small.session))
      held.push_back(more);
  Graph graph;
  graph.add("count",
            call_of("test.count_elements", count, {literal(Value::list(held))}, KernelKind::planning));

  BOOST_TEST(small.session.get(graph, "count").as_integer() == 12 * mebibyte_of_doubles);
  BOOST_TEST(small.session.report().memory.reloaded_bytes == 0U);
}

BOOST_AUTO_TEST_CASE(a_plan_does_not_take_its_callers_reference) {
  const auto plan = [](const KernelCall& call) -> Value {
    Graph graph;
    graph.add("r", literal(call.arguments.front()));
    const TaskId sum = graph.add("sum", sum_of(key("r")));
    return yield(std::move(graph), {sum});
  };
  SmallSession small;
  const std::vector<Value> held = hold_ramps(small.session);

  for (int round = 0; round < 2; ++round) {
    Graph graph;
    graph.add("sum", call_of("test.plan_sum_of_one", plan, {literal(held[2])}, KernelKind::planning));
    BOOST_TEST(small.session.get(graph, "sum").as_real() == sum_of_ramp(2));
  }
  expect_sums(small.session, held);
}

BOOST_AUTO_TEST_CASE(a_list_of_results_of_which_one_cannot_be_read_again_fails) {
  static std::atomic<int> reads;
  reads = 0;
  const auto read_once = [](const KernelCall& call) -> Value {
    if (++reads > 1)
      throw std::runtime_error("the file is gone");
    return make_ramp(call);
  };
  const auto yield_list = [](const KernelCall&) -> Value {
    Graph graph;
    const TaskId once = graph.add("once", call("test.read_once", {literal(0)}));
    add_ramps(graph, ramps);
    std::vector<Node> sums;
    for (int i = 0; i < ramps; ++i)
      sums.push_back(sum_of(key(name("r", i))));
    graph.add("mean", call_of("test.mean_of_sums", mean_of_sums, sums));
    graph.add("wide", call_of("test.make_wide", make_wide, {key("mean")}));
    std::vector<Node> late{sum_of(key("wide"))};
    for (int i = 0; i < ramps; ++i)
      late.push_back(key(name("late", i)));
    for (int i = 0; i < ramps; ++i)
      graph.add(name("late", i),
                call_of("test.sum_of_chunk", sum_of_chunk, {key(name("r", i)), key("mean")}));
    const TaskId all = graph.add("all", call_of("test.mean_of_sums", mean_of_sums, late));
    return yield(std::move(graph), {once, all});
  };
  test_kernel("test.read_once", read_once, KernelKind::io);
  SmallSession small;
  Graph graph;
  graph.add("list", call_of("test.yield_list", yield_list, {}, KernelKind::planning));

  const std::string message = message_of<TaskError>([&] { small.session.get(graph, "list"); });

  BOOST_TEST(message.find("cannot be read back") != std::string::npos, message);
  BOOST_TEST(message.find("the file is gone") != std::string::npos, message);
  need_much(small.session);
}

BOOST_AUTO_TEST_SUITE_END()
