#include <cmath>
#include <limits>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "drawing/map.hpp"

using namespace drawing;
using troupe::Chunk;

namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

/// Four longitudes from 20° E eastwards, three latitudes from the south.
Field small_field() {
  return Field(Chunk::from<float>({3, 4}, {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, missing}),
               Chunk::from<double>({3}, {-90, 0, 90}), Chunk::from<double>({4}, {20, 110, 200, 290}));
}

/// Land on the northern hemisphere.
Field half_land() {
  return Field(Chunk::from<float>({2, 4}, {-1, -1, -1, -1, 1, 1, 1, 1}), Chunk::from<double>({2}, {-90, 90}),
               Chunk::from<double>({4}, {0, 90, 180, 270}));
}

MapStyle style_to(double high) { return {.title = "t", .units = "m", .low = 0, .high = high}; }

} // namespace

BOOST_AUTO_TEST_SUITE(map)

BOOST_AUTO_TEST_CASE(a_field_gives_its_own_points_back) {
  BOOST_TEST(small_field().at(-90, 20) == 0);
  BOOST_TEST(small_field().at(0, 200) == 12);
  BOOST_TEST(small_field().at(90, 110) == 21);
}

BOOST_AUTO_TEST_CASE(between_points_a_field_is_bilinear) { BOOST_TEST(small_field().at(-45, 65) == 5.5f); }

BOOST_AUTO_TEST_CASE(longitudes_go_round_the_earth) {
  BOOST_TEST(small_field().at(0, -160) == 12);
  BOOST_TEST(small_field().at(0, -25) == 11.5f);
}

BOOST_AUTO_TEST_CASE(latitudes_may_start_in_the_north) {
  const Field field(Chunk::from<double>({2, 2}, {1, 1, 3, 3}), Chunk::from<double>({2}, {90, -90}),
                    Chunk::from<double>({2}, {0, 180}));

  BOOST_TEST(field.at(90, 0) == 1);
  BOOST_TEST(field.at(-90, 0) == 3);
}

BOOST_AUTO_TEST_CASE(beside_a_missing_point_the_nearest_one_counts) {
  BOOST_TEST(std::isnan(small_field().at(80, 285)));
  BOOST_TEST(small_field().at(10, 285) == 13);
}

BOOST_AUTO_TEST_CASE(a_field_that_does_not_fit_its_coordinates_is_refused) {
  const Chunk four = Chunk::from<double>({4}, {0, 90, 180, 270});

  BOOST_CHECK_THROW(Field(Chunk::from<float>({2, 2}, {1, 2, 3, 4}), four, four), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(north_is_up_and_the_coast_is_drawn) {
  const Field field = half_land();
  const MapPainter painter(field, 1);

  const Image image = painter.paint(field, style_to(1));

  // The map is 360 × 180 pixels behind margins of 74 and 62.
  BOOST_TEST((image.at(74 + 180, 62 + 5) == viridis().at(0.94)));
  BOOST_TEST((image.at(74 + 180, 62 + 175) == viridis().at(0)));
  BOOST_TEST((image.at(74 + 180, 62 + 89) != image.at(74 + 180, 62 + 86)));
}

BOOST_AUTO_TEST_CASE(missing_values_have_a_colour_of_their_own) {
  const Field nothing(Chunk::from<float>({2, 2}, {missing, missing, missing, missing}),
                      Chunk::from<double>({2}, {-90, 90}), Chunk::from<double>({2}, {0, 180}));
  const MapPainter painter(half_land(), 1);

  const Image image = painter.paint(nothing, style_to(1));

  BOOST_TEST((image.at(74 + 90, 62 + 30) == Colour{198, 198, 194}));
}

BOOST_AUTO_TEST_SUITE_END()
