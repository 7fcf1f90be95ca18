// Sessions with a memory limit: the same values as without one, and never more memory.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/block_pool.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/error_message.hpp"
#include "support/ramp_kernels.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr std::uint64_t limit = std::uint64_t{8} << 20;

/// A list of a ramp and its number.
Value make_numbered_ramp(const KernelCall& call) {
  return Value::list({make_ramp(call), call.arguments.front()});
}

/// Of a numbered ramp; the other argument only has to be there.
Value sum_of_numbered(const KernelCall& call) {
  const auto values = call.arguments.front().as_list()[0].as_chunk().values<double>();
  return std::accumulate(values.begin(), values.end(), 0.0);
}

Value subtract(const KernelCall& call) {
  const Chunk& chunk = call.arguments[0].as_chunk();
  const double mean = call.arguments[1].as_real();
  return Chunk::generate<double>(chunk.shape(), [&](std::span<double> out) {
    std::ranges::transform(chunk.values<double>(), out.begin(), [&](double value) { return value - mean; });
  });
}

/// The sums of r - mean(r), block by block, where r is `count` MiB: every block is needed again when all were made.
Graph centred(int count, KernelKind kind = KernelKind::compute) {
  Graph graph;
  std::vector<Node> sums;
  const std::string make = kind == KernelKind::io ? "test.read_ramp" : "test.make_ramp";
  for (int i = 0; i < count; ++i) {
    graph.add(name("r", i), call_of(make, make_ramp, {literal(i)}, kind));
    graph.add(name("sum", i), call_of("test.sum_of_chunk", sum_of_chunk, {key(name("r", i))}));
    sums.push_back(key(name("sum", i)));
  }
  graph.add("mean", call_of("test.mean_of_sums", mean_of_sums, sums));
  for (int i = 0; i < count; ++i) {
    graph.add(name("centred", i), call_of("test.subtract", subtract, {key(name("r", i)), key("mean")}));
    graph.add(name("result", i), call_of("test.sum_of_chunk", sum_of_chunk, {key(name("centred", i))}));
  }
  return graph;
}

std::vector<TaskId> results_of(const Graph& graph, int count) {
  std::vector<TaskId> wanted;
  for (int i = 0; i < count; ++i)
    wanted.push_back(graph.get(name("result", i)));
  return wanted;
}

/// The options of every scheduler, with a limit of 8 MiB.
std::vector<SessionOptions> limited(const TemporaryDirectory& directory) {
  std::vector<SessionOptions> all{
      {.scheduler = Scheduler::synchronous}, {.threads = 1}, {.threads = 2}, {.threads = 4}};
  for (SessionOptions& options : all) {
    options.memory_limit = limit;
    options.store = directory.path();
  }
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(session_memory)

BOOST_AUTO_TEST_CASE(values_that_do_not_fit_leave_and_come_back) {
  const TemporaryDirectory directory;
  const Graph graph = centred(64);
  const std::vector<TaskId> wanted = results_of(graph, 64);
  const std::vector<Value> expected = Session({.threads = 2}).compute(graph, wanted);

  for (const SessionOptions& options : limited(directory)) {
    Session session(options);
    const std::vector<Value> values = session.compute(graph, wanted);
    const MemoryReport memory = session.report().memory;

    BOOST_TEST((values == expected));
    BOOST_TEST(memory.peak_bytes <= limit);
    BOOST_TEST(memory.spilled_bytes >= std::uint64_t{56} << 20);
    BOOST_TEST(memory.spilled_bytes <= std::uint64_t{64} << 20);
    // What comes back has left before: written, or let go of once more while the store had it still.
    BOOST_TEST(memory.reloaded_bytes <= memory.spilled_bytes + memory.dropped_bytes);
    BOOST_TEST(memory.reloaded_bytes >= std::uint64_t{48} << 20);
    BOOST_TEST(memory.delayed_starts > 0U);
  }
  BOOST_TEST(std::filesystem::is_empty(directory.path()));
}

BOOST_AUTO_TEST_CASE(what_a_file_has_is_dropped_and_read_again) {
  const TemporaryDirectory directory;
  const Graph graph = centred(32, KernelKind::io);
  const std::vector<TaskId> wanted = results_of(graph, 32);
  const std::vector<Value> expected = Session({.threads = 2}).compute(graph, wanted);

  for (const SessionOptions& options : limited(directory)) {
    Session session(options);
    const std::vector<Value> values = session.compute(graph, wanted);
    const MemoryReport memory = session.report().memory;

    BOOST_TEST((values == expected));
    BOOST_TEST(memory.peak_bytes <= limit);
    BOOST_TEST(memory.spilled_bytes
               <= std::uint64_t{4} << 20); // what is made of a block may have to wait for its consumer
    BOOST_TEST(memory.reread_bytes >= std::uint64_t{20} << 20);
    BOOST_TEST(memory.reread_bytes <= memory.dropped_bytes);
  }
}

BOOST_AUTO_TEST_CASE(without_need_nothing_moves) {
  const Graph graph = centred(8);

  Session session({.threads = 2, .memory_limit = "1GiB"});
  session.compute(graph, results_of(graph, 8));
  const MemoryReport memory = session.report().memory;

  BOOST_TEST(memory.spilled_bytes + memory.dropped_bytes == 0U);
  BOOST_TEST(memory.delayed_starts == 0U);
  BOOST_TEST(memory.peak_value_bytes >= std::uint64_t{8} << 20);
}

BOOST_AUTO_TEST_CASE(a_kernel_that_computes_makes_progress_at_the_limit) {
  const TemporaryDirectory directory;
  const auto inner = [](const KernelCall& call) -> Value {
    const Graph graph = centred(16);
    double sum = 0;
    for (const Value& value : call.context.session().compute(graph, results_of(graph, 16)))
      sum += value.as_real();
    return sum + call.arguments.front().as_chunk().values<double>().front();
  };
  Graph graph;
  std::vector<Node> sums;
  for (int i = 0; i < 8; ++i) {
    graph.add(name("r", i), call_of("test.make_ramp", make_ramp, {literal(i)}));
    graph.add(name("nested", i), call_of("test.nested_centred", inner, {key(name("r", i))}));
    sums.push_back(key(name("nested", i)));
  }
  graph.add("all", list(sums));
  const Value expected = Session({.threads = 2}).get(graph, "all");

  for (const SessionOptions& options : limited(directory)) {
    Session session(options);

    BOOST_TEST((session.get(graph, "all") == expected));
  }
}

BOOST_AUTO_TEST_CASE(inputs_of_a_planning_kernel_may_leave_until_its_graph_needs_them) {
  const TemporaryDirectory directory;
  const auto plan = [](const KernelCall& call) -> Value {
    Graph graph;
    std::vector<Node> sums;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      graph.add(name("in", static_cast<int>(i)), literal(call.arguments[i]));
      graph.add(name("s", static_cast<int>(i)),
                call_of("test.sum_of_chunk", sum_of_chunk, {key(name("in", static_cast<int>(i)))}));
      sums.push_back(key(name("s", static_cast<int>(i))));
    }
    graph.add("mean", call_of("test.mean_of_sums", mean_of_sums, sums));
    const TaskId mean = graph.get("mean");
    return yield(std::move(graph), {mean});
  };
  Graph graph;
  std::vector<Node> inputs;
  for (int i = 0; i < 24; ++i) {
    graph.add(name("r", i), call_of("test.make_ramp", make_ramp, {literal(i)}));
    inputs.push_back(key(name("r", i)));
  }
  graph.add("mean", call_of("test.plan_mean", plan, inputs, KernelKind::planning));
  const Value expected = Session({.threads = 2}).get(graph, "mean");

  for (const SessionOptions& options : limited(directory)) {
    Session session(options);

    BOOST_TEST((session.get(graph, "mean") == expected));
    BOOST_TEST(session.report().memory.peak_bytes <= limit);
    BOOST_TEST(session.report().memory.spilled_bytes > 0U);
  }
}

BOOST_AUTO_TEST_CASE(what_a_yielded_graph_refers_to_goes_with_its_last_use) {
  const TemporaryDirectory directory;
  const auto plan = [](const KernelCall& call) -> Value {
    Graph graph;
    std::vector<Node> sums;
    for (int i = 0; i < 4; ++i) {
      graph.add(name("in", i), literal(call.arguments[static_cast<std::size_t>(i)]));
      graph.add(name("s", i), call_of("test.sum_of_chunk", sum_of_chunk, {key(name("in", i))}));
      sums.push_back(key(name("s", i)));
    }
    graph.add("mean", call_of("test.mean_of_sums", mean_of_sums, sums));
    graph.add("wide", call_of("test.make_wide", make_wide, {key("mean")}));
    graph.add("total", call_of("test.sum_of_chunk", sum_of_chunk, {key("wide")}));
    const TaskId total = graph.get("total");
    return yield(std::move(graph), {total});
  };
  Graph graph;
  add_ramps(graph, 4);
  graph.add("total", call_of("test.plan_total", plan, {key("r0"), key("r1"), key("r2"), key("r3")},
                             KernelKind::planning));
  Session session({.scheduler = Scheduler::synchronous, .memory_limit = limit, .store = directory.path()});

  // The mean of four ramps from 0, 1, 2 and 3 on to 131,071 more, 786,432 times.
  BOOST_TEST(session.get(graph, "total").as_real() == 65'537.0 * 786'432.0);
  // 4 MiB that nobody needs any more make room for 6: nothing has to be written.
  BOOST_TEST(session.report().memory.spilled_bytes == 0U);
}

BOOST_AUTO_TEST_CASE(held_values_leave_when_others_need_the_memory) {
  const TemporaryDirectory directory;
  Graph graph;
  const std::vector<TaskId> wanted = add_ramps(graph, 16);

  for (const SessionOptions& options : limited(directory)) {
    Session session(options);
    const std::vector<Value> held = session.hold(graph, wanted);
    const Graph other = centred(16);
    session.compute(other, results_of(other, 16));
    Graph later;
    std::vector<TaskId> sums;
    for (int i = 0; i < 16; ++i)
      sums.push_back(later.add(name("s", i), call_of("test.sum_of_chunk", sum_of_chunk,
                                                     {literal(held[static_cast<std::size_t>(i)])})));
    const std::vector<Value> values = session.compute(later, sums);

    for (int i = 0; i < 16; ++i)
      BOOST_TEST(values[static_cast<std::size_t>(i)].as_real()
                 == (i + 0.5 * static_cast<double>(mebibyte_of_doubles - 1))
                        * static_cast<double>(mebibyte_of_doubles));
  }
  BOOST_TEST(std::filesystem::is_empty(directory.path()));
}

BOOST_AUTO_TEST_CASE(held_values_are_literals_without_a_limit_too) {
  Graph graph;
  const std::vector<TaskId> wanted{graph.add("r", call_of("test.make_ramp", make_ramp, {literal(3)}))};
  Session session({.threads = 2});

  const std::vector<Value> held = session.hold(graph, wanted);
  Graph later;
  later.add("sum", call_of("test.sum_of_chunk", sum_of_chunk, {literal(held[0])}));

  BOOST_TEST(session.get(later, "sum").as_real() == (3 + 0.5 * 131'071) * 131'072);
}

BOOST_AUTO_TEST_CASE(a_task_that_can_never_fit_fails_and_says_what_it_needs) {
  const TemporaryDirectory directory;
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < 12; ++i) {
    graph.add(name("r", i), call_of("test.make_ramp", make_ramp, {literal(i)}));
    all.push_back(key(name("r", i)));
  }
  graph.add("all", call_of(
                       "test.count_arguments",
                       [](const KernelCall& call) -> Value {
                         return static_cast<std::int64_t>(call.arguments.size());
                       },
                       all));

  for (const SessionOptions& options : limited(directory)) {
    Session session(options);
    const std::string message = message_of<TaskError>([&] { session.get(graph, "all"); });

    BOOST_TEST(message.find("task \"all\" failed: needs 1") != std::string::npos, message);
    BOOST_TEST(message.find("of inputs") != std::string::npos, message);
    BOOST_TEST(message.find("memory limit of 8.0 MiB") != std::string::npos, message);
    BOOST_TEST(session.get(centred(16), "result3").as_real() != 0);
  }
}

BOOST_AUTO_TEST_CASE(a_task_known_to_be_too_large_is_refused_before_anything_runs) {
  static std::atomic<int> runs;
  Body body = Body::call(test_kernel("test.huge", [](const KernelCall&) -> Value {
    ++runs;
    return 0;
  }));
  body.output_bytes = std::int64_t{9} << 20;
  Graph graph;
  const TaskId task = graph.add(graph.add_name("huge"), 0, graph.add_body(body), {});
  Session session({.threads = 2, .memory_limit = limit});

  try {
    session.compute(graph, std::vector{task});
    BOOST_ERROR("nothing was thrown");
  } catch (const TaskTooLarge& error) {
    BOOST_TEST(error.key() == "huge");
    BOOST_TEST(error.needed_bytes() == std::uint64_t{9} << 20);
    BOOST_TEST(error.limit_bytes() == limit);
  }
  BOOST_TEST(runs == 0);
}

BOOST_AUTO_TEST_CASE(a_store_that_is_full_fails_the_run_and_not_the_session) {
  const TemporaryDirectory directory;
  const Graph graph = centred(64);

  for (SessionOptions options : limited(directory)) {
    options.store_quota = std::uint64_t{4} << 20;
    Session session(options);
    const std::string message = message_of<Error>([&] { session.compute(graph, results_of(graph, 64)); });

    BOOST_TEST(message.find("quota") != std::string::npos, message);
    const Graph small = centred(4);
    BOOST_TEST(session.compute(small, results_of(small, 4)).size() == 4U);
  }
}

BOOST_AUTO_TEST_CASE(a_run_that_is_cancelled_lets_go_of_tasks_that_wait_for_memory) {
  const TemporaryDirectory directory;
  const Graph graph = centred(64);

  for (const SessionOptions& options : limited(directory)) {
    Session session(options);
    for (const double timeout : {0.0, 0.001, 0.01, 0.02}) {
      try {
        session.compute(graph, results_of(graph, 64), {.timeout = std::chrono::duration<double>(timeout)});
      } catch (const TimeoutError&) {
      }
    }
    const Graph small = centred(4);

    BOOST_TEST(session.compute(small, results_of(small, 4)).size() == 4U);
  }
  BOOST_TEST(std::filesystem::is_empty(directory.path()));
}

BOOST_AUTO_TEST_CASE(results_that_wait_for_their_taker_hold_up_the_run) {
  const TemporaryDirectory directory;
  Graph graph;
  const std::vector<TaskId> wanted = add_ramps(graph, 64);

  for (const SessionOptions& options : limited(directory)) {
    Session session(options);
    double sum = 0;
    session.compute_each(graph, wanted, [&](std::size_t, const Value& value) {
      sum += value.as_chunk().values<double>().front();
    });

    BOOST_TEST(sum == 63 * 64 / 2);
    BOOST_TEST(session.report().memory.peak_bytes <= limit);
  }
}

BOOST_AUTO_TEST_CASE(whoever_takes_results_may_compute) {
  const TemporaryDirectory directory;
  Graph graph;
  const std::vector<TaskId> wanted = add_ramps(graph, 32);
  const Graph other = centred(16);

  for (const SessionOptions& options : limited(directory)) {
    Session session(options);
    std::vector<Value> kept;
    session.compute_each(graph, wanted, [&](std::size_t index, Value value) {
      const auto compute = [&] { session.run(other); };
      // A synchronous session has one compute at a time, or what that computes.
      if (index % 8 == 0 && options.scheduler == Scheduler::threads)
        std::thread(compute).join();
      else if (index % 4 == 0)
        compute();
      if (index < 4)
        kept.push_back(std::move(value));
    });
    BOOST_TEST(kept.size() == 4u);
  }
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_refused) {
  BOOST_TEST(message_of<ValueError>([] { Session({.memory_limit = 1000}); })
             == "session: a memory limit of 1000 bytes, below 1.0 MiB");
  BOOST_TEST(message_of<ValueError>([] { Session({.store = "scratch"}); })
             == "session: a store for spilled values, and no memory limit that would have any spilled");
  BOOST_TEST(message_of<ValueError>([] { Session({.memory_limit = "lots"}); })
             == "session: memory_limit: \"lots\" is no size in bytes");
}

BOOST_AUTO_TEST_CASE(results_that_are_held_leave_no_room_for_more_than_the_limit) {
  const TemporaryDirectory directory;
  Graph graph;
  const std::vector<TaskId> ramps = add_ramps(graph, 12);

  for (const SessionOptions& options : limited(directory)) {
    Session session(options);
    std::vector<Value> held;
    const std::string message = message_of<MemoryError>([&] {
      for (const TaskId ramp : ramps)
        held.push_back(session.compute(graph, std::span(&ramp, 1)).front());
    });

    BOOST_TEST(message.starts_with("compute: results of earlier computes that are still held take "),
               message);
    BOOST_TEST(held.size() == 9U);
    BOOST_TEST(session.report().memory.peak_bytes <= limit + limit / 8 + 4096);
    held.clear();
    BOOST_TEST(session.compute(graph, std::span(ramps).first(1)).front().as_chunk().size()
               == std::size_t{mebibyte_of_doubles});
  }
}

BOOST_AUTO_TEST_CASE(lists_come_back_within_the_limit) {
  constexpr int count = 24;
  Graph graph;
  std::vector<Node> ramps;
  for (int i = 0; i < count; ++i) {
    graph.add(name("r", i), call_of("test.make_numbered_ramp", make_numbered_ramp, {literal(i)}));
    graph.add(name("sum", i), call_of("test.sum_of_numbered", sum_of_numbered, {key(name("r", i))}));
    ramps.push_back(key(name("sum", i)));
  }
  graph.add("mean", call_of("test.mean_of_sums", mean_of_sums, ramps));
  std::vector<TaskId> wanted;
  for (int i = 0; i < count; ++i) // needs the ramp again, when all were made
    wanted.push_back(graph.add(name("result", i), call_of("test.sum_of_numbered_again", sum_of_numbered,
                                                          {key(name("r", i)), key("mean")})));
  const TemporaryDirectory directory;
  for (const SessionOptions& options : limited(directory)) {
    Session session(options);

    const std::vector<Value> sums = session.compute(graph, wanted);

    BOOST_TEST(sums[3].as_real() == mebibyte_of_doubles * (3 + (mebibyte_of_doubles - 1) / 2.0));
    BOOST_TEST(session.report().memory.reloaded_values > 0U);
    BOOST_TEST(session.report().memory.peak_bytes <= limit);
  }
}

BOOST_AUTO_TEST_CASE(a_list_is_charged_once) {
  const TemporaryDirectory directory;
  Graph graph;
  graph.add("r", call_of("test.make_numbered_ramp", make_numbered_ramp, {literal(0)}));
  Session session({.scheduler = Scheduler::synchronous, .memory_limit = limit, .store = directory.path()});
  session.get(graph, "r"); // now it is known how much one takes

  session.get(graph, "r");

  // That was promised to the task, in whole KiB, and all it had came out of it.
  const std::uint64_t promised = (std::uint64_t{1} << 20) + 1024;
  BOOST_TEST(session.report().memory.peak_bytes == promised);
}

BOOST_AUTO_TEST_SUITE_END()
