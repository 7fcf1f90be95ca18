#include <atomic>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/value.hpp>

using namespace troupe;

namespace {

/// Counts how many of its kind there are.
class Counted final : public ValueObject {
public:
  explicit Counted(std::atomic<int>& count, Value held = {}) : count_(count), held_(std::move(held)) {
    ++count_;
  }
  ~Counted() override { --count_; }
  std::size_t size_bytes() const noexcept override { return 1000; }
  std::string_view type_name() const noexcept override { return "counted"; }
  const Value& held() const noexcept { return held_; }

private:
  std::atomic<int>& count_;
  Value held_;
};

Value counted(std::atomic<int>& count, Value held = {}) {
  return Value::user(std::make_unique<Counted>(count, std::move(held)));
}

Value nested(int depth, Value innermost) {
  for (int i = 0; i < depth; ++i)
    innermost = Value::list({std::move(innermost)});
  return innermost;
}

} // namespace

BOOST_AUTO_TEST_SUITE(value)

BOOST_AUTO_TEST_CASE(is_two_words) { BOOST_TEST(sizeof(Value) == 16u); }

BOOST_AUTO_TEST_CASE(holds_each_kind) {
  BOOST_TEST(Value().is_null());
  BOOST_TEST(Value(true).as_bool());
  BOOST_TEST(Value(-7).as_integer() == -7);
  BOOST_TEST(Value(std::uint8_t{200}).as_integer() == 200);
  BOOST_TEST(Value(2.5).as_real() == 2.5);
  BOOST_TEST(Value("text").as_text() == "text");
  BOOST_TEST(Value::list({1, "two"}).as_list()[1].as_text() == "two");
  BOOST_TEST(Value::map({{"a", 1}, {"b", 2}}).as_map()[1].first == "b");
  BOOST_TEST(Value(Chunk::scalar(3)).as_chunk().item<int>() == 3);
}

BOOST_AUTO_TEST_CASE(integers_and_bools_are_reals_too) {
  BOOST_TEST(Value(3).as_real() == 3.0);
  BOOST_TEST(Value(true).as_real() == 1.0);
}

BOOST_AUTO_TEST_CASE(another_kind_than_asked_for_is_an_error_that_tells_both) {
  BOOST_CHECK_EXCEPTION(Value("abc").as_integer(), DTypeError, [](const DTypeError& error) {
    return std::string(error.what()) == "value: \"abc\" is a text, not an integer";
  });
  BOOST_CHECK_THROW(Value(1).as_bool(), DTypeError);
  BOOST_CHECK_THROW(Value("1").as_real(), DTypeError);
  BOOST_CHECK_THROW(Value().as_text(), DTypeError);
  BOOST_CHECK_THROW(Value(1).as_list(), DTypeError);
  BOOST_CHECK_THROW(Value::list({}).as_map(), DTypeError);
  BOOST_CHECK_THROW(Value(2.5).as_chunk(), DTypeError);
}

BOOST_AUTO_TEST_CASE(a_user_type_is_found_by_its_type) {
  std::atomic<int> count{0};
  const Value value = counted(count, 5);

  BOOST_TEST(value.find<Counted>()->held().as_integer() == 5);
  BOOST_TEST(Value(5).find<Counted>() == nullptr);
  BOOST_CHECK_THROW(Value::user(nullptr), ValueError);
}

BOOST_AUTO_TEST_CASE(what_is_shared_is_freed_by_its_last_user) {
  std::atomic<int> count{0};
  {
    Value first = counted(count);
    Value second = first, third = Value::list({first, second});
    first = Value();
    second = std::move(third);
    BOOST_TEST(third.is_null()); // NOLINT(bugprone-use-after-move): null is what is promised
    BOOST_TEST(count == 1);
  }
  BOOST_TEST(count == 0);
}

BOOST_AUTO_TEST_CASE(assignment_to_itself_keeps_the_value) {
  Value value("text");
  const Value& same = value;
  value = same;
  BOOST_TEST(value.as_text() == "text");
}

BOOST_AUTO_TEST_CASE(a_million_nested_lists_are_compared_printed_and_released_without_recursion) {
  std::atomic<int> count{0};
  Value left = nested(1'000'000, 7);
  const Value right = nested(1'000'000, 8);
  left = Value::list({std::move(left), counted(count)});

  BOOST_TEST(!(left == right));
  BOOST_TEST((left == left));
  BOOST_TEST((nested(1000, 7) == nested(1000, 7)));
  BOOST_TEST(!(nested(1000, 7) == nested(1000, 8)));
  BOOST_TEST(to_string(right).size() < 1000u);
  left = Value();
  BOOST_TEST(count == 0);
}

BOOST_AUTO_TEST_CASE(user_objects_that_hold_values_are_released_without_recursion) {
  std::atomic<int> count{0};
  Value chain;
  for (int i = 0; i < 200'000; ++i)
    chain = counted(count, std::move(chain));
  chain = Value();
  BOOST_TEST(count == 0);
}

BOOST_AUTO_TEST_CASE(equality_goes_by_kind_and_content) {
  BOOST_TEST((Value(1) == Value(1)));
  BOOST_TEST(!(Value(1) == Value(1.0)));
  BOOST_TEST(!(Value(1) == Value(true)));
  BOOST_TEST((Value(NAN) == Value(NAN)));
  BOOST_TEST(!(Value(0.0) == Value(-0.0)));
  BOOST_TEST((Value::list({1, "a"}) == Value::list({1, "a"})));
  BOOST_TEST(!(Value::list({1, "a"}) == Value::list({1})));
  BOOST_TEST((Value::map({{"a", 1}}) == Value::map({{"a", 1}})));
  BOOST_TEST(!(Value::map({{"a", 1}}) == Value::map({{"b", 1}})));
  BOOST_TEST((Value(Chunk::scalar(NAN)) == Value(Chunk::scalar(NAN))));
  BOOST_TEST(!(Value(Chunk::scalar(1)) == Value(Chunk::scalar(1L))));
}

BOOST_AUTO_TEST_CASE(user_objects_are_equal_to_themselves_only) {
  std::atomic<int> count{0};
  const Value value = counted(count), copy = value;
  BOOST_TEST((value == copy));
  BOOST_TEST(!(value == counted(count)));
}

BOOST_AUTO_TEST_CASE(lists_that_share_parts_compare_in_no_time) {
  Value left = 1;
  for (int i = 0; i < 100; ++i)
    left = Value::list({left, left});
  const Value copy = left;
  BOOST_TEST((left == copy));
}

BOOST_AUTO_TEST_CASE(sizes_count_what_is_held) {
  BOOST_TEST(Value(1).size_bytes() == 0u);
  BOOST_TEST(Value(Chunk::uninitialised(DType::float64, {1000}).first).size_bytes() >= 8000u);
  BOOST_TEST(Value(std::string(500, 'x')).size_bytes() >= 500u);
  std::atomic<int> count{0};
  BOOST_TEST(Value::list({counted(count), counted(count)}).size_bytes() >= 2000u);
  BOOST_TEST(Value::map({{"a", counted(count)}}).size_bytes() >= 1000u);
}

BOOST_AUTO_TEST_CASE(threads_share_a_value) {
  std::atomic<int> count{0};
  {
    const Value shared = Value::list({counted(count), "text", Chunk::scalar(1.5)});
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([copy = shared] {
        for (int round = 0; round < 2000; ++round) {
          const Value part = copy.as_list()[static_cast<std::size_t>(round % 3)];
          const Value list = Value::list({part, copy, part});
          const Value moved = list.as_list()[0];
        }
      });
    for (std::thread& thread : threads)
      thread.join();
  }
  BOOST_TEST(count == 0);
}

BOOST_AUTO_TEST_CASE(the_last_user_may_be_any_thread) {
  std::atomic<int> count{0};
  for (int round = 0; round < 200; ++round) {
    Value value = nested(50, counted(count));
    std::thread other([copy = value] {});
    value = Value();
    other.join();
  }
  BOOST_TEST(count == 0);
}

BOOST_AUTO_TEST_SUITE_END()
