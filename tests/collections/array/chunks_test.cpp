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
  BOOST_TEST(Chunks().is_automatic());
  BOOST_TEST(!Chunks(-1).is_automatic());
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

BOOST_AUTO_TEST_CASE(chunks_that_are_given_need_no_automatic_ones) {
  const std::int64_t huge = std::int64_t{1} << 59;

  BOOST_TEST((zeros({huge}, {.chunks = -1}).chunking() == Chunking::whole({huge})));
  BOOST_TEST(zeros({0, std::numeric_limits<std::int64_t>::max()}).size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
