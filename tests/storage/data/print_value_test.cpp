#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/value.hpp>

using namespace troupe;

BOOST_AUTO_TEST_SUITE(print_value)

BOOST_AUTO_TEST_CASE(words_are_written_plainly) {
  BOOST_TEST(to_string(Value()) == "null");
  BOOST_TEST(to_string(Value(true)) == "true");
  BOOST_TEST(to_string(Value(-3)) == "-3");
}

BOOST_AUTO_TEST_CASE(reals_look_different_from_integers) {
  BOOST_TEST(to_string(Value(3.0)) == "3.0");
  BOOST_TEST(to_string(Value(0.1)) == "0.1");
  BOOST_TEST(to_string(Value(1e300)) == "1e+300");
  BOOST_TEST(to_string(Value(-INFINITY)) == "-inf");
  BOOST_TEST(to_string(Value(NAN)) == "nan");
}

BOOST_AUTO_TEST_CASE(what_a_terminal_would_obey_is_written_out) {
  BOOST_TEST(to_string(Value("\033[2J\t\x7f ключ")) == "\"\\x1b[2J\\x09\\x7f ключ\"");
}

BOOST_AUTO_TEST_CASE(texts_are_quoted) { BOOST_TEST(to_string(Value("a \"b\"\n")) == "\"a \\\"b\\\"\\n\""); }

BOOST_AUTO_TEST_CASE(chunks_are_described) {
  BOOST_TEST(to_string(Value(Chunk::uninitialised(DType::float64, {3, 4}).first)) == "float64 (3, 4)");
}

BOOST_AUTO_TEST_CASE(lists_and_maps_are_nested) {
  BOOST_TEST(to_string(Value::list({1, Value::list({}), Value::map({{"a", 2}, {"b", Value::list({3})}})}))
             == "[1, [], {\"a\": 2, \"b\": [3]}]");
}

BOOST_AUTO_TEST_CASE(long_ones_are_cut) {
  BOOST_TEST(to_string(Value(std::string(100'000, 'x'))).size() < 300u);
  BOOST_TEST(to_string(Value::list(std::vector<Value>(100'000, Value(1)))).size() < 300u);
}

BOOST_AUTO_TEST_SUITE_END()
