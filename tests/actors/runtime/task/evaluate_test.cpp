#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "runtime/task/evaluate.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

/// A context for kernels that ask nothing of it.
class NoContext final : public TaskContext {
public:
  bool cancelled() const noexcept override { return false; }
  Session& session() const noexcept override { std::abort(); }
};

/// Counts the objects alive.
class Counted final : public ValueObject {
public:
  Counted() { ++alive; }
  ~Counted() override { --alive; }
  std::size_t size_bytes() const noexcept override { return 0; }
  std::string_view type_name() const noexcept override { return "test.counted"; }
  static inline int alive = 0;
  static inline int most = 0;
};

Value make_counted(const KernelCall&) {
  Value made = Value::user(std::make_unique<const Counted>());
  Counted::most = std::max(Counted::most, Counted::alive);
  return made;
}

Step step_of(const Kernel& kernel, std::vector<Operand> operands) {
  Step step;
  step.kernel = &kernel;
  step.operands = std::move(operands);
  return step;
}

Value run(const Body& body, std::vector<Value> inputs, FailedCall& failed) {
  const NoContext context;
  return evaluate(body, {inputs, context, false, failed});
}

Value run(const Body& body, std::vector<Value> inputs) {
  FailedCall failed;
  return run(body, std::move(inputs), failed);
}

const Operand first_input{Operand::Kind::input, 0};

} // namespace

BOOST_AUTO_TEST_SUITE(evaluate_)

BOOST_AUTO_TEST_CASE(a_plain_body_takes_all_inputs) {
  BOOST_TEST(run(Body::call(test_kernel("test.sum", sum_kernel)), {1, 2, 3}).as_integer() == 6);
}

BOOST_AUTO_TEST_CASE(constants_and_aliases_need_no_step) {
  BOOST_TEST(run(Body::constant("abc"), {}).as_text() == "abc");
  BOOST_TEST(run(Body::alias(), {5}).as_integer() == 5);
}

BOOST_AUTO_TEST_CASE(steps_make_lists_and_maps) {
  Body body;
  body.literals = {Value(7)};
  Step items;
  items.kind = Step::Kind::list;
  items.operands = {first_input, {Operand::Kind::literal, 0}};
  Step entries;
  entries.kind = Step::Kind::map;
  entries.names = {"a", "b"};
  entries.operands = {{Operand::Kind::step, 0}, first_input};
  body.steps = {items, entries};
  body.result = {Operand::Kind::step, 1};

  const Value value = run(body, {1});

  BOOST_TEST((value == Value::map({{"a", Value::list({1, 7})}, {"b", 1}})));
}

BOOST_AUTO_TEST_CASE(intermediate_values_are_released_after_their_last_use) {
  const Kernel& kernel = test_kernel("test.make_counted", make_counted);
  Body body;
  body.steps.push_back(step_of(kernel, {}));
  for (std::uint32_t i = 0; i < 100; ++i)
    body.steps.push_back(step_of(kernel, {{Operand::Kind::step, i}}));
  body.result = {Operand::Kind::step, 100};
  Counted::most = 0;

  run(body, {});

  BOOST_TEST(Counted::most == 2); // the argument and the result
  BOOST_TEST(Counted::alive == 0);
}

BOOST_AUTO_TEST_CASE(a_value_used_twice_by_its_last_step_is_there_twice) {
  const Kernel& kernel = test_kernel("test.sum", sum_kernel);
  Body body;
  body.steps = {step_of(kernel, {first_input}),
                step_of(kernel, {{Operand::Kind::step, 0}, {Operand::Kind::step, 0}, first_input})};
  body.result = {Operand::Kind::step, 1};

  BOOST_TEST(run(body, {4}).as_integer() == 12);
}

BOOST_AUTO_TEST_CASE(says_which_call_failed) {
  Body body;
  body.literals = {Value("left")};
  body.steps = {
      step_of(test_kernel("test.sum", sum_kernel), {first_input}),
      step_of(test_kernel("test.fail_here", [](const KernelCall&) -> Value { throw std::logic_error("no"); }),
              {{Operand::Kind::literal, 0}, {Operand::Kind::step, 0}})};
  body.result = {Operand::Kind::step, 1};
  FailedCall failed;

  BOOST_CHECK_THROW(run(body, {4}, failed), std::logic_error);

  BOOST_TEST(failed.kernel == "test.fail_here");
  BOOST_TEST(failed.arguments == (std::vector<std::string>{"\"left\"", "4"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_promise_takes_its_part_of_a_list) {
  Body body = Body::alias();
  body.promised = 1;

  BOOST_TEST(run(body, {Value::list({4, 5})}).as_integer() == 5);
  BOOST_CHECK_THROW(run(body, {Value::list({4})}), ValueError);
  BOOST_CHECK_THROW(run(body, {4}), ValueError);
}

BOOST_AUTO_TEST_CASE(a_body_with_one_reading_call_reads) {
  Body body;
  body.steps = {step_of(test_kernel("test.sum", sum_kernel), {}),
                step_of(test_kernel("test.read", sum_kernel, KernelKind::io), {})};

  BOOST_TEST(reads(body));
  BOOST_TEST(!reads(Body::call(test_kernel("test.sum", sum_kernel))));
  BOOST_TEST(!reads(Body::alias()));
}

BOOST_AUTO_TEST_SUITE_END()
