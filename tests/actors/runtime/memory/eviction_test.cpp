// Which values leave memory: those that are away longest for what it costs to have them back.

#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/ramp_kernels.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr int ramps = 4;

/// "read", one MiB from a file, and ramps of as much that would have to be written, "r0", "r1", …
void add_inputs(Graph& graph) {
  graph.add("read", call_of("test.read_ramp", make_ramp, {literal(ramps)}, KernelKind::io));
  add_ramps(graph, ramps);
}

/// Once all inputs are there 6 MiB are needed; then at once what was read, and much later the ramps. The result is "all".
void add_uses(Graph& graph) {
  std::vector<Node> sums{call_of("test.sum_of_chunk", sum_of_chunk, {key("read")})};
  for (int i = 0; i < ramps; ++i)
    sums.push_back(call_of("test.sum_of_chunk", sum_of_chunk, {key(name("r", i))}));
  graph.add("mean", call_of("test.mean_of_sums", mean_of_sums, sums));
  graph.add("wide", call_of("test.make_wide", make_wide, {key("mean")}));
  graph.add("soon", call_of("test.sum_of_chunk", sum_of_chunk, {key("read"), key("wide")}));
  std::string last = "soon";
  for (int i = 0; i < 100; ++i) {
    graph.add(name("meanwhile", i), call_of("test.mean_of_sums", mean_of_sums, {key(last)}));
    last = name("meanwhile", i);
  }
  std::vector<Node> late;
  for (int i = 0; i < ramps; ++i)
    late.push_back(call_of("test.sum_of_chunk", sum_of_chunk, {key(name("r", i)), key(last)}));
  graph.add("all", call_of("test.mean_of_sums", mean_of_sums, late));
}

/// The mean of ramps from 0, 1, 2 and 3 on, which end 131,071 later.
constexpr double mean_of_all = 1.5 + 0.5 * 131'071;

/// What was read stays, and so many ramps leave as are in the way.
void expect_ramps_to_leave(const Graph& graph) {
  const TemporaryDirectory directory;
  Session session({.scheduler = Scheduler::synchronous, .memory_limit = "8MiB", .store = directory.path()});
  Graph lesson; // how much a wide chunk takes
  lesson.add("wide", call_of("test.make_wide", make_wide, {literal(0.5)}));
  session.get(lesson, "wide");

  BOOST_TEST(session.get(graph, "all").as_real() == mean_of_all);
  const MemoryReport memory = session.report().memory;
  BOOST_TEST(memory.reread_bytes == 0U);
  BOOST_TEST(memory.spilled_bytes >= std::uint64_t{3} << 20);
  BOOST_TEST(memory.spilled_bytes <= std::uint64_t{4} << 20);
  BOOST_TEST(memory.reloaded_bytes == memory.spilled_bytes);
}

} // namespace

BOOST_AUTO_TEST_SUITE(eviction)

BOOST_AUTO_TEST_CASE(what_is_read_and_needed_soon_stays_before_what_is_needed_late) {
  Graph graph;
  add_inputs(graph);
  add_uses(graph);

  expect_ramps_to_leave(graph);
}

BOOST_AUTO_TEST_CASE(what_a_plan_has_by_reference_is_needed_when_its_graph_says_so) {
  const auto plan = [](const KernelCall& call) -> Value {
    Graph graph;
    graph.add("read", literal(call.arguments.back()));
    for (int i = 0; i < ramps; ++i)
      graph.add(name("r", i), literal(call.arguments[static_cast<std::size_t>(i)]));
    add_uses(graph);
    const TaskId all = graph.get("all");
    return yield(std::move(graph), {all});
  };
  Graph graph;
  add_inputs(graph);
  graph.add("all", call_of("test.plan_uses", plan, {key("r0"), key("r1"), key("r2"), key("r3"), key("read")},
                           KernelKind::planning));

  expect_ramps_to_leave(graph);
}

BOOST_AUTO_TEST_SUITE_END()
