#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>

#include "codec/checksum.hpp"
#include "lmdb/payload.hpp"
#include "storage/sample_values.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

ReadStored reader_of(std::span<const std::byte> bytes) {
  return [bytes](std::span<std::byte> target) {
    std::ranges::copy(bytes.first(target.size()), target.begin());
    return checksum(target);
  };
}

Chunk ramp() {
  return Chunk::generate<double>({1000}, [](std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<double>(i);
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(payload)

BOOST_AUTO_TEST_CASE(a_chunk_is_stored_as_its_elements_where_they_lie) {
  const Chunk chunk = sample_chunk(DType::int16, {3, 4});

  const Payload payload = to_payload(chunk, Compression::none);

  BOOST_TEST(payload.bytes.data() == chunk.bytes());
  BOOST_TEST(payload.bytes.size() == 24u);
  BOOST_TEST(payload.record.checksum == checksum(payload.bytes));
  BOOST_TEST((payload.record.stored.dtype == DType::int16));
  BOOST_TEST(payload.record.stored.shape == (Shape{3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(another_value_is_stored_as_its_encoding) {
  const Payload payload = to_payload("text", Compression::none);

  const std::string encoded = encode("text");
  BOOST_TEST((payload.record.stored.kind == ValueKind::text));
  BOOST_TEST(payload.bytes.size() == encoded.size());
  BOOST_TEST(std::ranges::equal(payload.bytes, std::as_bytes(std::span(encoded))));
}

BOOST_AUTO_TEST_CASE(stored_values_come_back_packed_or_not) {
  for (const Compression compression : {Compression::none, Compression::lz4})
    for (const Value& value : sample_values()) {
      const Payload payload = to_payload(value, compression);

      BOOST_TEST((to_value(payload.record, reader_of(payload.bytes)) == value), to_string(value));
    }
}

BOOST_AUTO_TEST_CASE(packed_bytes_are_fewer_and_the_record_tells_both_sizes) {
  const Payload payload = to_payload(ramp(), Compression::lz4);

  BOOST_TEST((payload.record.stored.compression == Compression::lz4));
  BOOST_TEST(payload.record.stored.value_bytes == 8000u);
  BOOST_TEST(payload.record.stored.stored_bytes == payload.bytes.size());
  BOOST_TEST(payload.bytes.size() < 4000u);
  BOOST_TEST(identical(to_value(payload.record, reader_of(payload.bytes)).as_chunk(), ramp()));
}

BOOST_AUTO_TEST_CASE(bytes_that_do_not_match_the_checksum_are_no_value) {
  Payload payload = to_payload(ramp(), Compression::none);
  payload.record.checksum = 0x1234;
  const ReadStored read = [](std::span<std::byte>) { return 0xabcdU; };

  BOOST_TEST(message_of<FileError>([&] { to_value(payload.record, read); })
             == "its checksum is 000000000000abcd in place of 0000000000001234");
}

BOOST_AUTO_TEST_CASE(bytes_that_match_and_mean_no_value_are_an_error) {
  const std::string bytes = "no value";
  Record record;
  record.stored = {ValueKind::text, {}, {}, bytes.size(), bytes.size(), Compression::none, true};
  record.checksum = checksum(std::as_bytes(std::span(bytes)));
  const ReadStored read = reader_of(std::as_bytes(std::span(bytes)));

  BOOST_CHECK_THROW(to_value(record, read), FileError);
  record.stored.compression = Compression::lz4;
  BOOST_CHECK_THROW(to_value(record, read), FileError);
}

BOOST_AUTO_TEST_SUITE_END()
