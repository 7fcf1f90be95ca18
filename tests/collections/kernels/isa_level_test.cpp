#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "kernels/isa_level.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(isa_level_)

BOOST_AUTO_TEST_CASE(a_level_is_known_by_its_name) {
  BOOST_TEST((isa_level_from_name("v2") == IsaLevel::v2));
  BOOST_TEST(to_string(IsaLevel::v4) == "v4");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_no_level_is_refused) {
  BOOST_CHECK_EXCEPTION(isa_level_from_name("v5"), ValueError, [](const ValueError& error) {
    return std::string(error.what()) == "isa level: \"v5\" is none of v2, v3, v4";
  });
}

BOOST_AUTO_TEST_CASE(the_level_that_was_set_is_the_one_reported) {
  std::vector<std::string> reported;

  on_every_isa_level([&](IsaLevel) { reported.emplace_back(isa_level()); });

  std::vector<std::string> supported;
  for (const IsaLevel level : supported_isa_levels())
    supported.emplace_back(to_string(level));
  BOOST_TEST(reported == supported, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
