#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>
#include <troupe/user_type.hpp>

#include "support/error_message.hpp"

using namespace troupe;
using troupe::test::message_of;

namespace {

struct Point {
  double x = 0, y = 0;
  template <class V>
  void members(V& visit) {
    visit(x, y);
  }
};

struct Track {
  std::string name;
  std::vector<Point> points;
  std::map<std::string, std::tuple<int, float>> marks;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, points, marks);
  }
};

struct Unregistered {
  int number = 0;
};

struct Registered {
  Registered() {
    [[maybe_unused]] static const bool once = [] {
      register_type<Point>("test.point");
      register_type<Track>("test.track");
      return true;
    }();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(user_type, Registered)

BOOST_AUTO_TEST_CASE(what_was_put_in_is_what_comes_out) {
  const Value value = user_value(Point{1, 2});

  BOOST_TEST(get_user<Point>(value).y == 2);
  BOOST_TEST((value.kind() == ValueKind::user));
}

BOOST_AUTO_TEST_CASE(types_with_members_and_with_serialize_travel) {
  const Value point = decode(encode(user_value(Point{0.5, -1})));
  const Value track = decode(encode(user_value(Track{"a", {{1, 2}, {3, 4}}, {{"m", {7, 0.5F}}}})));

  BOOST_TEST(get_user<Point>(point).x == 0.5);
  BOOST_TEST(get_user<Track>(track).points[1].y == 4);
  BOOST_TEST(std::get<0>(get_user<Track>(track).marks.at("m")) == 7);
}

BOOST_AUTO_TEST_CASE(another_type_is_refused_by_name) {
  BOOST_TEST(message_of<DTypeError>([] { get_user<Track>(user_value(Point{})); })
             == "value: \"test.point\" is not of the type \"test.track\"");
  BOOST_TEST(message_of<DTypeError>([] { get_user<Point>(Value(3)); })
             == "value: 3 is not of the type \"test.point\"");
}

BOOST_AUTO_TEST_CASE(a_type_without_codec_says_how_to_give_it_one) {
  BOOST_TEST(
      message_of<KeyError>([] { encode(user_value(Unregistered{})); })
      == "encode: the type \"(anonymous namespace)::Unregistered\" has no codec; register_type<(anonymous "
         "namespace)::Unregistered>(\"name\") of <troupe/user_type.hpp> gives it one");
}

BOOST_AUTO_TEST_CASE(a_type_is_registered_once) {
  BOOST_TEST(message_of<KeyError>([] { register_type<Point>("test.place"); })
             == "register_type: \"test.place\" is registered as \"test.point\"");
}

BOOST_AUTO_TEST_CASE(the_size_counts_what_containers_hold) {
  const std::vector<double> thousand(1000);
  const std::vector<std::string> texts(10, std::string(100, 'x'));

  BOOST_TEST(user_value(thousand).size_bytes() >= 8000U);
  BOOST_TEST(user_value(thousand).size_bytes() < 8200U);
  BOOST_TEST(user_value(texts).size_bytes() >= 10 * (100 + sizeof(std::string)));
}

BOOST_AUTO_TEST_CASE(damaged_bytes_are_refused) {
  std::string bytes = encode(user_value(Track{"a", {{1, 2}}, {}}));
  bytes.pop_back();

  BOOST_CHECK_THROW(decode(bytes), FileError);
}

BOOST_AUTO_TEST_SUITE_END()
