#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(meshgrid_)

BOOST_AUTO_TEST_CASE(every_array_runs_along_its_axis) {
  for_each_cut({40}, [](const Array& x) {
    const std::vector<Array> grids =
        meshgrid({x, counted({30}, 7), counted({3}, 2)}, {.indexing = Indexing::ij});

    for (std::size_t axis = 0; axis < 3; ++axis)
      BOOST_TEST((values_of<std::int64_t>(grids[axis])
                  == looped({40, 30, 3}, [&](const Shape& at) { return at[axis]; })));
  });
}

BOOST_AUTO_TEST_CASE(the_first_two_change_places_for_planes) {
  for_each_cut({40}, [](const Array& x) {
    const std::vector<Array> grids = meshgrid({x, counted({30}, 7), counted({3}, 2)});

    BOOST_TEST(
        (values_of<std::int64_t>(grids[0]) == looped({30, 40, 3}, [](const Shape& at) { return at[1]; })));
    BOOST_TEST(
        (values_of<std::int64_t>(grids[1]) == looped({30, 40, 3}, [](const Shape& at) { return at[0]; })));
    BOOST_TEST(
        (values_of<std::int64_t>(grids[2]) == looped({30, 40, 3}, [](const Shape& at) { return at[2]; })));
  });
}

BOOST_AUTO_TEST_CASE(sparse_grids_are_not_stretched) {
  for_each_cut({40}, [](const Array& x) {
    const std::vector<Array> grids = meshgrid({x, counted({30}, 7)}, {.sparse = true});

    BOOST_TEST((grids[0].shape() == Shape{1, 40}));
    BOOST_TEST((grids[1].shape() == Shape{30, 1}));
    BOOST_TEST((values_of<std::int64_t>(grids[0]) == values_of<std::int64_t>(x)));
  });
}

BOOST_AUTO_TEST_CASE(one_array_none_and_scalars_make_grids_too) {
  const Array x = counted({4}, 3), scalar = from_chunk(Chunk::scalar<std::int64_t>(5));

  BOOST_TEST(meshgrid({}).empty());
  BOOST_TEST((values_of<std::int64_t>(meshgrid({x})[0]) == std::vector<std::int64_t>{0, 1, 2, 3}));
  BOOST_TEST((values_of<std::int64_t>(meshgrid({x, scalar})[1]) == std::vector<std::int64_t>{5, 5, 5, 5}));
}

BOOST_AUTO_TEST_SUITE_END()
