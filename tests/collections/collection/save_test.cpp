// Collections as graph files, and as pictures.

#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/delayed.hpp>
#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>

#include "support/error_message.hpp"
#include "support/program.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(saved_collections)

BOOST_AUTO_TEST_CASE(results_have_names_and_the_same_bits) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "job.graph";
  const Array x = arange(20, {.dtype = DType::float64, .chunks = 6});
  const Array waves = sin(x);
  const Delayed<double> half = delayed([](const Chunk& total) { return total.item<double>() / 2; })(sum(x));

  save({{"waves", waves}, {"half", half}, {"", sum(x)}}, file);
  const SavedGraph loaded = load(file);

  Session session({.threads = 2});
  const std::vector<Value> values = session.compute(loaded.graph, loaded.wanted());
  BOOST_REQUIRE(loaded.results.size() == 3U);
  BOOST_TEST(loaded.results[0].name == "waves");
  BOOST_TEST((loaded.results[0].grid == Shape{4}));
  BOOST_TEST(loaded.results[1].name == "half");
  BOOST_TEST(!loaded.results[1].grid.has_value());
  BOOST_TEST(loaded.results[2].name == sum(x).name());
  const std::vector<Chunk> blocks = compute_blocks(session, waves);
  for (std::size_t i = 0; i < 4; ++i)
    BOOST_TEST(identical(values[i].as_chunk(), blocks[i]));
  BOOST_TEST((values[4] == Value(95.0)));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_saved_is_refused) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "job.graph";
  const Array x = arange(20'000, {.chunks = 6'000}); // smaller chunks would not leave memory
  const double factor = 2;
  const auto capturing = delayed([factor](double value) { return value * factor; });
  Session session({.threads = 1, .memory_limit = "64MiB"});

  BOOST_TEST(message_of<ValueError>([&] {
               save({{"x", x}, {"x", x + 1}}, file);
             })
             == "save: two results are called \"x\"");
  BOOST_TEST(message_of<KeyError>([&] { save(capturing(1), file); }).starts_with("save: task \"delayed-"));
  BOOST_TEST(message_of<KeyError>([&] {
               save(materialise(session, x) + 1, file);
             }).find("a value that a session holds")
             != std::string::npos);
  BOOST_TEST(!std::filesystem::exists(file));
}

BOOST_AUTO_TEST_CASE(pictures_show_the_plan_before_and_after) {
  const TemporaryDirectory directory;
  const auto before = directory.path() / "before.dot", after = directory.path() / "after.dot";
  const Array y = sqrt(ones(10) + 1) * 2;

  visualize(y, before, {}, Planned::before);
  visualize({y, y}, after);

  const auto count = [](const std::string& text) {
    std::size_t boxes = 0;
    for (std::size_t at = text.find("[label="); at != std::string::npos; at = text.find("[label=", at + 1))
      ++boxes;
    return boxes;
  };
  BOOST_TEST(count(read_bytes(before)) == 4U);
  BOOST_TEST(count(read_bytes(after)) < 4U);
}

BOOST_AUTO_TEST_SUITE_END()
