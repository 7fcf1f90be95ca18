#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/block_pool.hpp>
#include <troupe/codec.hpp>
#include <troupe/error.hpp>

#include "support/random_seed.hpp"
#include "storage/sample_values.hpp"

using namespace troupe;
using namespace std::string_literals;

namespace {

const std::string mark = "TRV\x01"s;
const std::string huge = "\xff\xff\xff\xff\xff\xff\xff\x7f"s;
const std::string none = "\0\0\0\0\0\0\0\0"s;
const std::string one = "\x01\0\0\0\0\0\0\0"s;

// Whatever the bytes are, decoding gives a value or says that it cannot.
bool is_value_or_file_error(std::string_view bytes) {
  try {
    const Value value = decode(bytes);
    return to_string(value).size() < 10'000;
  } catch (const FileError&) {
    return true;
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(decode_)

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error) {
  const std::string bytes = encode(test::sample_values().back());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    BOOST_CHECK_THROW(decode(std::string_view(bytes).substr(0, size)), FileError);
}

BOOST_AUTO_TEST_CASE(what_is_left_over_is_an_error) {
  BOOST_CHECK_EXCEPTION(decode(encode(1) + "xyz"), FileError, [](const FileError& error) {
    return std::string_view(error.what()) == "decode: 3 bytes are left over";
  });
}

BOOST_AUTO_TEST_CASE(another_mark_or_version_is_an_error) {
  BOOST_CHECK_THROW(decode(""), FileError);
  BOOST_CHECK_THROW(decode("TRX\x01\0"s), FileError);
  BOOST_CHECK_THROW(decode("TRV\x02\0"s), FileError);
}

BOOST_AUTO_TEST_CASE(unknown_kinds_dtypes_and_truths_are_errors) {
  BOOST_CHECK_THROW(decode(mark + "\x09"), FileError);
  BOOST_CHECK_THROW(decode(mark + "\xff"), FileError);
  BOOST_CHECK_THROW(decode(mark + "\x01\x02"), FileError);
  BOOST_CHECK_THROW(decode(mark + "\x07\x0d" + none + std::string(16, 'x')), FileError);
  BOOST_CHECK_THROW(decode(mark + "\x07"s + '\0' + none + "\x02"), FileError); // a bool of 2
}

BOOST_AUTO_TEST_CASE(lengths_beyond_the_bytes_left_are_refused_before_anything_is_allocated) {
  for (const std::string& head : {"\x04"s, "\x05"s, "\x06"s, "\x07\x0a"s, "\x08"s})
    BOOST_CHECK_THROW(decode(mark + head + huge + "abc"), FileError);
  BOOST_CHECK_THROW(decode(mark + "\x06" + one + huge + "abc"), FileError); // the name of an entry
}

BOOST_AUTO_TEST_CASE(shapes_that_overflow_or_are_negative_are_refused) {
  const std::string two = "\x02\0\0\0\0\0\0\0"s, minus_one(8, '\xff');
  BOOST_CHECK_THROW(decode(mark + "\x07\x0a" + two + huge + huge), FileError);
  BOOST_CHECK_THROW(decode(mark + "\x07\x0a" + one + minus_one), FileError);
  BOOST_TEST(decode(mark + "\x07\x0a" + two + huge + none).as_chunk().size() == 0u);
}

BOOST_AUTO_TEST_CASE(lists_may_not_promise_more_parts_together_than_there_are_bytes) {
  // Each list claims as many parts as bytes follow it; reserving all of that would take their number squared.
  constexpr std::uint64_t lists = 20'000;
  std::string bytes = mark;
  for (std::uint64_t i = 0; i < lists; ++i) {
    const std::uint64_t count = (lists - i - 1) * 9;
    bytes += '\x05';
    bytes.append(reinterpret_cast<const char*>(&count), sizeof count);
  }
  BOOST_CHECK_THROW(decode(bytes), FileError);
}

BOOST_AUTO_TEST_CASE(an_unknown_user_type_is_named) {
  BOOST_CHECK_EXCEPTION(
      decode(mark + "\x08" + one + "x" + none), UnknownTypeError, [](const UnknownTypeError& error) {
        BOOST_TEST(error.type_name == "x");
        return std::string_view(error.what()) == "decode: no codec is registered for the user type \"x\"";
      });
}

BOOST_AUTO_TEST_CASE(mutated_bytes_give_a_value_or_an_error) {
  const unsigned seed = test::random_seed();
  std::mt19937 random(seed);
  const std::vector<Value> values = test::sample_values();
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = encode(values[random() % values.size()]);
    for (unsigned changes = random() % 4 + 1; changes > 0; --changes)
      bytes[random() % bytes.size()] = static_cast<char>(random() % 2 == 0 ? random() % 16 : random());
    BOOST_TEST_REQUIRE(is_value_or_file_error(bytes), "seed " << seed << ", round " << round);
  }
}

BOOST_AUTO_TEST_CASE(random_bytes_give_a_value_or_an_error) {
  const unsigned seed = test::random_seed();
  std::mt19937 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = mark;
    for (unsigned size = random() % 100; size > 0; --size)
      bytes += static_cast<char>(random() % 3 == 0 ? random() : random() % 10);
    BOOST_TEST_REQUIRE(is_value_or_file_error(bytes), "seed " << seed << ", round " << round);
  }
}

BOOST_AUTO_TEST_CASE(decoded_chunks_are_aligned) {
  const Value value = decode(encode(Value::list({"odd", test::sample_chunk(DType::float64, {5})})));
  BOOST_TEST(reinterpret_cast<std::uintptr_t>(value.as_list()[1].as_chunk().bytes()) % 64 == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
