#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "array/gathering/extension.hpp"
#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Positions = std::vector<std::int64_t>;

constexpr std::int64_t filled = -1;

/// The positions that `extended_runs` names, one by one.
Positions extended(Extension extension, std::int64_t extent, std::int64_t first, std::int64_t last) {
  Positions positions;
  for (const Run& run : extended_runs(extension, extent, first, last))
    for (std::int64_t i = 0; i < run.count; ++i)
      positions.push_back(run.kind == Run::Kind::fill ? filled : run.start + i * run.step);
  return positions;
}

} // namespace

BOOST_AUTO_TEST_SUITE(extension)

BOOST_AUTO_TEST_CASE(a_short_reach_beyond_both_ends) {
  BOOST_TEST((extended(Extension::none, 3, -2, 5) == Positions{0, 1, 2}));
  BOOST_TEST((extended(Extension::constant, 3, -2, 5) == Positions{filled, filled, 0, 1, 2, filled, filled}));
  BOOST_TEST((extended(Extension::edge, 3, -2, 5) == Positions{0, 0, 0, 1, 2, 2, 2}));
  BOOST_TEST((extended(Extension::symmetric, 3, -2, 5) == Positions{1, 0, 0, 1, 2, 2, 1}));
  BOOST_TEST((extended(Extension::mirrored, 3, -2, 5) == Positions{2, 1, 0, 1, 2, 1, 0}));
  BOOST_TEST((extended(Extension::wrapped, 3, -2, 5) == Positions{1, 2, 0, 1, 2, 0, 1}));
}

BOOST_AUTO_TEST_CASE(a_reach_of_several_lengths_goes_on_and_on) {
  BOOST_TEST((extended(Extension::symmetric, 2, -5, 7) == Positions{0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1}));
  BOOST_TEST((extended(Extension::mirrored, 3, -5, 8) == Positions{1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1}));
  BOOST_TEST((extended(Extension::wrapped, 3, -4, 7) == Positions{2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0}));
}

BOOST_AUTO_TEST_CASE(a_part_inside_is_that_part) {
  for (const Extension extension : {Extension::none, Extension::constant, Extension::edge,
                                    Extension::symmetric, Extension::mirrored, Extension::wrapped})
    BOOST_TEST((extended(extension, 9, 3, 6) == Positions{3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(a_single_element_goes_on_as_itself) {
  for (const Extension extension :
       {Extension::edge, Extension::symmetric, Extension::mirrored, Extension::wrapped})
    BOOST_TEST((extended(extension, 1, -2, 3) == Positions{0, 0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(an_empty_axis_goes_on_with_constants_only) {
  BOOST_TEST((extended(Extension::constant, 0, -1, 2) == Positions{filled, filled, filled}));
  BOOST_TEST(extended(Extension::none, 0, -1, 2).empty());
  BOOST_TEST(extended(Extension::wrapped, 0, 0, 0).empty());
  BOOST_TEST(message_of<ValueError>([] { extended_runs(Extension::edge, 0, -1, 0); })
             == "an empty axis has nothing to go on with");
}

BOOST_AUTO_TEST_SUITE_END()
