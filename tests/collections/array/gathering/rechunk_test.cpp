#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(rechunk_)

BOOST_AUTO_TEST_CASE(elements_stay_where_they_are) {
  for_each_cut({60, 70}, [](const Array& x) {
    for (const Chunks& chunks : {Chunks(-1), Chunks(13), Chunks{{59, 1}, {0, 70, 0}}, Chunks{"auto", 1}}) {
      const Array cut = rechunk(x, chunks);

      BOOST_TEST((cut.chunking() == chunks.resolve({60, 70}, DType::int64, x.chunking())));
      BOOST_TEST((values_of<std::int64_t>(cut)
                  == looped({60, 70}, [](const Shape& at) { return at[0] * 70 + at[1]; })));
    }
  });
}

BOOST_AUTO_TEST_CASE(any_cut_becomes_any_other) {
  constexpr unsigned seed = 20;
  std::mt19937_64 random(seed);
  const auto expected = looped({9, 14, 5}, [](const Shape& at) { return at[0] * 70 + at[1] * 5 + at[2]; });
  for (int round = 0; round < 100; ++round) {
    const Chunking from = random_chunking({9, 14, 5}, random), to = random_chunking({9, 14, 5}, random);
    BOOST_TEST_CONTEXT("seed " << seed << ", round " << round << ": " << to_string(from) << " to "
                               << to_string(to)) {
      BOOST_TEST((values_of<std::int64_t>(rechunk(counted({9, 14, 5}, from), to)) == expected));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_array_that_is_cut_so_already_is_itself) {
  const Array x = counted({10}, {{4, 6}});

  BOOST_TEST(rechunk(x, {{4, 6}}).name() == x.name());
  BOOST_TEST(rechunk(x, Chunks::along({})).name() == x.name());
  BOOST_TEST(rechunk(x, {keep_chunks}).name() == x.name());
}

BOOST_AUTO_TEST_CASE(a_chunk_that_stays_is_not_touched) {
  const Array x = counted({10}, {{4, 3, 3}});

  const std::vector<Chunk> before = compute_blocks(synchronous_session(), x);
  const std::vector<Chunk> after = compute_blocks(synchronous_session(), rechunk(x, {{4, 6}}));

  BOOST_TEST(after[0].bytes() == before[0].bytes());
  BOOST_TEST((after[1].shape() == Shape{6}));
}

BOOST_AUTO_TEST_CASE(some_axes_are_cut_and_the_others_kept) {
  const Array x = counted({10, 12}, {{4, 6}, {5, 7}});

  BOOST_TEST((rechunk(x, Chunks::along({{-1, 6}})).chunking() == Chunking({{4, 6}, {6, 6}})));
  BOOST_TEST((rechunk(x, {keep_chunks, -1}).chunking() == Chunking({{4, 6}, {12}})));
  BOOST_TEST((rechunk(x, {3, keep_chunks}).chunking() == Chunking({{3, 3, 3, 1}, {5, 7}})));
}

BOOST_AUTO_TEST_CASE(chunks_may_be_given_in_bytes) {
  const Array x = counted({100, 10}, -1);

  BOOST_TEST((rechunk(x, "800 B").chunking() == Chunking::regular({100, 10}, {10, 10})));
  BOOST_TEST((rechunk(x, {"800B", 2}).chunking() == Chunking::regular({100, 10}, {50, 2})));
  BOOST_TEST((rechunk(counted({100, 10}, 3), "auto").chunking() == Chunking::whole({100, 10})));
}

BOOST_AUTO_TEST_CASE(empty_arrays_are_cut_too) {
  const Array x = zeros({0, 4});

  BOOST_TEST((rechunk(x, {{0, 0}, 3}).chunking() == Chunking({{0, 0}, {3, 1}})));
  BOOST_TEST(values_of<double>(rechunk(x, {{0, 0}, 3})).empty());
  BOOST_TEST((rechunk(x, 2).chunking() == Chunking({{0}, {2, 2}})));
}

BOOST_AUTO_TEST_CASE(a_scalar_has_nothing_to_cut) {
  const Array x = from_chunk(Chunk::scalar<std::int64_t>(5));

  BOOST_TEST((values_of<std::int64_t>(rechunk(x, 3)) == Integers{5}));
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_is_cut_once_its_length_is_known) {
  for_each_cut({1000}, [](const Array& x) {
    const Array few = getitem(x, {less(x, 5)});

    BOOST_TEST((values_of<std::int64_t>(rechunk(few, {{1, 4}})) == Integers{0, 1, 2, 3, 4}));
    BOOST_TEST(message_of<TaskError>([&] {
                 values_of<std::int64_t>(rechunk(few, {{1, 3}}));
               }).find("rechunk: chunk sizes (1, 3) do not add up to the extent 5 of axis 0")
               != std::string::npos);
  });
}

BOOST_AUTO_TEST_CASE(sizes_that_do_not_fit_are_refused) {
  constexpr std::int64_t huge = std::int64_t{1} << 62;
  const Array x = counted({5});
  const auto refused = [&](const Chunks& chunks) {
    return message_of<ShapeError>([&] { rechunk(x, chunks); });
  };

  BOOST_TEST(refused({{3, 3}}) == "rechunk: chunk sizes (3, 3) do not add up to the extent 5 of axis 0");
  BOOST_TEST(refused({{4}}) == "rechunk: chunk sizes (4,) do not add up to the extent 5 of axis 0");
  BOOST_TEST(refused({{huge, huge, huge, huge, 5}}).ends_with("do not add up to the extent 5 of axis 0"));
  BOOST_TEST(refused({AxisChunks(Integers{})})
             == "rechunk: chunk sizes () do not add up to the extent 5 of axis 0");
  BOOST_TEST(refused({1, 2}) == "rechunk: chunks for 2 axes, the array has 1");
}

BOOST_AUTO_TEST_CASE(lengths_below_one_are_refused) {
  const Array x = counted({5});
  const auto refused = [&](const Chunks& chunks) {
    return message_of<ValueError>([&] { rechunk(x, chunks); });
  };

  BOOST_TEST(refused(0) == "rechunk: a chunk length of 0 for axis 0");
  BOOST_TEST(refused(-2) == "rechunk: a chunk length of -2 for axis 0");
  BOOST_TEST(refused({{-1, 6}}) == "rechunk: a chunk length of -1 for axis 0");
}

BOOST_AUTO_TEST_CASE(axes_and_texts_that_mean_nothing_are_refused) {
  const Array x = counted({5});

  BOOST_TEST(message_of<AxisError>([&] {
               rechunk(x, Chunks::along({{1, 2}}));
             })
             == "rechunk: chunks: axis 1 is out of range for rank 1");
  BOOST_TEST(message_of<AxisError>([&] {
               rechunk(x, Chunks::along({{0, 2}, {-1, 2}}));
             })
             == "rechunk: chunks: axis 0 is named twice");
  BOOST_TEST(message_of<ValueError>([&] { rechunk(x, "a few"); })
             == "rechunk: \"a few\" is no size in bytes");
}

BOOST_AUTO_TEST_SUITE_END()
