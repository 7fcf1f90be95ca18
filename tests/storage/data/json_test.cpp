// Values as JSON.

#include <complex>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/chunk.hpp>
#include <troupe/error.hpp>
#include <troupe/json.hpp>

#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(values_of_all_kinds) {
  const double inf = std::numeric_limits<double>::infinity();
  BOOST_TEST(to_json(Value()) == "null");
  BOOST_TEST(to_json(true) == "true");
  BOOST_TEST(to_json(-3) == "-3");
  BOOST_TEST(to_json(2.0) == "2.0");
  BOOST_TEST(to_json(0.1) == "0.1");
  BOOST_TEST(to_json(1e300) == "1e+300");
  BOOST_TEST(to_json(Value::list({inf, -inf, inf - inf})) == "[Infinity, -Infinity, NaN]");
  BOOST_TEST(to_json(Value::map({{"a", Value::list({})}, {"b", Value::map({})}})) == R"({"a": [], "b": {}})");
}

BOOST_AUTO_TEST_CASE(chunks) {
  BOOST_TEST(to_json(Chunk::from<float>({2, 1}, {0.5F, 3}))
             == R"({"dtype": "float32", "shape": [2, 1], "data": [0.5, 3.0]})");
  BOOST_TEST(to_json(Chunk::from<bool>({}, {true})) == R"({"dtype": "bool", "shape": [], "data": [true]})");
  BOOST_TEST(to_json(Chunk::from<std::complex<double>>({1}, {{1, -2}}))
             == R"({"dtype": "complex128", "shape": [1], "data": [[1.0, -2.0]]})");
  BOOST_TEST(to_json(Chunk::from<std::int8_t>({1}, {65}))
             == R"({"dtype": "int8", "shape": [1], "data": [65]})");
}

BOOST_AUTO_TEST_CASE(texts_are_escaped) {
  BOOST_TEST(json_text("a \"b\" \\ c") == R"("a \"b\" \\ c")");
  BOOST_TEST(json_text("1\n2\x01") == R"("1\u000a2\u0001")");
  BOOST_TEST(json_text("é€𝄞") == "\"é€𝄞\"");
}

BOOST_AUTO_TEST_CASE(what_is_no_utf_8_is_replaced) {
  const std::string replaced = "\"\xef\xbf\xbd\"";
  for (const char* const text : {"\xff", "\x80", "\xc3", "\xf5"})
    BOOST_TEST(json_text(text) == replaced);
  BOOST_TEST(json_text("\xed\xa0\x80") == "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""); // half of a pair
  BOOST_TEST(json_text("\xc0\xaf") == "\"\xef\xbf\xbd\xef\xbf\xbd\"");                 // a slash in two bytes
}

BOOST_AUTO_TEST_CASE(lists_of_any_depth) {
  Value deep;
  for (int i = 0; i < 100'000; ++i)
    deep = Value::list({deep});
  BOOST_TEST(to_json(deep).size() == 200'004U);
}

BOOST_AUTO_TEST_CASE(user_types_are_refused) {
  struct Unknown final : ValueObject {
    std::size_t size_bytes() const noexcept override { return 8; }
    std::string_view type_name() const noexcept override { return "test.unknown"; }
  };
  BOOST_TEST(message_of<ValueError>([] { to_json(Value::user(std::make_unique<const Unknown>())); })
             == "a value of the user's type \"test.unknown\" cannot be written as JSON");
}

BOOST_AUTO_TEST_SUITE_END()
