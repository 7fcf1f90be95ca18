#include <atomic>
#include <cstdint>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/delayed.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

std::atomic<int> calls = 0;

/// A chunk of equal numbers.
Chunk filled(const Shape& shape, double value) {
  ++calls;
  return Chunk::generate<double>(shape, [&](std::span<double> out) { std::ranges::fill(out, value); });
}

const auto fill = delayed<filled>({.name = "fill"});
const auto double_all = delayed([](const Chunk& chunk) {
  return Chunk::generate<std::int64_t>(chunk.shape(), [&](std::span<std::int64_t> out) {
    std::ranges::transform(chunk.values<std::int64_t>(), out.begin(), [](std::int64_t x) { return 2 * x; });
  });
});

} // namespace

BOOST_AUTO_TEST_SUITE(from_delayed_)

BOOST_AUTO_TEST_CASE(a_delayed_chunk_is_an_array) {
  const Array x = from_delayed(fill(Shape{2, 3}, 1.5), {2, 3}, DType::float64);

  BOOST_TEST((x.shape() == Shape{2, 3}));
  BOOST_TEST(synchronous_session().compute(sum(x * 2)).item<double>() == 18);
}

BOOST_AUTO_TEST_CASE(a_grid_of_chunks_is_an_array) {
  const Chunking chunking({{2, 1}, {3, 1}});
  std::vector<Delayed<Chunk>> chunks;
  for (std::int64_t block = 0; block < 4; ++block)
    chunks.push_back(fill(chunking.block_shape(chunking.block(block)), static_cast<double>(block)));

  const Array x = from_delayed(chunks, chunking, DType::float64);

  BOOST_TEST((values_of<double>(x) == std::vector<double>{0, 0, 0, 1, 0, 0, 0, 1, 2, 2, 2, 3}));
  BOOST_TEST(message_of<ShapeError>([&] { from_delayed(chunks, Chunking::whole({2}), DType::float64); })
             == "from_delayed: 4 chunks for 1 blocks");
}

BOOST_AUTO_TEST_CASE(a_chunk_that_is_not_as_said_fails_and_both_are_named) {
  const int line = __LINE__ + 1;
  const Array wrong_shape = from_delayed(fill(Shape{2}, 0), {3}, DType::float64);
  const Array wrong_dtype = from_delayed(fill(Shape{2}, 0), {2}, DType::int32);

  try {
    synchronous_session().compute(wrong_shape + 1);
    BOOST_FAIL("nothing was thrown");
  } catch (const TaskError& error) {
    BOOST_TEST(error.details().reason == "from_delayed: the block is (2,), not (3,) as promised");
    BOOST_TEST(error.details().line == line);
  }
  BOOST_TEST(message_of<TaskError>([&] {
               synchronous_session().compute(wrong_dtype);
             }).find("the block is float64, not int32 as promised")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_length_may_be_left_to_the_data) {
  const Array x = from_delayed(fill(Shape{5, 2}, 1), {unknown_extent, 2}, DType::float64);

  BOOST_TEST(to_string(x.shape()) == "(?, 2)");
  BOOST_TEST(synchronous_session().compute(sum(x)).item<double>() == 10);
}

BOOST_AUTO_TEST_CASE(blocks_of_an_array_are_delayed_chunks) {
  for_each_cut({4, 5}, [](const Array& x) {
    const Array plus_one = x + 1;
    std::vector<Delayed<Chunk>> blocks;
    for (const Delayed<Chunk>& block : to_delayed(plus_one))
      blocks.push_back(double_all(block));

    const Array doubled = from_delayed(blocks, x.chunking(), DType::int64);

    BOOST_TEST((values_of<std::int64_t>(doubled - 2 * x - 2) == std::vector<std::int64_t>(20, 0)));
  });
}

BOOST_AUTO_TEST_CASE(blocks_are_not_computed_twice) {
  const Array x = from_delayed(fill(Shape{3}, 1), {3}, DType::float64) + 1;
  const std::vector<Delayed<Chunk>> blocks = to_delayed(x);
  calls = 0;

  const auto [chunk, array, again] = synchronous_session().compute(blocks[0], x, blocks[0]);

  BOOST_TEST(calls == 1);
  BOOST_TEST(chunk.bytes() == array.bytes()); // one result, not copied
  BOOST_TEST(again.bytes() == array.bytes());
}

BOOST_AUTO_TEST_CASE(arrays_and_delayed_values_share_a_run) {
  const Delayed<Chunk> shared = fill(Shape{4}, 2);
  const Array x = from_delayed(shared, {4}, DType::float64);
  const Delayed<double> first =
      delayed([](std::span<const double> elements) { return elements[0]; })(sqrt(x) * sqrt(x));
  const Array y = from_delayed(fill(Shape{1}, 3), {1}, DType::float64) * x;
  calls = 0;

  const auto [a, b, c, d, e] = synchronous_session().compute(y, first, sum(x), shared, 7);

  BOOST_TEST(calls == 2);
  BOOST_TEST(a.at<double>({3}) == 6);
  BOOST_TEST(std::abs(b - 2) < 1e-12);
  BOOST_TEST(c.item<double>() == 8);
  BOOST_TEST(d.size() == 4U);
  BOOST_TEST(e == 7);
}

BOOST_AUTO_TEST_CASE(a_lazy_array_may_depend_on_delayed_values_of_lazy_arrays) {
  const auto shift =
      delayed([](const Chunk& x) { return Chunk::scalar<std::int64_t>(x.values<std::int64_t>().back()); });
  Array x = arange(10, {.chunks = 3});
  for (int i = 0; i < 5; ++i)
    x = x + from_delayed(shift(x), {}, DType::int64); // 9, 18, 36 …

  BOOST_TEST(synchronous_session().compute(x).at<std::int64_t>({9}) == 9 * 32);
}

BOOST_AUTO_TEST_CASE(long_alternations_are_built_run_and_released) {
  const auto next =
      delayed([](const Chunk& x) { return Chunk::scalar<std::int64_t>(x.item<std::int64_t>() + 1); });
  Array x = zeros({}, {.dtype = DType::int64});
  for (int i = 0; i < 20'000; ++i)
    x = from_delayed(next(x), {}, DType::int64);

  BOOST_TEST(synchronous_session().compute(x).item<std::int64_t>() == 20'000);
}

BOOST_AUTO_TEST_CASE(what_makes_a_chunk_is_not_taken_to_be_as_small) {
  const Delayed<std::vector<double>> large = delayed([] { return std::vector<double>(1000); })();
  const auto first = delayed([](std::span<const double> all) { return Chunk::scalar(all[0]); });
  const CollectionGraph planned = graph_of({from_delayed(first(large), {}, DType::float64)});

  BOOST_TEST(planned.graph.body(planned.graph.get(large.key())).output_bytes == -1);
  BOOST_TEST(planned.graph.body(planned.blocks[0][0]).output_bytes == 8);
}

BOOST_AUTO_TEST_CASE(containers_of_collections_are_computed_as_they_are) {
  const Array x = arange(4, {.chunks = 3});
  const std::map<std::string, std::tuple<Array, Delayed<int>, std::optional<Delayed<int>>>> all{
      {"a", {x, delayed_value(1), std::nullopt}}, {"b", {x + 1, delayed_value(2), delayed_value(3)}}};

  const auto computed = compute_all(synchronous_session(), all, {.retries = 1});

  BOOST_TEST(std::get<0>(computed.at("b")).at<std::int64_t>({3}) == 4);
  BOOST_TEST(std::get<1>(computed.at("a")) == 1);
  BOOST_TEST(std::get<2>(computed.at("b")).value() == 3);
  BOOST_TEST(!std::get<2>(computed.at("a")));
  BOOST_TEST((compute_all(synchronous_session(), {delayed_value(1), delayed_value(2)}) == std::vector{1, 2}));
}

BOOST_AUTO_TEST_CASE(options_of_a_compute_are_obeyed) {
  CancellationToken token;
  token.cancel();

  BOOST_CHECK_THROW(compute_all(synchronous_session(), std::tuple(fill(Shape{1}, 0)), {.token = token}),
                    CancelledError);
}

BOOST_AUTO_TEST_CASE(a_memory_limit_holds_for_delayed_chunks_too) {
  const test::TemporaryDirectory directory;
  Session session({.threads = 2, .memory_limit = "32MiB", .store = directory.path()});
  const Shape shape{1 << 17}; // a MiB
  std::vector<Delayed<Chunk>> chunks;
  for (int i = 0; i < 100; ++i)
    chunks.push_back(fill(shape, i));
  const Array x = from_delayed(chunks, Chunking::regular({100 << 17}, {1 << 17}), DType::float64);

  const Chunk deviation = session.compute(max(x - mean(x)));

  BOOST_TEST(deviation.item<double>() == 49.5);
  BOOST_TEST(session.report().memory.spilled_values > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
