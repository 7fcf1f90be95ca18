#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>

#include "storage/sample_values.hpp"

using namespace troupe;
using namespace std::string_literals;

namespace {

const std::string mark = "TRV\x01"s;

class Unregistered final : public ValueObject {
public:
  std::size_t size_bytes() const noexcept override { return 0; }
  std::string_view type_name() const noexcept override { return "unregistered"; }
};

// The last of `depth` lists in each other holds `innermost`.
Value nested(int depth, Value innermost) {
  for (int i = 0; i < depth; ++i)
    innermost = Value::list({std::move(innermost)});
  return innermost;
}

} // namespace

BOOST_AUTO_TEST_SUITE(encode_)

BOOST_AUTO_TEST_CASE(every_kind_and_dtype_comes_back_bit_for_bit) {
  for (const Value& value : test::sample_values())
    BOOST_TEST((decode(encode(value)) == value), to_string(value));
}

BOOST_AUTO_TEST_CASE(the_bytes_are_those_the_readme_describes) {
  BOOST_TEST(encode(Value()) == mark + "\0"s);
  BOOST_TEST(encode(true) == mark + "\x01\x01"s);
  BOOST_TEST(encode(-2) == mark + "\x02\xfe\xff\xff\xff\xff\xff\xff\xff"s);
  BOOST_TEST(encode(1.0) == mark + "\x03\0\0\0\0\0\0\xf0\x3f"s);
  BOOST_TEST(encode("ab") == mark + "\x04\x02\0\0\0\0\0\0\0ab"s);
  BOOST_TEST(encode(Value::list({Value(), true})) == mark + "\x05\x02\0\0\0\0\0\0\0\0\x01\x01"s);
  BOOST_TEST(encode(Value::map({{"k", Value()}})) == mark + "\x06\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0k\0"s);
  BOOST_TEST(encode(Chunk::from<std::int16_t>({1, 2}, {1, -1}))
             == mark + "\x07\x02\x02\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x01\0\xff\xff"s);
}

BOOST_AUTO_TEST_CASE(deeply_nested_lists_come_back_without_recursion) {
  const Value value = nested(200'000, "deep");

  BOOST_TEST((decode(encode(value)) == value));
  BOOST_TEST((digest(value) == digest(nested(200'000, "deep"))));
}

BOOST_AUTO_TEST_CASE(a_user_type_without_a_codec_is_named) {
  BOOST_CHECK_EXCEPTION(encode(Value::list({1, Value::user(std::make_unique<Unregistered>())})), KeyError,
                        [](const KeyError& error) {
                          return std::string_view(error.what())
                                 == "encode: no codec is registered for the user type \"unregistered\"";
                        });
}

BOOST_AUTO_TEST_CASE(equal_values_have_equal_digests_and_others_do_not) {
  const std::vector<Value> values = test::sample_values(), again = test::sample_values();
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = 0; j < values.size(); ++j)
      BOOST_TEST((digest(values[i]) == digest(again[j])) == (i == j), to_string(values[i])
                                                                          << " and " << to_string(again[j]));
}

BOOST_AUTO_TEST_CASE(a_digest_is_the_same_on_every_machine) {
  // Made by this code; a change of the format or the hash shows here, and makes stored digests worthless.
  BOOST_TEST(to_string(digest(Value::list({1, "two", Chunk::from<float>({2}, {3, 4})})))
             == "f1edccc3a923a832649af0ea2f1ffb1f");
}

BOOST_AUTO_TEST_SUITE_END()
