#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array/chunks.hpp>
#include <troupe/array/creation/creation.hpp>

#include "support/array_values.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(chunks)

BOOST_AUTO_TEST_CASE(one_length_serves_every_axis) {
  BOOST_TEST((Chunks(4).resolve({10, 3}, DType::float64) == Chunking({{4, 4, 2}, {3}})));
  BOOST_TEST((Chunks(-1).resolve({10, 3}, DType::float64) == Chunking::whole({10, 3})));
}

BOOST_AUTO_TEST_CASE(automatic_chunks_are_long_along_the_inner_axes) {
  // 8 MiB are 2^20 elements of 8 bytes.
  BOOST_TEST(
      (Chunks().resolve({4096, 1024}, DType::float64) == Chunking::regular({4096, 1024}, {1024, 1024})));
  BOOST_TEST(
      (Chunks().resolve({4096, 1024}, DType::float32) == Chunking::regular({4096, 1024}, {2048, 1024})));
}

BOOST_AUTO_TEST_CASE(open_axes_share_what_the_others_leave) {
  const Chunks chunks{"auto", 16, -1};

  BOOST_TEST((chunks.resolve({100'000, 64, 256}, DType::float64)
              == Chunking::regular({100'000, 64, 256}, {256, 16, 256})));
}

BOOST_AUTO_TEST_CASE(kept_axes_stay_as_they_are) {
  const Chunking current({{1, 9}, {2, 3}});

  BOOST_TEST((Chunks{keep_chunks, 4}.resolve({10, 5}, DType::int8, current) == Chunking({{1, 9}, {4, 1}})));
  BOOST_TEST((Chunks::along({{-2, -1}}).resolve({10, 5}, DType::int8, current) == Chunking({{10}, {2, 3}})));
}

BOOST_AUTO_TEST_CASE(another_arrays_chunking_is_taken_as_it_is) {
  const Chunking uneven({{0, 1, 9}, {5, 0}});

  BOOST_TEST((Chunks(uneven).resolve({10, 5}, DType::int8) == uneven));
}

// -- Arrays that lie in pieces

// 300 x 200 elements of 8 bytes are 480 kB: 17 fit 8 MiB.
BOOST_AUTO_TEST_CASE(automatic_chunks_are_of_whole_pieces) {
  const Shape shape{10'000, 1000}, piece{300, 200};
  const Chunking current = Chunking::whole(shape);

  BOOST_TEST(
      (Chunks().resolve(shape, DType::float64, current, piece) == Chunking::regular(shape, {900, 1000})));
  BOOST_TEST((Chunks{"auto", 100}.resolve(shape, DType::float64, current, piece)
              == Chunking::regular(shape, {10'000, 100})));
  BOOST_TEST((Chunks{-1, "auto"}.resolve(shape, DType::float64, current, piece)
              == Chunking::regular(shape, {10'000, 200}))); // one piece at least, though it has 16 MB
  BOOST_TEST((Chunks("1MiB").resolve(shape, DType::float64, current, piece)
              == Chunking::regular(shape, {300, 400})));
  BOOST_TEST(
      (Chunks{"4MiB", keep_chunks}.resolve(shape, DType::float64, Chunking::regular(shape, {50, 500}), piece)
       == Chunking::regular(shape, {900, 500})));
}

BOOST_AUTO_TEST_CASE(pieces_beyond_the_bytes_that_are_asked_for_are_cut) {
  const Shape shape{4096, 4096}, piece{2048, 2048};
  const Chunking current = Chunking::whole(shape);

  BOOST_TEST((Chunks().resolve(shape, DType::float64, current, piece) == Chunking::regular(shape, piece)));
  BOOST_TEST((Chunks("1MiB").resolve(shape, DType::float64, current, piece)
              == Chunking::regular(shape, {32, 4096})));
}

BOOST_AUTO_TEST_CASE(an_axis_of_uneven_pieces_stays_as_it_is_cut) {
  const Chunking uneven({{1, 9}, {2, 2, 1}});

  BOOST_TEST((Chunks().resolve({10, 5}, DType::int8, uneven, {0, 2}) == Chunking({{1, 9}, {5}})));
}

BOOST_AUTO_TEST_CASE(the_axes_can_be_said_the_other_way_round) {
  const Chunking current({{5, 5}, {3}, {4}});
  const auto resolved = [&](const Chunks& chunks) {
    return chunks.reversed().resolve({10, 3, 4}, DType::int8, current);
  };

  BOOST_TEST((resolved({1, 3, 5}) == Chunking::regular({10, 3, 4}, {5, 3, 1})));
  BOOST_TEST((resolved(Chunks::along({{0, 2}, {-1, 10}})) == Chunking({{10}, {3}, {2, 2}})));
  BOOST_TEST((resolved(2) == Chunking::regular({10, 3, 4}, {2, 2, 2})));
}

BOOST_AUTO_TEST_CASE(chunks_that_are_given_need_no_automatic_ones) {
  const std::int64_t huge = std::int64_t{1} << 59;

  BOOST_TEST((zeros({huge}, {.chunks = -1}).chunking() == Chunking::whole({huge})));
  BOOST_TEST(zeros({0, std::numeric_limits<std::int64_t>::max()}).size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
