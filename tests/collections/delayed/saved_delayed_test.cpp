// Delayed calls as files: what can be saved gives equal values, and what cannot says what to do.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/delayed.hpp>
#include <troupe/graph_file.hpp>

#include "support/array_values.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

struct Place {
  double x = 0, y = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(x, y);
  }
};

struct Secret {
  int number = 0;
};

double length(const Place& place) { return place.x + place.y; }

struct Files {
  Files() { [[maybe_unused]] static const bool once = (register_type<Place>("test.place"), true); }

  /// The values of `collections` after they have been in a file.
  std::vector<Value> replayed(std::initializer_list<Collection> collections) const {
    const CollectionGraph planned = graph_of(collections);
    std::vector<TaskId> wanted;
    for (const auto& tasks : planned.blocks)
      wanted.insert(wanted.end(), tasks.begin(), tasks.end());
    save(planned.graph, wanted, directory.path() / "graph");
    const SavedGraph loaded = load(directory.path() / "graph");
    return synchronous_session().compute(loaded.graph, loaded.wanted());
  }

  test::TemporaryDirectory directory;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(saved_delayed, Files)

BOOST_AUTO_TEST_CASE(functions_without_state_are_saved) {
  const auto add =
      delayed([](double a, const std::vector<double>& rest) { return a + rest.at(0) + rest.at(1); });
  const Delayed<double> x = add(1, {2, delayed(std::plus<>())(1, 2)});
  const auto whole = delayed([](const Chunk& chunk) { return chunk.size(); });
  const Array array = arange(7, {.chunks = 3});

  BOOST_TEST((replayed({x, whole(array), delayed_value(std::string("a")),
                        delayed(bound([](int a, int b) { return a - b; }, 5))(3)})
              == std::vector<Value>{6.0, 7, "a", 2}));
  BOOST_TEST(
      identical(replayed({from_delayed(delayed([] { return Chunk::scalar(2.5); })(), {}, DType::float64)})[0]
                    .as_chunk(),
                Chunk::scalar(2.5)));
}

BOOST_AUTO_TEST_CASE(a_registered_type_is_saved) {
  const auto move = delayed([](Place place, double by) { return Place{place.x + by, place.y}; });

  BOOST_TEST((replayed({delayed<length>()(move(Place{1, 2}, 10))}) == std::vector<Value>{13.0}));
}

BOOST_AUTO_TEST_CASE(a_type_without_codec_runs_and_is_not_saved) {
  const auto keep = delayed([](const Secret& secret) { return Secret{secret.number + 1}; }, {.name = "keep"});
  const Delayed<Secret> kept = keep(keep(Secret{1}));

  BOOST_TEST(synchronous_session().compute(kept).number == 3);
  const std::string message = message_of<KeyError>([&] { replayed({kept}); });
  BOOST_TEST(message.find("\"keep-") != std::string::npos, message);
  BOOST_TEST(message.find("Secret\" has no codec; register_type<") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(a_pure_call_needs_arguments_that_can_be_told_apart) {
  const auto keep =
      delayed([](const Secret& secret) { return secret.number; }, {.pure = true, .name = "keep"});

  const std::string message = message_of<KeyError>([&] { keep(Secret{1}); });

  BOOST_TEST(message.starts_with("keep: equal calls of a pure function are told by their arguments: "),
             message);
  BOOST_TEST(message.find("register_type<") != std::string::npos, message);
  BOOST_TEST(synchronous_session().compute(keep(delayed_value(Secret{4}))) == 4);
}

BOOST_AUTO_TEST_CASE(functions_with_state_run_and_are_not_saved) {
  const int captured = 3;
  const auto lambda = delayed([captured](int x) { return x + captured; }, {.name = "shift"});
  const auto pointer = delayed(length);
  const auto erased = delayed(std::function<int(int)>([](int x) { return x; }));

  BOOST_TEST(synchronous_session().compute(lambda(1)) == 4);
  const std::string message = message_of<KeyError>([&] { replayed({lambda(1)}); });
  BOOST_TEST(message.find("task \"shift-") != std::string::npos, message);
  BOOST_TEST(message.find("pass what it captures as arguments, and a function f as delayed<f>()")
                 != std::string::npos,
             message);
  BOOST_CHECK_THROW(replayed({pointer(Place{1, 2})}), KeyError);
  BOOST_CHECK_THROW(replayed({erased(1)}), KeyError);
}

BOOST_AUTO_TEST_CASE(kernels_take_and_yield_values_of_registered_types) {
  const Kernel& kernel = kernel_of([](const Value& place) {
    return user_value(Place{get_user<Place>(place).y, 0});
  });
  Graph graph;
  graph.add("a", call(kernel.name, {literal(user_value(Place{1, 2}))}));

  BOOST_TEST(get_user<Place>(synchronous_session().get(graph, "a")).x == 2);
}

BOOST_AUTO_TEST_SUITE_END()
