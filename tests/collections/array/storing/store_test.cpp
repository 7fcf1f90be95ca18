#include <atomic>
#include <complex>
#include <cstring>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "array/storing/fingerprint.hpp"
#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"
#include "support/random_seed.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

using Elements =
    boost::mpl::list<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t,
                     std::uint32_t, std::uint64_t, float, double, std::complex<float>, std::complex<double>>;

using Integers = std::vector<std::int64_t>;

std::atomic<int> blocks_computed = 0;
std::atomic<int> fails_from = 1000; ///< The call from which on `counting` fails.

/// `array + 1`, counting how many blocks are computed.
Array counting(const Array& array) {
  return map_blocks(
      [](const Chunk& block) {
        if (++blocks_computed >= fails_from)
          throw Error("no such luck");
        return Chunk::generate<std::int64_t>(block.shape(), [&](std::span<std::int64_t> out) {
          std::ranges::transform(block.values<std::int64_t>(), out.begin(),
                                 [](std::int64_t x) { return x + 1; });
        });
      },
      {array}, {.dtype = DType::int64});
}

/// Whether `call` fails when the fifth block is computed.
template <class Call>
bool fails_at_fifth_block(const Call& call) {
  blocks_computed = 0;
  fails_from = 5;
  bool failed = false;
  try {
    call();
  } catch (const TaskError&) {
    failed = true;
  }
  fails_from = 1000;
  blocks_computed = 0;
  return failed;
}

struct Place {
  test::TemporaryDirectory temporary;
  std::filesystem::path directory = temporary.path() / "arrays.store";
};

} // namespace

BOOST_AUTO_TEST_SUITE(store_)

BOOST_AUTO_TEST_CASE_TEMPLATE(every_dtype_comes_back_bit_by_bit, T, Elements) {
  const Place place;
  const Chunk bits = Chunk::generate<T>({4, 3}, [](std::span<T> out) {
    if constexpr (std::same_as<T, bool>)
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = i % 3 == 0;
    else // NaNs with payloads among the floats
      std::memset(static_cast<void*>(out.data()), 0xfb, out.size_bytes());
  });

  for (const Chunks& chunks : {Chunks(-1), Chunks({{1, 3}, {2, 1}})}) {
    const Array stored = store(synchronous_session(), from_chunk(bits, chunks), place.directory);
    BOOST_TEST(identical(synchronous_session().compute(stored), bits));
  }
}

BOOST_AUTO_TEST_CASE(whatever_the_chunks_and_the_shape) {
  const Place place;
  const unsigned seed = test::random_seed();
  std::mt19937_64 random(seed);

  for (const Shape& shape : {Shape{}, Shape{0}, Shape{7}, Shape{3, 0, 2}, Shape{5, 6, 4}, Shape{1, 1}})
    for (int i = 0; i < 4; ++i) {
      const Chunking chunking = random_chunking(shape, random);
      const Array stored = store(synchronous_session(), counted(shape, chunking), place.directory);
      BOOST_TEST_CONTEXT("seed " << seed << ", chunks " << to_string(chunking)) {
        BOOST_TEST((stored.chunking() == chunking));
        BOOST_TEST((values_of<std::int64_t>(stored) == values_of<std::int64_t>(counted(shape))));
      }
    }
}

BOOST_AUTO_TEST_CASE(several_threads_store_an_expression) {
  const Place place;
  Session session({.threads = 2});
  const Array x = arange(100'000, {.chunks = 1'000});

  const Array stored = store(session, x * 2, place.directory, {.compression = Compression::lz4});

  BOOST_TEST(session.compute(sum(stored)).item<std::int64_t>() == 9'999'900'000);
}

BOOST_AUTO_TEST_CASE(what_is_said_about_a_dataset_is_kept) {
  const Place place;
  const Attributes attributes{{"unit", "m/s"}, {"levels", Value::list({1, 2.5})}};

  store(synchronous_session(), counted({4, 6}, {3, 6}), place.directory,
        {.name = "wind", .attributes = attributes, .compression = Compression::lz4});

  const DatasetInfo info = describe_dataset(place.directory, "wind");
  BOOST_TEST((info.description.dtype == DType::int64));
  BOOST_TEST((info.description.chunking == Chunking({{3, 1}, {6}})));
  BOOST_TEST((info.description.attributes == attributes));
  BOOST_TEST((info.description.compression == Compression::lz4));
  BOOST_TEST(info.chunks_stored == 2);
  BOOST_TEST(info.element_bytes == 192U);
}

BOOST_AUTO_TEST_CASE(several_arrays_share_their_work) {
  const Place place;
  blocks_computed = 0;
  const Array shared = counting(counted({6}, 2));

  const std::vector<Array> stored =
      store_all(synchronous_session(), {{"doubled", shared * 2}, {"sum", sum(shared)}, {"shared", shared}},
                place.directory);

  BOOST_TEST(blocks_computed == 3);
  BOOST_TEST((values_of<std::int64_t>(stored[0]) == Integers{2, 4, 6, 8, 10, 12}));
  BOOST_TEST((values_of<std::int64_t>(stored[1]) == Integers{21}));
  BOOST_TEST((dataset_names(place.directory) == std::vector<std::string>{"doubled", "shared", "sum"}));
}

BOOST_AUTO_TEST_CASE(one_array_under_two_names) {
  const Place place;
  const Array x = counted({6}, 2);

  const std::vector<Array> stored = store_all(synchronous_session(), {{"a", x}, {"b", x}}, place.directory);

  BOOST_TEST((values_of<std::int64_t>(stored[1]) == Integers{0, 1, 2, 3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(a_dataset_may_be_computed_from_its_old_self) {
  const Place place;
  Array x = store(synchronous_session(), counted({6}, 4), place.directory);

  for (int i = 0; i < 3; ++i)
    x = store(synchronous_session(), x + 1, place.directory);

  BOOST_TEST((values_of<std::int64_t>(x) == Integers{3, 4, 5, 6, 7, 8}));
}

BOOST_AUTO_TEST_CASE(whoever_holds_the_old_one_is_told) {
  const Place place;
  const Array old = store(synchronous_session(), counted({6}, 4), place.directory);
  store(synchronous_session(), counted({6}, 3) * 2, place.directory);

  const std::string message = message_of<TaskError>([&] { synchronous_session().compute(old); });

  BOOST_TEST(
      message.find("dataset \"data\", block (0,): the dataset was replaced or removed since it was opened")
          != std::string::npos,
      message);
  BOOST_TEST((values_of<std::int64_t>(open_store(place.directory)) == Integers{0, 2, 4, 6, 8, 10}));
}

BOOST_AUTO_TEST_CASE(a_failed_store_changes_nothing_and_goes_on) {
  const Place place;
  const Array x = counted({8}, 1);
  store(synchronous_session(), x, place.directory);

  BOOST_TEST(fails_at_fifth_block([&] { store(synchronous_session(), counting(x), place.directory); }));
  BOOST_TEST((values_of<std::int64_t>(open_store(place.directory)) == Integers{0, 1, 2, 3, 4, 5, 6, 7}));

  const Array stored = store(synchronous_session(), counting(x), place.directory);
  BOOST_TEST(blocks_computed == 4); // of eight
  BOOST_TEST((values_of<std::int64_t>(stored) == Integers{1, 2, 3, 4, 5, 6, 7, 8}));
}

BOOST_AUTO_TEST_CASE(large_adopted_memory_is_known_again) {
  const Place place;
  const auto large = [](std::int64_t first) { // beyond what node digests hash
    return from_chunk(
        Chunk::generate<std::int64_t>(
            {1 << 18}, [&](std::span<std::int64_t> out) { std::iota(out.begin(), out.end(), first); }),
        1 << 15);
  };
  BOOST_TEST(
      fails_at_fifth_block([&] { store(synchronous_session(), counting(large(0)), place.directory); }));
  store(synchronous_session(), counting(large(0)), place.directory);
  BOOST_TEST(blocks_computed == 4);

  BOOST_TEST(
      fails_at_fifth_block([&] { store(synchronous_session(), counting(large(0)), place.directory); }));
  store(synchronous_session(), counting(large(1)), place.directory);
  BOOST_TEST(blocks_computed == 8);
}

BOOST_AUTO_TEST_CASE(several_arrays_go_on_together) {
  const Place place;
  const Array x = counted({8}, 1);
  const std::vector<NamedArray> arrays{{"a", x}, {"b", counting(x)}};
  BOOST_TEST(fails_at_fifth_block([&] { store_all(synchronous_session(), arrays, place.directory); }));
  BOOST_TEST(dataset_names(place.directory).empty());

  store_all(synchronous_session(), arrays, place.directory);

  BOOST_TEST(blocks_computed == 4);
  BOOST_TEST(dataset_names(place.directory).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_store_that_only_has_to_be_finished_runs_nothing) {
  const Place place;
  const Array x = counting(counted({2}, 1));
  {
    const auto store = ChunkStore::open(place.directory);
    const DatasetWriter writer =
        DatasetWriter::replace(store, "data", {x.dtype(), x.chunking(), {}, {}}, fingerprint_of(x));
    writer.write(0, Chunk::from<std::int64_t>({1}, {1}));
    writer.write(1, Chunk::from<std::int64_t>({1}, {2}));
    store->commit();
  }
  blocks_computed = 0;

  const Array stored = troupe::store(synchronous_session(), x, place.directory);

  BOOST_TEST(blocks_computed == 0);
  BOOST_TEST((values_of<std::int64_t>(stored) == Integers{1, 2}));
}

BOOST_AUTO_TEST_CASE(a_cancelled_store_goes_on) {
  const Place place;
  const Array x = counted({8}, 1);
  const CancellationToken token;
  static CancellationToken cancelled;
  cancelled = token;
  const Array cancelling = map_blocks(
      [](const Chunk& block) {
        ++blocks_computed;
        if (block.values<std::int64_t>()[0] == 5)
          cancelled.cancel();
        return block;
      },
      {x}, {.dtype = DType::int64});
  BOOST_CHECK_THROW(store(synchronous_session(), cancelling, place.directory, {.compute = {.token = token}}),
                    CancelledError);
  BOOST_TEST(dataset_names(place.directory).empty());
  blocks_computed = 0;

  store(synchronous_session(), cancelling, place.directory);

  BOOST_TEST(blocks_computed == 3);
}

BOOST_AUTO_TEST_CASE(lengths_nobody_knows_are_learned_from_what_is_written) {
  const Place place;
  const Array x = counted({8}, 3);
  const Array masked = getitem(x, {x > 2});

  BOOST_TEST(
      values_of<std::int64_t>(store(synchronous_session(), masked, place.directory, {.name = "unknown"}))
          == (std::vector<std::int64_t>{3, 4, 5, 6, 7}),
      boost::test_tools::per_element());

  const Array stored =
      store(synchronous_session(), compute_extents(synchronous_session(), masked), place.directory);
  BOOST_TEST((values_of<std::int64_t>(stored) == Integers{3, 4, 5, 6, 7}));
}

BOOST_AUTO_TEST_CASE(what_has_unknown_lengths_is_not_held_before_it_is_written) {
  const Place place;
  Session session({.threads = 2, .memory_limit = "8MiB"});
  const Array x = arange(4'000'000, {.chunks = 50'000});

  const Array stored = store(session, x[x % 2 == 0], place.directory);

  BOOST_TEST(session.report().memory.spilled_bytes == 0u);
  BOOST_TEST((stored.shape() == Shape{2'000'000}));
  BOOST_TEST(session.compute(getitem(stored, {-1})).item<std::int64_t>() == 3'999'998);
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_told_at_once) {
  const Place place;
  const Array x = counted({2});

  BOOST_TEST(message_of<ValueError>([&] { store(synchronous_session(), x, place.directory, {.name = ""}); })
             == "store: the name of a dataset has 1 to 200 bytes, not 0");
  BOOST_TEST(message_of<KeyError>([&] {
               store_all(synchronous_session(), {{"a", x}, {"a", x}}, place.directory);
             })
             == "store: two arrays are to be the dataset \"a\"");
  BOOST_TEST(message_of<StoreError>([&] { store(synchronous_session(), x, ""); })
             == "store: the path of the store is empty");
  BOOST_TEST(store_all(synchronous_session(), {}, place.directory).empty());
  BOOST_TEST(!std::filesystem::exists(place.directory)); // nothing was made
}

BOOST_AUTO_TEST_CASE(a_kernel_that_fails_names_its_task) {
  const Place place;
  const Array failing = map_blocks([](const Chunk&) -> Chunk { throw Error("no such luck"); }, {counted({2})},
                                   {.dtype = DType::int64});

  BOOST_CHECK_THROW(store(synchronous_session(), failing, place.directory), TaskError);
  BOOST_TEST(dataset_names(place.directory).empty());
}

BOOST_AUTO_TEST_SUITE_END()
