#include <memory>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "codec/user_codecs.hpp"

using namespace troupe;

namespace {

class Celsius final : public ValueObject {
public:
  explicit Celsius(std::string degrees) : degrees_(std::move(degrees)) {}
  std::size_t size_bytes() const noexcept override { return sizeof *this; }
  std::string_view type_name() const noexcept override { return "celsius"; }
  const std::string& degrees() const noexcept { return degrees_; }

private:
  std::string degrees_;
};

UserCodec celsius_codec() {
  return {"celsius", [](const ValueObject& object) { return dynamic_cast<const Celsius&>(object).degrees(); },
          [](std::string_view bytes) { return Value::user(std::make_unique<Celsius>(std::string(bytes))); }};
}

struct Registered {
  Registered() {
    if (find_codec("celsius") == nullptr)
      register_codec(celsius_codec());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(user_codecs, Registered)

BOOST_AUTO_TEST_CASE(a_registered_type_travels) {
  const Value value = Value::list({1, Value::user(std::make_unique<Celsius>("21.5")), "end"});

  const Value copy = decode(encode(value));

  BOOST_TEST(copy.as_list()[1].find<Celsius>()->degrees() == "21.5");
  BOOST_TEST(copy.as_list()[2].as_text() == "end");
  BOOST_TEST((digest(value) == digest(copy)));
}

BOOST_AUTO_TEST_CASE(a_name_is_given_once) { BOOST_CHECK_THROW(register_codec(celsius_codec()), KeyError); }

BOOST_AUTO_TEST_CASE(a_codec_needs_a_name_and_both_functions) {
  UserCodec codec = celsius_codec();
  codec.type_name = "";
  BOOST_CHECK_THROW(register_codec(codec), ValueError);
  codec = celsius_codec();
  codec.type_name = "kelvin";
  codec.decode = nullptr;
  BOOST_CHECK_THROW(register_codec(codec), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
