#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/names.hpp>

using namespace troupe;

BOOST_AUTO_TEST_SUITE(names_)

BOOST_AUTO_TEST_CASE(what_terminals_obey_is_written_out) {
  BOOST_TEST(shown_name("mean-1a2b/0/1") == "mean-1a2b/0/1");
  BOOST_TEST(shown_name("größe \"x\" \\") == "größe \"x\" \\");
  BOOST_TEST(shown_name("\x1b[2J") == "\"\\u001b[2J\"");
  BOOST_TEST(shown_name("a\x7f") == "\"a\\u007f\"");
  BOOST_TEST(shown_name("a\xc2\x9b") == "\"a\\u009b\"");
  BOOST_TEST(quoted_name("a\nb") == "\"a\\u000ab\"");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_replaced) {
  BOOST_TEST(shown_name("a\xff").starts_with('"'));
  BOOST_TEST(shown_name("a\xff").find('\xff') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(lists_have_commas_between) {
  const std::vector<std::string> words{"", "a", "b"};

  BOOST_TEST(joined(words) == ", a, b");
  BOOST_TEST(joined(std::vector<std::string>{}) == "");
  BOOST_TEST(joined_in_short(words, 3) == ", a, b");
  BOOST_TEST(joined_in_short(words, 2) == ", a, 1 more");
  BOOST_TEST(joined(std::vector{1, 2}, [](int number) { return std::to_string(number); }) == "1, 2");
}

BOOST_AUTO_TEST_CASE(lines_are_told_without_their_directories) {
  BOOST_TEST(line_name("/home/ada/winds.cpp", 31) == "winds.cpp:31");
  BOOST_TEST(line_name("winds.cpp", 31) == "winds.cpp:31");
}

BOOST_AUTO_TEST_SUITE_END()
