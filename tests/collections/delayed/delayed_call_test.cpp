#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/delayed.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

std::atomic<int> calls = 0;

double counted_sum(double a, double b) {
  ++calls;
  return a + b;
}

double halved(double x) noexcept { return x / 2; }

/// Wins at the third attempt.
int unlucky() {
  if (++calls < 3)
    throw std::runtime_error("no such luck");
  return calls;
}

struct Callable {
  int operator()(int x) const { return 3 * x; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(delayed_call)

BOOST_AUTO_TEST_CASE(calls_are_made_of_values_and_calls) {
  const auto add = delayed([](double a, double b) { return a + b; });

  const Delayed<double> x = add(1, 2);
  const Delayed<double> y = add(x, add(x, 3));

  BOOST_TEST(synchronous_session().compute(y) == 9);
  BOOST_TEST(compute(y) == 9);
}

BOOST_AUTO_TEST_CASE(building_runs_nothing_and_sharing_runs_once) {
  calls = 0;
  const auto add = delayed<counted_sum>();

  const Delayed<double> x = add(1, 2);
  const Delayed<double> y = add(x, x), z = add(x, y);
  BOOST_TEST(calls == 0);

  for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads}) {
    calls = 0;
    Session session({.scheduler = scheduler, .threads = 2});
    const auto [a, b, c] = session.compute(x, y, z);
    BOOST_TEST(a == 3);
    BOOST_TEST(b == 6);
    BOOST_TEST(c == 9);
    BOOST_TEST(calls == 3);
  }
}

BOOST_AUTO_TEST_CASE(equal_calls_are_one_only_if_the_function_is_pure) {
  const auto pure = delayed<counted_sum>({.pure = true, .name = "sum"});
  const auto impure = delayed<counted_sum>({.name = "sum"});

  calls = 0;
  BOOST_TEST((synchronous_session().compute(pure(1, 2), pure(1, 2), pure(2, 1)) == std::tuple(3., 3., 3.)));
  BOOST_TEST(calls == 2);
  BOOST_TEST(pure(1, 2).key() == pure(1, 2).key());
  BOOST_TEST(pure(1, pure(1, 2)).key() == pure(1, pure(1, 2)).key());
  BOOST_TEST(pure(1, 2).key() != pure(1, 3).key());
  BOOST_TEST(pure(1, 2).key().starts_with("sum-"));
  BOOST_TEST(pure(1, 2).key().size() == 12U);

  calls = 0;
  const Delayed<double> one = impure(1, 2), other = impure(1, 2);
  synchronous_session().compute(one, other);
  BOOST_TEST(calls == 2);
  BOOST_TEST(one.key() != other.key());
}

BOOST_AUTO_TEST_CASE(what_is_not_pure_is_not_merged_by_a_pass) {
  const auto draw = delayed<counted_sum>();
  const CollectionGraph planned = graph_of({draw(1, 2), draw(1, 2)});

  const std::vector<Digest> digests = troupe::digests(planned.graph);

  BOOST_TEST((digests[planned.blocks[0][0]] != digests[planned.blocks[1][0]]));
}

BOOST_AUTO_TEST_CASE(a_pure_function_that_captures_is_told_by_its_object) {
  const double offset = 1;
  const auto shift = delayed([offset](double x) { return x + offset; }, {.pure = true});
  const auto again = delayed([offset](double x) { return x + offset; }, {.pure = true});

  BOOST_TEST(shift(1).key() == shift(1).key());
  BOOST_TEST(shift(1).key() != again(1).key());

  const auto generic = delayed([offset](auto x) { return x + offset; }, {.pure = true});
  BOOST_TEST(generic(1).key() == generic(1).key());
  BOOST_TEST(generic(1).key() != generic(1.0).key());
}

BOOST_AUTO_TEST_CASE(functions_come_in_all_kinds) {
  Session& session = synchronous_session();
  int captured = 5;
  const std::function<std::string(std::string_view)> twice = [](std::string_view text) {
    return std::string(text) + std::string(text);
  };

  BOOST_TEST(session.compute(delayed<halved>()(3)) == 1.5);
  BOOST_TEST(session.compute(delayed(halved)(3)) == 1.5);
  BOOST_TEST(session.compute(delayed(Callable())(2)) == 6);
  BOOST_TEST(session.compute(delayed([captured](int x) { return x + captured; })(2)) == 7);
  BOOST_TEST(session.compute(delayed(twice)("ab")) == "abab");
  BOOST_TEST(session.compute(delayed(std::plus<>())(2, delayed_value(0.5))) == 2.5);
  BOOST_TEST(session.compute(delayed([](auto a, const auto& b) { return a + b; })(std::string("a"), "b"))
             == "ab");
  BOOST_TEST(session.compute(delayed([captured](auto a) { return a + captured; })(1)) == 6);
  BOOST_TEST(session.compute(delayed(bound([](double scale, double x) { return scale * x; }, 2.5))(2)) == 5);
}

BOOST_AUTO_TEST_CASE(results_keep_their_type) {
  const auto third = delayed([](float x) { return x / 3; });
  static_assert(std::same_as<decltype(third(1)), Delayed<float>>);
  static_assert(std::same_as<decltype(delayed([] { return "text"; })()), Delayed<std::string>>);

  BOOST_TEST(synchronous_session().compute(third(1)) == 1.0F / 3);
  BOOST_TEST(synchronous_session().compute(delayed([] { return ~std::uint64_t{0}; })()) == ~std::uint64_t{0});
}

BOOST_AUTO_TEST_CASE(arguments_convert_as_in_a_call) {
  const Delayed<int> seven = delayed([](int x) { return x; })(7.9);

  BOOST_TEST(synchronous_session().compute(delayed<halved>()(seven)) == 3.5);
  BOOST_TEST(synchronous_session().compute(delayed([](int x) { return x; })(delayed_value(7.9))) == 7);
}

BOOST_AUTO_TEST_CASE(nothing_is_a_result_too) {
  calls = 0;
  const Delayed<void> nothing = delayed([](int by) { calls += by; })(4);

  synchronous_session().compute(nothing);
  BOOST_TEST(calls == 4);
  const auto [unit, number] = synchronous_session().compute(nothing, delayed_value(3));
  BOOST_TEST((unit == std::monostate()));
  BOOST_TEST(number == 3);
}

BOOST_AUTO_TEST_CASE(a_function_may_ask_for_its_run) {
  const auto nested = delayed([](int x, const TaskContext& context) {
    return context.session().compute(delayed([](int y) { return y + 1; })(x))
           + (context.cancelled() ? 100 : 0);
  });

  BOOST_TEST(synchronous_session().compute(nested(3)) == 4);
}

BOOST_AUTO_TEST_CASE(a_failure_names_key_and_line) {
  const auto load =
      delayed([](int number) -> int { throw std::runtime_error("no file " + std::to_string(number)); },
              {.name = "load"});
  const int line = __LINE__ + 1;
  const Delayed<int> loaded = load(7);

  try {
    synchronous_session().compute(delayed<halved>()(loaded));
    BOOST_FAIL("nothing was thrown");
  } catch (const TaskError& error) {
    BOOST_TEST(error.details().key == loaded.key());
    BOOST_TEST(error.details().key.starts_with("load-"));
    BOOST_TEST(error.details().reason == "no file 7");
    BOOST_TEST(error.details().line == line);
    BOOST_TEST(std::string_view(error.details().file).ends_with("delayed_call_test.cpp"));
  }
}

BOOST_AUTO_TEST_CASE(a_generic_call_has_a_line) {
  const auto fail = delayed([](auto x) -> decltype(x) { throw std::runtime_error("no"); });
  const int line = __LINE__ + 1;
  const auto failing = fail(1);

  try {
    synchronous_session().compute(failing);
    BOOST_FAIL("nothing was thrown");
  } catch (const TaskError& error) {
    BOOST_TEST(error.details().line == line);
  }
}

BOOST_AUTO_TEST_CASE(a_call_is_tried_again) {
  calls = 0;
  BOOST_TEST(synchronous_session().compute(delayed<unlucky>({.retries = 2})()) == 3);

  calls = 0;
  BOOST_CHECK_THROW(synchronous_session().compute(delayed<unlucky>({.retries = 1})()), TaskError);
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_refused) {
  BOOST_TEST(message_of<ValueError>([] { delayed<halved>({.name = ""}); }) == "delayed: the name is empty");
  BOOST_TEST(message_of<ValueError>([] { delayed<halved>({.retries = -1}); })
             == "delayed: retries: -1 is outside 0 … 65535");
}

BOOST_AUTO_TEST_CASE(a_chain_of_a_hundred_thousand_is_built_run_and_released) {
  const auto next = delayed([](std::int64_t x) { return x + 1; });
  Delayed<std::int64_t> chain = next(0);
  for (int i = 1; i < 100'000; ++i)
    chain = next(chain);

  BOOST_TEST(synchronous_session().compute(chain) == 100'000);
}

BOOST_AUTO_TEST_CASE(a_chain_of_a_million_is_released) {
  const auto next = delayed([](std::int64_t x) { return x + 1; });
  Delayed<std::int64_t> chain = next(0);
  for (int i = 1; i < 1'000'000; ++i)
    chain = next(chain);

  chain = next(0);

  BOOST_TEST(synchronous_session().compute(chain) == 1);
}

BOOST_AUTO_TEST_CASE(keys_that_share_eight_digits_stay_apart) {
  const auto one = delayed([](std::int64_t x) { return x; });
  std::vector<Delayed<std::int64_t>> many;
  for (int i = 0; i < 200'000; ++i) // 32 bits: some five pairs share them
    many.push_back(one(1));

  const std::vector<std::int64_t> ones = synchronous_session().compute(many);

  BOOST_TEST(ones.size() == 200'000U);
  BOOST_TEST(synchronous_session().report().tasks == 200'000U);
}

// What must not compile.
static_assert(!std::is_convertible_v<Delayed<bool>, bool>);
static_assert(!std::is_constructible_v<bool, Delayed<bool>>);
template <class T>
concept Iterable = requires(T t) {
  std::begin(t);
};
static_assert(!Iterable<Delayed<std::vector<int>>>);
static_assert(!detail::fits<Delayed<std::string>, double>());
static_assert(!detail::fits<std::vector<Delayed<double>>, std::vector<std::string>>());
static_assert(!detail::fits<Array, double>());
static_assert(!detail::fits<std::unique_ptr<int>, double>());

BOOST_AUTO_TEST_SUITE_END()
