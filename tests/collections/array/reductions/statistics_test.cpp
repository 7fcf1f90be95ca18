#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Reals = std::vector<double>;

/// [[1 2] [3 4] [5 6]], cut unevenly
Array matrix() { return from_chunk(Chunk::from<double>({3, 2}, {1, 2, 3, 4, 5, 6}), {{2, 1}, 1}); }

} // namespace

BOOST_AUTO_TEST_SUITE(statistics)

// numpy: np.average(x, axis=0, weights=[1, 2, 1]), np.average(x, weights=x)
BOOST_AUTO_TEST_CASE(averages_are_weighted) {
  const Array weights = from_vector<double>({1, 2, 1});

  BOOST_TEST((values_of<double>(average(matrix(), weights, {.axis = 0})) == Reals{3, 4}));
  BOOST_TEST((values_of<double>(average(matrix(), matrix())) == Reals{91.0 / 21}));
  BOOST_TEST((values_of<double>(average(matrix(), std::nullopt, {.axis = 1})) == Reals{1.5, 3.5, 5.5}));
  BOOST_TEST((values_of<double>(average(matrix())) == Reals{3.5}));
}

BOOST_AUTO_TEST_CASE(averages_of_integers_are_real) {
  const Array x = from_vector<std::int32_t>({1, 2, 4});
  const Array weights = from_vector<std::int32_t>({1, 1, 2});

  BOOST_TEST((values_of<double>(average(x, weights, {.axis = 0})) == Reals{2.75}));
}

BOOST_AUTO_TEST_CASE(weights_that_fit_nothing_are_refused) {
  const auto averaged = [](const Array& weights, const ReduceOptions& options) {
    return message_of<ShapeError>([&] { average(matrix(), weights, options); });
  };

  BOOST_TEST(averaged(ones({2}), {.axis = 0})
             == "average: weights of shape (2,) for an array of shape (3, 2) fit neither it nor the one axis "
                "that is "
                "averaged over");
  BOOST_TEST(averaged(ones({3}), {})
             == "average: weights of shape (3,) for an array of shape (3, 2) fit neither it nor the one axis "
                "that is "
                "averaged over");
}

// by hand: along axis 0 the differences from the mean are -2, 0 and 2
BOOST_AUTO_TEST_CASE(moments_are_central) {
  BOOST_TEST((values_of<double>(moment(matrix(), 2, {.axis = 0})) == Reals{8.0 / 3, 8.0 / 3}));
  BOOST_TEST((values_of<double>(moment(matrix(), 2, {.axis = 0, .ddof = 1})) == Reals{4, 4}));
  BOOST_TEST((values_of<double>(moment(matrix(), 3, {.axis = 0})) == Reals{0, 0}));
  BOOST_TEST(message_of<ValueError>([] { moment(matrix(), -1); }) == "moment: the order is -1");
}

BOOST_AUTO_TEST_CASE(moments_count_what_they_were_given) {
  const Array x = from_vector<double>({1, 3, -5, 5}, 2);

  BOOST_TEST((values_of<double>(moment(extract(x > 0, x), 2)) == Reals{8.0 / 3}));
}

BOOST_AUTO_TEST_SUITE_END()
