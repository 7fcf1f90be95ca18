#include <vector>

#include <boost/test/unit_test.hpp>

#include "runtime/memory/forecast.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

/// Tasks of which each makes one MiB.
class Blocks {
public:
  TaskId add(std::vector<TaskId> inputs, KernelKind kind = KernelKind::compute) {
    const char* const name = kind == KernelKind::io ? "test.read_block" : "test.make_block";
    Body body = Body::call(test_kernel(
        name, [](const KernelCall&) -> Value { return 0; }, kind));
    body.output_bytes = mebibyte;
    return graph.add(graph.add_name("task" + std::to_string(graph.size())), 0, graph.add_body(body), inputs);
  }
  Forecast forecast_of(std::vector<TaskId> wanted, ForecastTerms terms,
                       Delivery delivery = Delivery::drop) const {
    KernelHabits habits;
    return forecast(graph, Plan(graph, wanted, delivery), Footprints(graph, habits), terms);
  }
  Graph graph;
};

} // namespace

BOOST_AUTO_TEST_SUITE(forecast_)

BOOST_AUTO_TEST_CASE(a_chain_holds_a_task_s_input_and_its_result) {
  Blocks blocks;
  TaskId last = blocks.add({});
  for (int i = 0; i < 10; ++i)
    last = blocks.add({last});

  BOOST_TEST(blocks.forecast_of({last}, {1, 0}).peak_bytes == 2 * mebibyte);
}

BOOST_AUTO_TEST_CASE(what_is_needed_again_stays) {
  Blocks blocks;
  std::vector<TaskId> sources, maps;
  for (int i = 0; i < 10; ++i)
    sources.push_back(blocks.add({}));
  const TaskId all = blocks.add(sources);
  for (const TaskId source : sources)
    maps.push_back(blocks.add({source, all}));

  // Ten sources and what is made of all; then each source goes when its map is made, and the map, which nobody wants.
  BOOST_TEST(blocks.forecast_of(maps, {1, 0}).peak_bytes == 12 * mebibyte);
}

BOOST_AUTO_TEST_CASE(results_that_the_caller_gets_stay) {
  Blocks blocks;
  std::vector<TaskId> wanted;
  for (int i = 0; i < 10; ++i)
    wanted.push_back(blocks.add({}));

  const Forecast expected = blocks.forecast_of(wanted, {1, 0}, Delivery::keep);

  BOOST_TEST(expected.peak_bytes == 10 * mebibyte);
  BOOST_TEST(expected.result_bytes == 10 * mebibyte);
}

BOOST_AUTO_TEST_CASE(workers_and_reads_ahead_count) {
  Blocks blocks;
  std::vector<TaskId> wanted;
  for (int i = 0; i < 20; ++i)
    wanted.push_back(blocks.add({blocks.add({}, KernelKind::io)}));

  const Forecast alone = blocks.forecast_of(wanted, {1, 0});
  const Forecast ahead = blocks.forecast_of(wanted, {2, 8});

  BOOST_TEST(alone.peak_bytes == 2 * mebibyte);
  BOOST_TEST(ahead.peak_bytes >= 10 * mebibyte);
  BOOST_TEST(ahead.peak_bytes <= 13 * mebibyte);
  BOOST_TEST(ahead.peak_spillable_bytes <= 2 * mebibyte);
}

BOOST_AUTO_TEST_CASE(the_task_that_needs_most_is_named) {
  Blocks blocks;
  const TaskId large = blocks.add({blocks.add({}), blocks.add({}), blocks.add({})});
  const TaskId wanted = blocks.add({large});

  const Forecast expected = blocks.forecast_of({wanted}, {1, 0});

  BOOST_TEST(expected.largest_task == large);
  BOOST_TEST(expected.largest_bytes == 4 * mebibyte);
}

BOOST_AUTO_TEST_SUITE_END()
