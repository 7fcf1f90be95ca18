#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/register_kernel.hpp>

#include "support/error_message.hpp"

using namespace troupe;
using troupe::test::says;

namespace {

class NoRun final : public TaskContext {
public:
  bool cancelled() const noexcept override { return true; }
  Session& session() const noexcept override { std::abort(); }
};

Value run(const Kernel& kernel, std::vector<Value> arguments, const Parameters& parameters = {}) {
  return kernel.run({parameters, arguments, NoRun()});
}

struct Line {
  double slope = 0;
  double offset = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(slope, offset);
  }
};

double distance(double left, double right) { return left < right ? right - left : left - right; }

} // namespace

BOOST_AUTO_TEST_SUITE(register_kernel_)

BOOST_AUTO_TEST_CASE(a_lambda_is_a_kernel_in_one_line) {
  const Kernel& kernel = register_kernel("lambda_test.inc", [](std::int64_t x) { return x + 1; });

  BOOST_TEST(kernel.arity == 1);
  BOOST_TEST(kernel.decode == nullptr);
  BOOST_TEST((run(kernel, {41}) == Value(42)));
  BOOST_TEST(&KernelRegistry::instance().get("lambda_test.inc") == &kernel);
}

BOOST_AUTO_TEST_CASE(a_function_is_registered_by_its_name) {
  const Kernel& kernel = register_kernel<distance>("lambda_test.distance", {.summary = "|left - right|"});

  BOOST_TEST((run(kernel, {2, 0.5}) == Value(1.5)));
  BOOST_TEST(kernel.summary == "|left - right|");
}

BOOST_AUTO_TEST_CASE(parameters_may_be_of_every_kind_of_value) {
  const Kernel& kernel = register_kernel(
      "lambda_test.kinds",
      [](bool flag, float real, const std::string& text, std::string_view view, std::span<const Value> items,
         const std::vector<std::int64_t>& numbers, const Chunk& chunk, Value any) {
        return Value::list({flag, real, text, std::string(view), items.size(), numbers.at(1), chunk, any});
      });
  const Chunk chunk = Chunk::from<double>({2}, {1, 2});

  const Value result =
      run(kernel, {true, 0.5, "a", "b", Value::list({1, "x"}), Value::list({3, 4}), chunk, Value()});

  BOOST_TEST((result == Value::list({true, 0.5, "a", "b", 2, 4, chunk, Value()})));
}

BOOST_AUTO_TEST_CASE(results_may_be_lists_floats_or_nothing) {
  const auto& list = register_kernel("lambda_test.list", [](float x) {
    return std::vector<float>{x, 2 * x};
  });
  const auto& nothing = register_kernel("lambda_test.nothing", [] {});

  BOOST_TEST((run(list, {0.5}) == Value::list({0.5, 1.0})));
  BOOST_TEST(run(nothing, {}).is_null());
  BOOST_TEST(nothing.arity == 0);
}

BOOST_AUTO_TEST_CASE(a_struct_in_front_is_the_parameters) {
  const Kernel& kernel = register_kernel(
      "lambda_test.line", [](const Line& line, double x) { return line.slope * x + line.offset; });
  const Parameters parameters = Parameters::of(Line{2, 1});

  BOOST_TEST(kernel.arity == 1);
  BOOST_TEST((run(kernel, {3}, parameters) == Value(7.0)));
  BOOST_REQUIRE(kernel.decode != nullptr);
  BOOST_TEST((run(kernel, {3}, kernel.decode(parameters.encode())) == Value(7.0)));
}

BOOST_AUTO_TEST_CASE(any_number_of_arguments_and_the_context) {
  const Kernel& all =
      register_kernel("lambda_test.all", [](Arguments arguments) { return arguments.values.size(); });
  const Kernel& context = register_kernel("lambda_test.context", [](std::int64_t x, const TaskContext& task) {
    return task.cancelled() ? x : 0;
  });

  BOOST_TEST(all.arity == any_arity);
  BOOST_TEST((run(all, {1, "b", Value()}) == Value(3)));
  BOOST_TEST(context.arity == 1);
  BOOST_TEST((run(context, {5}) == Value(5)));
}

BOOST_AUTO_TEST_CASE(an_argument_of_the_wrong_kind_is_named) {
  const Kernel& kernel = register_kernel("lambda_test.wrong", [](double x, std::int8_t y) { return x + y; });

  BOOST_CHECK_EXCEPTION(run(kernel, {1, "abc"}), DTypeError,
                        says<DTypeError>("argument 2: value: \"abc\" is a text, not an integer"));
  BOOST_CHECK_EXCEPTION(run(kernel, {1, 128}), ValueError,
                        says<ValueError>("argument 2: 128 is outside -128 … 127"));
  BOOST_CHECK_EXCEPTION(run(kernel, {1}), ValueError, says<ValueError>("it takes 2 arguments and got 1"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(kernel_of_)

namespace {

const Kernel& first_lambda() {
  return kernel_of([](std::int64_t x, std::int64_t y) { return x * y; });
}
const Kernel& second_lambda() {
  return kernel_of([](std::int64_t x, std::int64_t y) { return x - y; });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_lambda_is_named_by_its_place_in_its_module) {
  const Kernel& kernel = first_lambda();

  const std::size_t slash = kernel.name.find('/', 7);
  BOOST_TEST(kernel.name.starts_with("lambda/"));
  BOOST_TEST(slash >= 7U + 32U); // a build id or a hash of 32 digits or more
  BOOST_TEST(kernel.name.find_first_not_of("0123456789abcdef", slash + 1) == std::string::npos);
  BOOST_TEST((run(kernel, {6, 7}) == Value(42)));
  BOOST_TEST(&first_lambda() == &kernel);
  BOOST_TEST(&second_lambda() != &kernel);
}

// It is called nowhere in this process; the test would find it all the same after `--run_test=` of another
// case.
BOOST_AUTO_TEST_CASE(a_lambda_is_there_before_anybody_comes_by) {
  static constexpr bool never = false;
  const std::size_t before = KernelRegistry::instance().all().size();
  if (never)
    kernel_of([](std::int64_t x) { return x + 4711; });
  const auto all = KernelRegistry::instance().all();

  BOOST_TEST(all.size() == before);
  const auto answers = [](const Kernel* kernel) {
    return kernel->name.starts_with("lambda/") && kernel->arity == 1 && run(*kernel, {1}) == Value(4712);
  };
  BOOST_TEST(std::ranges::any_of(all, answers));
}

// Runs this program once more, for the case below this one only.
BOOST_AUTO_TEST_CASE(another_process_of_the_program_has_the_same_names) {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string command = "'" + program + "' --run_test=kernel_of_/prints_a_name --log_level=nothing";
  std::FILE* pipe = popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string output;
  std::array<char, 256> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr)
    output += buffer.data();
  BOOST_TEST(pclose(pipe) == 0);

  BOOST_TEST(output.find("name: " + first_lambda().name + "\n") != std::string::npos, output);
}

BOOST_AUTO_TEST_CASE(prints_a_name) { std::cout << "name: " << first_lambda().name << std::endl; }

BOOST_AUTO_TEST_SUITE_END()
