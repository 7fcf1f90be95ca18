#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "formats/npy_header.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using troupe::test::message_of;

BOOST_AUTO_TEST_SUITE(npy_header_)

BOOST_AUTO_TEST_CASE(keys_come_in_any_order_with_any_quotes) {
  const NpyHeader header = parse_npy_header("{ \"shape\" : (2L,3), 'fortran_order':True,'descr': '>c8'} \n");

  BOOST_TEST(header.descr == ">c8");
  BOOST_TEST(header.is_fortran_order);
  BOOST_TEST(to_string(header.shape) == "(2, 3)");
}

BOOST_AUTO_TEST_CASE(tuples_of_no_and_one_number_are_shapes) {
  BOOST_TEST(to_string(parse_npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (), }").shape)
             == "()");
  BOOST_TEST(to_string(parse_npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (7,), }").shape)
             == "(7,)");
}

BOOST_AUTO_TEST_CASE(damaged_headers_are_refused) {
  for (const char* text :
       {"", "{", "}", "{'descr': '<f8'}", "{'descr': '<f8', 'fortran_order': False, 'shape': (7), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-7,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (7,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (7,), 'more': 1}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (7,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (7,)} and more",
        "{'descr': '<f8 'fortran_order': False, 'shape': (7,)}", "{'descr': '<f8",
        "{'descr': '<\\x66', 'fortran_order': False, 'shape': (7,)}"})
    BOOST_CHECK_THROW(parse_npy_header(text), FileError);
}

BOOST_AUTO_TEST_CASE(more_axes_than_numpy_has_are_refused) {
  std::string shape;
  for (int i = 0; i < 65; ++i)
    shape += "1, ";
  BOOST_TEST(message_of<FileError>([&] {
               parse_npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (" + shape + "), }");
             }).ends_with("has 65 axes, more than NumPy's 64"));
}

BOOST_AUTO_TEST_CASE(a_message_tells_where_the_damage_is) {
  BOOST_TEST(message_of<FileError>([] { parse_npy_header("{'descr': '<f8', 'shape': [7]}"); })
             == "has a damaged header: \"(\" is expected at character 26");
}

BOOST_AUTO_TEST_CASE(types_without_a_meaning_are_refused) {
  for (const char* descr : {"", "<", "<z4", "i", "number", "<i3"})
    BOOST_CHECK_THROW(npy_type(descr), FileError);
  for (const char* descr : {"<f2", "<f16", "<c32", "|S3", "<m8[s]"})
    BOOST_CHECK_THROW(npy_type(descr), DTypeError);
}

BOOST_AUTO_TEST_CASE(data_begin_at_a_multiple_of_64_bytes) {
  for (std::int64_t rank = 0; rank < 32; ++rank)
    BOOST_TEST(npy_header(DType::float64, Shape(static_cast<std::size_t>(rank), 1234567)).size() % 64 == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
