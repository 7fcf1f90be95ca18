#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include <troupe/dataset.hpp>

#include "datasets/keys.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using test::message_of;

BOOST_AUTO_TEST_SUITE(dataset_keys)

BOOST_AUTO_TEST_CASE(keys_are_ordered_as_blocks_are) {
  BOOST_TEST(name_key("wind") == "names/wind");
  BOOST_TEST(pending_key("wind") == "pending/wind");
  BOOST_TEST(chunk_key(0x1f, 300) == "chunks/000000000000001f/000000000000012c");
  BOOST_TEST(chunk_key(0x1f, 9) < chunk_key(0x1f, 10));
  BOOST_TEST(chunk_key(0x1f, 255) < chunk_key(0x1f, 256));
}

BOOST_AUTO_TEST_CASE(a_key_tells_its_block) {
  BOOST_TEST(block_number(chunk_key(0xffffffffffffffff, 268435455)) == 268435455);
  BOOST_CHECK_THROW(block_number("chunks/1/2"), StoreError);
  BOOST_CHECK_THROW(block_number("chunks/000000000000001f/00000000000001xy"), StoreError);
}

BOOST_AUTO_TEST_CASE(names_are_text) {
  for (const std::string name : {"a", "wind/10 m", "Größe", "速度", "\U0001F32C"})
    BOOST_CHECK_NO_THROW(require_dataset_name(name));

  BOOST_TEST(message_of<ValueError>([] { require_dataset_name(""); })
             == "the name of a dataset has 1 to 200 bytes, not 0");
  BOOST_TEST(message_of<ValueError>([] { require_dataset_name(std::string(201, 'x')); })
             == "the name of a dataset has 1 to 200 bytes, not 201");
  BOOST_TEST(message_of<ValueError>([] { require_dataset_name("ab\n"); })
             == "the name of a dataset is UTF-8 without control characters, but for byte 2 of this one");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_no_name) {
  // A lone continuation, a cut character, an overlong "/", a surrogate, beyond U+10FFFF, a C1 control, DEL, NUL.
  for (const std::string name :
       {"\x80", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc2\x85", "\x7f"})
    BOOST_CHECK_THROW(require_dataset_name(name), ValueError);
  BOOST_CHECK_THROW(require_dataset_name(std::string(1, '\0')), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
