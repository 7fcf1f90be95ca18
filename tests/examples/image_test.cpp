#include <array>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include "drawing/colour_map.hpp"
#include "drawing/image.hpp"
#include "drawing/text.hpp"
#include "support/temporary_directory.hpp"

using namespace drawing;

namespace {

constexpr Colour white{255, 255, 255};
constexpr Colour black{0, 0, 0};

} // namespace

BOOST_AUTO_TEST_SUITE(image)

BOOST_AUTO_TEST_CASE(a_segment_covers_the_pixels_it_crosses) {
  Image image(10, 10, white);

  image.segments(std::array{Point{2, 5.5}, Point{8, 5.5}}, 1, black);

  BOOST_TEST((image.at(5, 5) == black));
  BOOST_TEST((image.at(5, 3) == white));
  BOOST_TEST((image.at(0, 5) == white));
}

BOOST_AUTO_TEST_CASE(what_is_outside_is_cut_off) {
  Image image(4, 4, white);

  image.segments(std::array{Point{-50, -50}, Point{50, 50}}, 2, black);
  image.fill(2, 2, 100, 100, black);

  BOOST_TEST((image.at(0, 0) == black));
  BOOST_TEST((image.at(3, 2) == black));
  BOOST_TEST((image.at(0, 3) == white));
}

BOOST_AUTO_TEST_CASE(text_has_the_width_it_says) {
  Image image(200, 40, white);
  const double width = text_width("42.5°", 16);

  draw_text(image, {20, 30}, "42.5°", 16, black);

  int rightmost = 0;
  for (int x = 0; x < image.width(); ++x)
    for (int y = 0; y < image.height(); ++y)
      if (image.at(x, y) != white)
        rightmost = x;
  BOOST_TEST(rightmost == 20 + width, boost::test_tools::tolerance(0.03));
}

BOOST_AUTO_TEST_CASE(a_picture_that_cannot_be_written_names_its_file) {
  BOOST_CHECK_EXCEPTION(Image(2, 2, white).write_png("/nowhere/a.png"), std::runtime_error,
                        [](const auto& error) {
                          return std::string(error.what()).starts_with("write a picture: /nowhere/a.png: ");
                        });
}

BOOST_AUTO_TEST_CASE(a_picture_comes_back_from_its_file) {
  const troupe::test::TemporaryDirectory directory;
  Image image(5, 3, white);
  image.set(4, 2, {1, 2, 3});

  image.write_png(directory.path() / "a.png");
  const Image read = Image::read_png(directory.path() / "a.png");

  BOOST_TEST(read.width() == 5);
  BOOST_TEST(read.height() == 3);
  BOOST_TEST((read.at(4, 2) == Colour{1, 2, 3}));
  BOOST_TEST((read.at(0, 0) == white));
}

BOOST_AUTO_TEST_CASE(colours_stay_within_their_ends) {
  BOOST_TEST((viridis().at(-3) == Colour{0x44, 0x01, 0x54}));
  BOOST_TEST((viridis().at(1) == Colour{0xfd, 0xe7, 0x25}));
  BOOST_TEST((viridis().at(7) == Colour{0xfd, 0xe7, 0x25}));
}

BOOST_AUTO_TEST_CASE(sea_level_is_a_sharp_edge) {
  const double sea_level = -relief_low_m / (relief_high_m - relief_low_m);

  BOOST_TEST((relief_colours().at(sea_level - 1e-9) == Colour{0xc4, 0xe3, 0xee}));
  BOOST_TEST((relief_colours().at(sea_level + 1e-9) == Colour{0x3f, 0x7d, 0x4a}));
}

BOOST_AUTO_TEST_SUITE_END()
