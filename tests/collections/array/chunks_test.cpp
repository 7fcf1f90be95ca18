#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array/chunks.hpp>

#include "support/array_values.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(chunks)

BOOST_AUTO_TEST_CASE(sizes_in_bytes_have_units) {
  BOOST_TEST(parse_bytes("4096") == 4096);
  BOOST_TEST(parse_bytes("100 kB") == 100'000);
  BOOST_TEST(parse_bytes("1.5GB") == 1'500'000'000);
  BOOST_TEST(parse_bytes("64MiB") == 67'108'864);
  BOOST_TEST(parse_bytes("2 gib") == 2'147'483'648);
  BOOST_TEST(parse_bytes("1TiB") == 1'099'511'627'776);
  BOOST_TEST(parse_bytes("1e3b") == 1000);
}

BOOST_AUTO_TEST_CASE(texts_that_are_no_size_are_refused) {
  for (const char* text : {"", "MiB", "-1", "0", "0.5", "1e30", "nan", "inf", "12 apples", "3 MiB!"})
    BOOST_TEST(message_of<ValueError>([&] { parse_bytes(text); })
               == '"' + std::string(text) + "\" is no size in bytes");
}

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

BOOST_AUTO_TEST_SUITE_END()
