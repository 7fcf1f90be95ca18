// Graphs as files: what is written comes back, and what is damaged is refused.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/chunk.hpp>
#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/pass.hpp>
#include <troupe/section_file.hpp>

#include "graph/file/format.hpp"
#include "graph/file/sections.hpp"
#include "support/arithmetic.hpp"
#include "support/error_message.hpp"
#include "support/graph_text.hpp"
#include "support/program.hpp"
#include "support/random_graph.hpp"
#include "support/random_seed.hpp"
#include "support/serial_evaluator.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

/// A file of its own for each test.
struct Place {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "graph";

  SavedGraph through(const Graph& graph, const std::vector<TaskId>& wanted) const {
    save(graph, wanted, file);
    return load(file);
  }
};

void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void expect_same(const Graph& graph, const Graph& loaded) {
  BOOST_REQUIRE(loaded.size() == graph.size());
  for (TaskId task = 0; task < graph.size(); ++task) {
    BOOST_TEST(loaded.key(task) == graph.key(task));
    BOOST_TEST(loaded.is_defined(task) == graph.is_defined(task));
    BOOST_TEST(loaded.find(graph.key(task)).value() == task);
    BOOST_TEST(std::ranges::equal(loaded.inputs(task), graph.inputs(task)));
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(graph_file)

BOOST_AUTO_TEST_CASE(random_graphs_come_back) {
  register_arithmetic();
  const std::uint64_t seed = random_seed();
  const Place place;
  for (std::uint64_t round = 0; round < 50; ++round) {
    const RandomGraph made = random_graph({.seed = seed + round, .task_count = 1 + round * 3});

    const SavedGraph loaded = place.through(made.graph, made.wanted);

    expect_same(made.graph, loaded.graph);
    BOOST_TEST((loaded.wanted() == made.wanted));
    BOOST_TEST((digests(loaded.graph) == digests(made.graph)), "seed " << seed + round);
    BOOST_TEST(
        (run_serially(loaded.graph, loaded.wanted()).values == run_serially(made.graph, made.wanted).values));
  }
}

BOOST_AUTO_TEST_CASE(every_part_of_a_body_comes_back) {
  register_arithmetic();
  Graph graph;
  const Kernel& neg = KernelRegistry::instance().get("arithmetic.neg");
  Body plain = Body::call(neg, {}, {"program.cpp", 17});
  plain.retries = 3;
  plain.priority = -2;
  plain.output_bytes = 1'000;
  plain.workspace_bytes = 0;
  plain.output_varies = true;
  const BodyId call = graph.add_body(std::move(plain));
  Body promised = Body::alias();
  promised.promised = 70'000;
  const BodyId promise = graph.add_body(std::move(promised));
  const NameId x = graph.add_name("x-1", {2, 3});
  const TaskId first = graph.add(x, 4, graph.add_body(Body::constant(-0.0)), {});
  const TaskId second = graph.add(x, 0, call, std::vector{first});
  graph.add(x, 5, promise, std::vector{second});

  const Place place;
  const Graph loaded = place.through(graph, {}).graph;

  expect_same(graph, loaded);
  const Body& body = loaded.body(second);
  BOOST_TEST(body.plain);
  BOOST_TEST(body.steps[0].kernel == &neg);
  BOOST_TEST(body.retries == 3);
  BOOST_TEST(body.priority == -2);
  BOOST_TEST(body.output_bytes == 1'000);
  BOOST_TEST(body.workspace_bytes == 0);
  BOOST_TEST(body.output_varies);
  BOOST_TEST(std::string(body.line.file) == "program.cpp");
  BOOST_TEST(body.line.line == 17U);
  BOOST_TEST((loaded.body(first).literals[0] == Value(-0.0)));
  BOOST_TEST(loaded.body(2).promised == 70'000);
  BOOST_TEST(loaded.body(2).line.file == nullptr);
}

BOOST_AUTO_TEST_CASE(annotations_of_hand_made_tasks_come_back_and_still_rule_passes_and_order) {
  register_arithmetic();
  Graph graph;
  graph.add("x", call("arithmetic.seven", {}), {.retries = 2});
  graph.add("y", call("arithmetic.neg", {key("x")}));
  graph.add("z", call("arithmetic.seven", {}), {.priority = 7});
  const std::vector<TaskId> wanted{graph.get("y"), graph.get("z")};

  const Place place;
  const Graph loaded = place.through(graph, wanted).graph;

  BOOST_TEST((annotations_of(loaded.body(loaded.get("x"))) == Annotations{2, 0}));
  BOOST_TEST((annotations_of(loaded.body(loaded.get("z"))) == Annotations{0, 7}));
  BOOST_TEST(order(loaded, wanted)[loaded.get("z")] == 0U);
  BOOST_TEST(fuse(loaded, wanted).size() == 3U);
}

BOOST_AUTO_TEST_CASE(keys_that_are_only_referred_to_stay_so) {
  register_arithmetic();
  Graph graph;
  graph.add("z", call("arithmetic.neg", {key("missing")}));

  const Place place;
  const Graph loaded = place.through(graph, {}).graph;

  BOOST_TEST(!loaded.is_defined(loaded.get("missing")));
  BOOST_TEST(message_of<KeyError>([&] { toposort(loaded); })
             == message_of<KeyError>([&] { toposort(graph); }));
}

BOOST_AUTO_TEST_CASE(constants_are_written_once_and_tasks_take_a_few_bytes) {
  register_arithmetic();
  const Value ramp =
      Chunk::generate<double>({100'000}, [](std::span<double> out) { std::ranges::fill(out, 0.5); });
  const Value equal =
      Chunk::generate<double>({100'000}, [](std::span<double> out) { std::ranges::fill(out, 0.5); });
  Graph graph;
  const NameId name = graph.add_name("x", {20'000});
  const BodyId neg = graph.add_body(Body::call(KernelRegistry::instance().get("arithmetic.neg")));
  TaskId last = graph.add(name, 0, graph.add_body(Body::constant(ramp)), {});
  for (std::uint32_t i = 1; i < 20'000; ++i)
    last = i % 100 == 0 ? graph.add(name, i, graph.add_body(Body::constant(equal)), {})
                        : graph.add(name, i, neg, std::vector{last});

  const Place place;
  place.through(graph, {last});

  BOOST_TEST(std::filesystem::file_size(place.file) < 800'000 + 20'000 * 5);
}

BOOST_AUTO_TEST_CASE(results_have_names_and_grids) {
  register_arithmetic();
  Graph graph;
  const NameId x = graph.add_name("x", {2, 2});
  for (std::uint32_t i = 0; i < 4; ++i)
    graph.add(x, i, graph.add_body(Body::constant(i)), {});
  const Place place;

  save(
      {graph, {{"x", Shape{2, 2}, {0, 1, 2, 3}}, {"last", std::nullopt, {3}}, {"none", Shape{0, 5}, {}}}, {}},
      place.file);
  const std::vector<SavedResult> results = load(place.file).results;

  BOOST_REQUIRE(results.size() == 3U);
  BOOST_TEST(results[0].name == "x");
  BOOST_TEST((results[0].grid == Shape{2, 2}));
  BOOST_TEST((results[0].tasks == std::vector<TaskId>{0, 1, 2, 3}));
  BOOST_TEST(results[1].name == "last");
  BOOST_TEST(!results[1].grid.has_value());
  BOOST_TEST((results[1].tasks == std::vector<TaskId>{3}));
  BOOST_TEST((results[2].grid == Shape{0, 5}));
  BOOST_TEST(message_of<ValueError>([&] {
               save({graph, {{"x", Shape{3}, {0, 1}}}, {}}, place.file);
             })
             == "save: the result \"x\" has 2 tasks, its grid is (3,)");
}

BOOST_AUTO_TEST_CASE(constants_of_all_kinds_come_back) {
  const std::vector<Value> constants{Value(),
                                     false,
                                     true,
                                     0,
                                     -1,
                                     std::numeric_limits<std::int64_t>::min(),
                                     0.5,
                                     -0.0,
                                     std::numeric_limits<double>::quiet_NaN(),
                                     "",
                                     "text",
                                     Value::list({1, "a"}),
                                     Value::map({{"a", 1}}),
                                     Chunk::from<float>({2}, {1.5F, -2})};
  Graph graph;
  for (std::size_t i = 0; i < constants.size(); ++i)
    graph.add(std::to_string(i), literal(constants[i]));
  const Place place;

  const Graph loaded = place.through(graph, {}).graph;

  for (TaskId task = 0; task < constants.size(); ++task)
    BOOST_TEST((loaded.body(task).literals.at(0) == constants[task]), task);
}

// Views of one buffer are constants of their own, and what lies in one place is looked at once.
BOOST_AUTO_TEST_CASE(views_of_one_buffer_stay_apart) {
  const Chunk whole = Chunk::from<double>({2, 3}, {1, 2, 3, 4, 5, 6});
  Graph graph;
  graph.add("a", literal(whole));
  graph.add("b", literal(whole.view(0, {3, 2})));
  graph.add("c", literal(whole));
  const Place place;

  const Graph loaded = place.through(graph, {}).graph;

  BOOST_TEST((loaded.body(0).literals.at(0) == Value(whole)));
  BOOST_TEST((loaded.body(1).literals.at(0).as_chunk().shape() == Shape{3, 2}));
  BOOST_TEST((loaded.body(2).literals.at(0) == Value(whole)));
}

BOOST_AUTO_TEST_CASE(files_of_older_versions_are_read) {
  register_arithmetic();
  for (const char* const file : {"version_1.graph", "version_2.graph"}) {
    const SavedGraph loaded = load(std::filesystem::path(GRAPH_FILES) / file);

    const std::vector<Value> values = run_serially(loaded.graph, loaded.wanted()).values;
    BOOST_REQUIRE(values.size() == 4U);
    BOOST_TEST((values[0] == Value(10)));
    BOOST_TEST((values[1] == Value::list({10, 3, "text", Value(), -0.5, true})));
    BOOST_TEST(to_string(values[2]) == "{\"ramp\": float64 (4,), \"y\": -10}");
    BOOST_TEST((values[3] == Value(3)));
    const Body& plain = loaded.graph.body(loaded.graph.get("neg-1a2b/1/0"));
    BOOST_TEST(plain.retries == 3);
    BOOST_TEST(plain.output_bytes == 8);
    BOOST_TEST(plain.workspace_bytes == 16);
    BOOST_TEST(plain.output_varies);
    BOOST_TEST(std::string(plain.line.file) == "program.cpp");
    BOOST_TEST(loaded.note == "");
  }
}

BOOST_AUTO_TEST_CASE(a_note_comes_back) {
  const Place place;
  SavedGraph noted{.note = "what it is\n  and of whom"};
  noted.graph.add("a", literal(1));

  save(noted, place.file);

  BOOST_TEST(load(place.file).note == noted.note);
  BOOST_TEST(read_section_file(place.file, graph_file_format).version == 3U);
  save(noted.graph, {}, place.file); // for programs that know no notes
  BOOST_TEST(read_section_file(place.file, graph_file_format).version == 2U);
  const std::vector<FileSection> sections = to_sections(noted.graph, {}, std::string(1000, 'x'));
  std::vector<FileSection> cut = sections;
  cut.back().bytes.pop_back();
  BOOST_TEST(message_of<FileError>([&] {
               from_sections({graph_file_format.version, cut});
             }).starts_with("note: "));
  BOOST_TEST(message_of<FileError>([&] {
               from_sections({2, sections});
             })
             == "a note, which version 2 has not");
}

/// Makes a file one that another program could have written.
void put_elsewhere(const std::filesystem::path& file) {
  SectionFile read = read_section_file(file, graph_file_format);
  for (FileSection& section : read.sections)
    for (std::size_t at = section.bytes.find("arithmetic."); at != std::string::npos;
         at = section.bytes.find("arithmetic.", at + 1))
      section.bytes.replace(at, 10, "elsewhere_");
  SectionFormat format = graph_file_format;
  format.version = read.version;
  write_section_file(file, format, read.sections);
}

BOOST_AUTO_TEST_CASE(unknown_kernels_can_be_kept) {
  register_arithmetic();
  Graph graph;
  graph.add("z", call("arithmetic.neg", {literal(1)}));
  const Place place;
  save(graph, std::vector{graph.get("z")}, place.file);
  put_elsewhere(place.file);

  const SavedGraph kept = load(place.file, {.unknown = Unknown::keep});
  save(kept, place.directory.path() / "again");

  BOOST_TEST((kept.missing == std::vector<std::string>{"elsewhere_.neg/1"}));
  BOOST_TEST(read_bytes(place.directory.path() / "again") == read_bytes(place.file));
  BOOST_CHECK_THROW(run_serially(kept.graph, kept.wanted()), KeyError);
}

BOOST_AUTO_TEST_CASE(kernels_that_are_not_here_are_all_named) {
  register_arithmetic();
  Graph graph;
  graph.add("z", call("arithmetic.neg", {literal(1)}));
  graph.add("y", call("arithmetic.inc", {literal(1)}));
  const Place place;
  save(graph, {}, place.file);
  put_elsewhere(place.file);

  const std::string message = message_of<KeyError>([&] { load(place.file); });

  BOOST_TEST(message.find("elsewhere_.neg/1, elsewhere_.inc/1") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(a_constant_without_a_codec_is_named_by_its_task) {
  struct Unknown final : ValueObject {
    std::size_t size_bytes() const noexcept override { return 8; }
    std::string_view type_name() const noexcept override { return "test.unknown"; }
  };
  Graph graph;
  graph.add("a", literal(1));
  graph.add("b", literal(Value::user(std::make_unique<const Unknown>())));
  const Place place;

  BOOST_TEST(message_of<KeyError>([&] { save(graph, {}, place.file); })
             == "save: task \"b\": encode: no codec is registered for the user type \"test.unknown\"");
  BOOST_TEST(!std::filesystem::exists(place.file));
}

BOOST_AUTO_TEST_CASE(a_user_type_that_is_not_here_is_no_damage) {
  Graph graph;
  graph.add("a", literal(Value::user(std::make_unique<const UnknownValue>("test.point", "bytes"))));
  const Place place;
  save(graph, {}, place.file);

  BOOST_TEST(
      message_of<FileError>([&] { load(place.file); })
      == "load: " + place.file.string()
             + ": this program has no codec for the user type \"test.point\"; types are in the programs "
               "that register them (register_type), and in plugins that do (load_plugin, --load)");
}

BOOST_AUTO_TEST_CASE(damaged_files_are_refused) {
  register_arithmetic();
  const std::uint64_t seed = random_seed();
  const RandomGraph made = random_graph({.seed = seed, .task_count = 20});
  const Place place;
  save(made.graph, made.wanted, place.file);
  const std::string whole = read_bytes(place.file);
  std::mt19937_64 random(seed);

  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 1 << random() % 8);
    write_bytes(place.file, damaged);
    BOOST_CHECK_THROW(load(place.file), FileError);
    write_bytes(place.file, whole.substr(0, i));
    BOOST_CHECK_THROW(load(place.file), FileError);
  }
  write_bytes(place.file, whole + "x");
  BOOST_CHECK_THROW(load(place.file), FileError);
}

BOOST_AUTO_TEST_CASE(sections_that_lie_are_refused_or_make_some_graph) {
  register_arithmetic();
  const std::uint64_t seed = random_seed();
  std::mt19937_64 random(seed);
  const RandomGraph made = random_graph({.seed = seed, .task_count = 20});
  const std::vector<SavedResult> results{{"first", Shape{1}, {0}}, {"", std::nullopt, made.wanted}};
  const std::vector<FileSection> whole = to_sections(made.graph, results);

  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<FileSection> sections = whole;
    FileSection& section = sections[random() % sections.size()];
    if (section.bytes.empty())
      continue;
    for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes)
      section.bytes[random() % section.bytes.size()] = static_cast<char>(random());
    try {
      const SavedGraph loaded = from_sections({graph_file_format.version, sections});
      for (TaskId task = 0; task < loaded.graph.size(); ++task)
        BOOST_TEST(loaded.graph.find(loaded.graph.key(task)).value() == task, "seed " << seed);
    } catch (const FileError&) {
      ++refused;
    } catch (const KeyError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 0);
}

BOOST_AUTO_TEST_CASE(other_files_are_refused) {
  const Place place;
  BOOST_TEST(message_of<FileError>([&] { save(Graph(), {}, place.directory.path() / "no" / "graph"); })
                 .starts_with("save: cannot write " + place.directory.path().string()
                              + "/no/graph: there is no directory "));
  BOOST_TEST(message_of<FileError>([&] { load(place.file); }).find("No such file") != std::string::npos);
  write_bytes(place.file, "PK and other things");
  BOOST_TEST(message_of<FileError>([&] { load(place.file); }).find("is no graph file") != std::string::npos);
  write_section_file(place.file, {"TROUPEGR", 4, "graph file"}, {});
  const std::string message = message_of<FileError>([&] { load(place.file); });
  BOOST_TEST(message.find("it is of version 4, this program knows those up to 3") != std::string::npos,
             message);
}

BOOST_AUTO_TEST_SUITE_END()
