#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/byte_size.hpp>
#include <troupe/error.hpp>

#include "support/error_message.hpp"

using namespace troupe;
using troupe::test::message_of;

BOOST_AUTO_TEST_SUITE(byte_size)

BOOST_AUTO_TEST_CASE(sizes_in_bytes_have_units) {
  BOOST_TEST(parse_bytes("4096") == 4096);
  BOOST_TEST(parse_bytes("100 kB") == 100'000);
  BOOST_TEST(parse_bytes("1.5GB") == 1'500'000'000);
  BOOST_TEST(parse_bytes("64MiB") == 67'108'864);
  BOOST_TEST(parse_bytes("2 gib") == 2'147'483'648);
  BOOST_TEST(parse_bytes("1TiB") == 1'099'511'627'776);
  BOOST_TEST(parse_bytes("2 TB") == 2'000'000'000'000);
  BOOST_TEST(parse_bytes("1e3b") == 1000);
}

BOOST_AUTO_TEST_CASE(texts_that_are_no_size_are_refused) {
  for (const char* text : {"", "MiB", "-1", "0", "0.5", "1e30", "nan", "inf", "12 apples", "3 MiB!"})
    BOOST_TEST(message_of<ValueError>([&] { parse_bytes(text); })
               == '"' + std::string(text) + "\" is no size in bytes");
}

BOOST_AUTO_TEST_CASE(numbers_and_texts_are_sizes) {
  BOOST_TEST(ByteSize("512MiB").bytes() == std::uint64_t{512} << 20);
  BOOST_TEST(ByteSize(4096).bytes() == 4096U);
  BOOST_TEST(message_of<ValueError>([] { ByteSize(-1); }) == "-1 is no size in bytes");
}

BOOST_AUTO_TEST_CASE(people_read_the_largest_unit_that_fits) {
  BOOST_TEST(to_string(ByteSize(17)) == "17 bytes");
  BOOST_TEST(to_string(ByteSize(1536)) == "1.5 KiB");
  BOOST_TEST(to_string(ByteSize("512MiB")) == "512.0 MiB");
  BOOST_TEST(to_string(ByteSize(std::uint64_t{1023} << 20)) == "1023.0 MiB");
  BOOST_TEST(to_string(ByteSize((std::uint64_t{1024} << 20) - 1)) == "1.0 GiB");
}

BOOST_AUTO_TEST_CASE(sizes_that_differ_do_not_read_the_same) {
  BOOST_TEST(to_string(ByteSize(4 << 20), ByteSize(4 << 20)) == "4.0 MiB");
  BOOST_TEST(to_string(ByteSize((4 << 20) + 64), ByteSize(4 << 20)) == "4.0 MiB (4194368 bytes)");
  BOOST_TEST(to_string(ByteSize(5 << 20), ByteSize(4 << 20)) == "5.0 MiB");
}

BOOST_AUTO_TEST_SUITE_END()
