#include <cstring>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "lmdb/index/record.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using troupe::test::message_of;

namespace {

Record chunk_record() {
  Record record;
  record.stored = {ValueKind::chunk, DType::float32, {300, 200}, 240'000, 240'000, Compression::none, false};
  record.offset = 3 << 16;
  record.checksum = 0x12345678;
  return record;
}

} // namespace

BOOST_AUTO_TEST_SUITE(record)

BOOST_AUTO_TEST_CASE(a_record_comes_back) {
  const RecordView view = parse_record(to_bytes(chunk_record()));

  BOOST_TEST((view.record.stored.kind == ValueKind::chunk));
  BOOST_TEST((view.record.stored.dtype == DType::float32));
  BOOST_TEST(view.record.stored.shape == (Shape{300, 200}), boost::test_tools::per_element());
  BOOST_TEST(view.record.stored.value_bytes == 240'000u);
  BOOST_TEST(view.record.offset == 3u << 16);
  BOOST_TEST(view.record.checksum == 0x12345678u);
  BOOST_TEST((view.record.extent() == Extent{3 << 16, 4 << 16}));
  BOOST_TEST(view.inline_bytes.empty());
}

BOOST_AUTO_TEST_CASE(inline_bytes_follow_the_record) {
  Record record;
  record.stored = {ValueKind::text, {}, {}, 3, 3, Compression::none, true};

  const std::string bytes = to_bytes(record, std::as_bytes(std::span("abc", 3)));
  const RecordView view = parse_record(bytes);

  BOOST_TEST(bytes.size() == 51u);
  BOOST_TEST(std::memcmp(view.inline_bytes.data(), "abc", 3) == 0);
  BOOST_TEST(view.record.extent().length == 0u);
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_and_every_missing_byte_is_noticed) {
  const std::string whole = to_bytes(chunk_record());

  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    BOOST_CHECK_THROW(parse_record(damaged), FileError);
  }
  for (std::size_t length = 0; length < whole.size(); ++length)
    BOOST_CHECK_THROW(parse_record(std::string_view(whole).substr(0, length)), FileError);
  BOOST_CHECK_THROW(parse_record(whole + 'x'), FileError);
}

BOOST_AUTO_TEST_CASE(another_version_is_named) {
  std::string bytes = to_bytes(chunk_record());
  for (const auto& [version, relation] : {std::pair('\3', "3, newer"), std::pair('\1', "1, older")}) {
    bytes[0] = version;
    BOOST_TEST(message_of<FileError>([&] { parse_record(bytes); })
               == std::string("its record is of version ") + relation
                      + " than 2, the one this program reads");
  }
}

BOOST_AUTO_TEST_CASE(a_record_that_contradicts_itself_is_refused) {
  Record record = chunk_record();
  record.stored.shape = {300, 201};

  BOOST_CHECK_THROW(parse_record(to_bytes(record)), FileError);
}

BOOST_AUTO_TEST_SUITE_END()
