#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "expression/apply.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using troupe::test::message_of;

namespace {

/// A primitive that refuses everything, without a name in its message.
struct Refusing {
  static constexpr std::string_view name = "refusing";
  template <class Archive>
  void serialize(Archive&) {}
  ArrayMetadata infer(std::span<const Array>) const { throw AxisError("axis 7 of 2"); }
  void lower(const ArrayNode&, Lowering&) const {}
};

/// A composite of one that refuses.
struct Outer {
  static constexpr std::string_view name = "outer";
  template <class Archive>
  void serialize(Archive&) {}
  Array build(std::span<const Array> inputs) const { return apply(Refusing{}, {inputs[0]}); }
};

/// A composite of two elementwise operations.
struct Twice {
  static constexpr std::string_view name = "twice";
  template <class Archive>
  void serialize(Archive&) {}
  Array build(std::span<const Array> inputs) const { return (inputs[0] + 1) + 1; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(apply_)

BOOST_AUTO_TEST_CASE(an_error_is_led_by_the_operation) {
  const Array x = from_vector<double>({1, 2});

  BOOST_TEST(message_of<AxisError>([&] { apply(Refusing{}, {x}); }) == "refusing: axis 7 of 2");
}

BOOST_AUTO_TEST_CASE(an_error_inside_a_composite_is_led_by_the_outer_operation) {
  const Array x = from_vector<double>({1, 2});

  BOOST_TEST(message_of<AxisError>([&] { apply(Outer{}, {x}); }) == "outer: refusing: axis 7 of 2");
}

BOOST_AUTO_TEST_CASE(all_nodes_of_a_composite_carry_the_line_of_the_call) {
  const Array x = from_vector<double>({1, 2});

  const Array y = apply(Twice{}, {x}, {"user.cpp", 42});

  BOOST_TEST(y.node()->line().line == 42U);
  BOOST_TEST(y.node()->inputs()[0]->line().line == 42U);
}

BOOST_AUTO_TEST_CASE(the_line_of_one_call_does_not_leak_into_the_next) {
  const Array x = from_vector<double>({1, 2});
  message_of<AxisError>([&] { apply(Refusing{}, {x}, {"user.cpp", 42}); });

  const Array y = apply(Twice{}, {x}, {"user.cpp", 43});

  BOOST_TEST(y.node()->line().line == 43U);
}

BOOST_AUTO_TEST_SUITE_END()
