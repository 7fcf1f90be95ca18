#include <boost/test/unit_test.hpp>

#include <troupe/array/slicing.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

/// The rows of a table of three columns that begin with more than 1; how many they are is not known.
Array some_rows() {
  const Array table = reshape(from_vector<std::int64_t>({1, 2, 3, 4, 5, 6, 7, 8, 9}, 5), {3, 3});
  return getitem(table, {getitem(table, {Slice{}, 0}) > 1});
}

} // namespace

BOOST_AUTO_TEST_SUITE(indexing)

BOOST_AUTO_TEST_CASE(what_no_length_can_make_right_is_refused_at_once) {
  const Array rows = some_rows();

  BOOST_TEST(message_of<ValueError>([&] { getitem(rows, {Slice{.step = 0}}); })
             == "getitem: a slice has a step of 0");
  BOOST_TEST(message_of<IndexError>([&] {
               getitem(rows, {0, 3});
             })
             == "getitem: index 3 is outside axis 1 of length 3");
  BOOST_TEST(message_of<IndexError>([&] {
               getitem(rows, {0, 0, 0});
             })
             == "getitem: an index of 3 axes for an array of shape (?, 3)");
  BOOST_TEST(message_of<IndexError>([&] { getitem(rows, {rows}); })
             == "getitem: an index array of shape (?, 3) is not 1-d");
}

BOOST_AUTO_TEST_CASE(a_wrong_position_of_an_array_names_what_was_called) {
  const Array x = from_vector<double>({1, 2, 3}, 2);
  const Array positions = from_vector<std::int64_t>({0, 3});

  const std::string message = message_of<TaskError>([&] { values_of<double>(getitem(x, {positions})); });

  BOOST_TEST(message.find("\"getitem-") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
