#include <array>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <troupe/dtype.hpp>
#include <troupe/error.hpp>

using namespace troupe;

namespace {

// NumPy 1.24.2; tests/reference/promotion.py prints it.
constexpr std::array<std::array<std::string_view, dtype_count>, dtype_count> promoted{{
    {"bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
     "complex64", "complex128"},
    {"int8", "int8", "int16", "int32", "int64", "int16", "int32", "int64", "float64", "float32", "float64",
     "complex64", "complex128"},
    {"int16", "int16", "int16", "int32", "int64", "int16", "int32", "int64", "float64", "float32", "float64",
     "complex64", "complex128"},
    {"int32", "int32", "int32", "int32", "int64", "int32", "int32", "int64", "float64", "float64", "float64",
     "complex128", "complex128"},
    {"int64", "int64", "int64", "int64", "int64", "int64", "int64", "int64", "float64", "float64", "float64",
     "complex128", "complex128"},
    {"uint8", "int16", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
     "complex64", "complex128"},
    {"uint16", "int32", "int32", "int32", "int64", "uint16", "uint16", "uint32", "uint64", "float32",
     "float64", "complex64", "complex128"},
    {"uint32", "int64", "int64", "int64", "int64", "uint32", "uint32", "uint32", "uint64", "float64",
     "float64", "complex128", "complex128"},
    {"uint64", "float64", "float64", "float64", "float64", "uint64", "uint64", "uint64", "uint64", "float64",
     "float64", "complex128", "complex128"},
    {"float32", "float32", "float32", "float64", "float64", "float32", "float32", "float64", "float64",
     "float32", "float64", "complex64", "complex128"},
    {"float64", "float64", "float64", "float64", "float64", "float64", "float64", "float64", "float64",
     "float64", "float64", "complex128", "complex128"},
    {"complex64", "complex64", "complex64", "complex128", "complex128", "complex64", "complex64",
     "complex128", "complex128", "complex64", "complex128", "complex64", "complex128"},
    {"complex128", "complex128", "complex128", "complex128", "complex128", "complex128", "complex128",
     "complex128", "complex128", "complex128", "complex128", "complex128", "complex128"},
}};

} // namespace

BOOST_AUTO_TEST_SUITE(dtype)

BOOST_AUTO_TEST_CASE(every_pair_promotes_as_in_numpy) {
  for (std::size_t left = 0; left < dtype_count; ++left)
    for (std::size_t right = 0; right < dtype_count; ++right) {
      const DType result = promote(static_cast<DType>(left), static_cast<DType>(right));
      BOOST_TEST(to_string(result) == promoted[left][right],
                 to_string(static_cast<DType>(left)) << " with " << to_string(static_cast<DType>(right)));
    }
}

BOOST_AUTO_TEST_CASE(every_name_gives_its_dtype_back) {
  for (std::size_t i = 0; i < dtype_count; ++i) {
    const auto dtype = static_cast<DType>(i);
    BOOST_TEST((dtype_from_name(to_string(dtype)) == dtype));
  }
}

BOOST_AUTO_TEST_CASE(another_name_is_an_error_that_tells_it) {
  BOOST_CHECK_EXCEPTION(dtype_from_name("float16"), DTypeError, [](const DTypeError& error) {
    return std::string_view(error.what()) == "dtype: \"float16\" is not the name of a dtype";
  });
}

BOOST_AUTO_TEST_CASE(a_number_of_the_stored_format_gives_its_dtype_or_an_error) {
  BOOST_TEST((dtype_from_number(12) == DType::complex128));
  BOOST_CHECK_THROW(dtype_from_number(13), FileError);
}

BOOST_AUTO_TEST_CASE(sizes_and_kinds_are_those_of_the_element_types) {
  BOOST_TEST(size_of(DType::boolean) == 1u);
  BOOST_TEST(size_of(DType::uint16) == 2u);
  BOOST_TEST(size_of(DType::complex64) == 8u);
  BOOST_TEST(size_of(DType::complex128) == 16u);
  BOOST_TEST((kind_of(DType::uint64) == DTypeKind::unsigned_integer));
  BOOST_TEST((kind_of(DType::int8) == DTypeKind::signed_integer));
  BOOST_TEST((kind_of(DType::boolean) == DTypeKind::boolean));
  BOOST_TEST((dtype_of<float>() == DType::float32));
}

BOOST_AUTO_TEST_SUITE_END()
