#include <complex>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Reals = std::vector<double>;
using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(from_values_)

BOOST_AUTO_TEST_CASE(numbers_have_the_dtype_that_holds_all_of_them) {
  BOOST_TEST((from_values({3, 1, 2}).dtype() == DType::int64));
  BOOST_TEST((from_values({true, false}).dtype() == DType::boolean));
  BOOST_TEST((from_values({1, 2.5F}).dtype() == DType::float64));
  BOOST_TEST((from_values({1, std::complex<double>(0, 1)}).dtype() == DType::complex128));
  BOOST_TEST((from_values({1U, std::uint64_t{1} << 63}).dtype() == promote(DType::int64, DType::uint64)));
  BOOST_TEST((from_values({}).dtype() == DType::float64));
  BOOST_TEST((from_values({1, 2}, {.dtype = DType::float32}).dtype() == DType::float32));
}

BOOST_AUTO_TEST_CASE(lists_are_axes) {
  const Array matrix = from_values({{1, 2.5}, {3, 4}, {5, 6}});

  BOOST_TEST((matrix.shape() == Shape{3, 2}));
  BOOST_TEST((values_of<double>(matrix) == Reals{1, 2.5, 3, 4, 5, 6}));
  BOOST_TEST((from_values({{{1}, {2}}}).shape() == Shape{1, 2, 1}));
  BOOST_TEST((from_values(7).shape() == Shape{}));
  BOOST_TEST((from_values({}).shape() == Shape{0}));
  BOOST_TEST((values_of<std::int64_t>(from_values({3, 1, 2}, {.chunks = 2})) == Integers{3, 1, 2}));
}

BOOST_AUTO_TEST_CASE(lists_that_do_not_fit_are_refused) {
  BOOST_TEST(message_of<ShapeError>([] {
               from_values({{1, 2}, {3}});
             })
             == "from_values: a list of 1 stands beside a list of 2");
  BOOST_TEST(message_of<ShapeError>([] {
               from_values({{1, 2}, 3});
             })
             == "from_values: a number stands beside a list of 2");
  BOOST_TEST(message_of<ShapeError>([] {
               from_values({1, {2, 3}});
             })
             == "from_values: a list of 2 stands beside a number");
  BOOST_TEST(message_of<ValueError>([] {
               from_values({1, 300}, {.dtype = DType::int8});
             }).starts_with("from_values: "));
}

BOOST_AUTO_TEST_CASE(a_vector_may_be_a_list_as_well) {
  BOOST_TEST((values_of<double>(from_vector({1.5, 2.0})) == Reals{1.5, 2}));
  BOOST_TEST((from_vector({1, 2}).dtype() == DType::int32));
}

BOOST_AUTO_TEST_SUITE_END()
