#include <boost/test/unit_test.hpp>

#include <troupe/array/differences.hpp>

#include "support/array_values.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(differences)

BOOST_AUTO_TEST_CASE(what_is_put_before_must_fit_and_the_error_names_diff) {
  const Array x = zeros({4, 6});

  const std::string message = message_of<ShapeError>([&] { diff(x, {.axis = 0, .prepend = zeros({4})}); });

  BOOST_TEST(message.starts_with("diff: "));
}

BOOST_AUTO_TEST_SUITE_END()
