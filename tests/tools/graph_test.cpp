// `troupe replay`, `inspect`, `diff` and `kernels`: graph files on the command line.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/npy.hpp>
#include <troupe/register_kernel.hpp>
#include <troupe/user_type.hpp>

#include "running.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using test::contains;
using test::ProgramResult;

namespace {

/// What no other program knows.
struct Secret {
  int number = 0;
  template <class V>
  void members(V& visit) {
    visit(number);
  }
};

struct Place {
  test::TemporaryDirectory temporary;
  std::string file = temporary.path() / "job.graph";
  std::string out = temporary.path() / "out";

  ProgramResult run(const std::string& command, const std::vector<std::string>& more = {}) const {
    return test::run_troupe({command, file}, more);
  }
};

/// Saves two arrays of one job.
std::vector<Chunk> save_arrays(const Place& place) {
  const Array x = arange(20, {.dtype = DType::float64, .chunks = 6});
  const std::vector<Array> arrays{sin(x) * 2, sum(x)};
  ArrayGraph planned = graph_of(arrays);
  save({std::move(planned.graph),
        {{"waves", arrays[0].chunking().grid(), planned.blocks[0]},
         {"total", arrays[1].chunking().grid(), planned.blocks[1]}},
        {}},
       place.file);
  return Session::default_session().compute(arrays);
}

void register_halve() {
  if (KernelRegistry::instance().find("halve") == nullptr)
    register_kernel("halve", [](double value) { return value / 2; });
}

void register_rest() {
  if (KernelRegistry::instance().find("rest") == nullptr)
    register_kernel("rest", [](double seconds) { return seconds; });
}

/// A graph whose kernels only the plugin has.
void save_halves(const Place& place, double x) {
  register_halve();
  Graph graph;
  graph.add("x", literal(x));
  graph.add("half", call("halve", {key("x")}));
  graph.add("a/quarter, or so", call("halve", {key("half")}));
  save(graph, std::vector{graph.get("half"), graph.get("a/quarter, or so")}, place.file);
}

} // namespace

BOOST_AUTO_TEST_SUITE(troupe_graphs)

BOOST_AUTO_TEST_CASE(results_are_printed) {
  const Place place;
  save_arrays(place);

  const ProgramResult result = place.run("replay");

  BOOST_TEST(result.errors == "");
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(contains(result.output, "waves: float64 (20,)\n[ 0.          1.68294197"), result.output);
  BOOST_TEST(contains(result.output, "total: float64 ()\n190.0\n"), result.output);
}

BOOST_AUTO_TEST_CASE(stored_results_have_the_bits_of_the_program_that_saved_them) {
  const Place place;
  const std::vector<Chunk> chunks = save_arrays(place);
  const std::vector<std::vector<std::string>> ways{
      {}, {"--scheduler", "synchronous"}, {"--threads=1", "--memory=8MiB"}, {"--keys", "waves,total"}};
  for (const std::vector<std::string>& way : ways) {
    std::vector<std::string> words{"--out", place.out};
    words.insert(words.end(), way.begin(), way.end());

    const ProgramResult result = place.run("replay", words);

    BOOST_TEST(result.exit_code == 0, result.errors);
    BOOST_TEST(identical(read_npy(place.out + "/waves.npy", {0}, {20}), chunks[0]));
    BOOST_TEST(identical(read_npy(place.out + "/total.npy", {}, {}), chunks[1]));
    std::filesystem::remove_all(place.out);
  }
}

BOOST_AUTO_TEST_CASE(some_keys_are_enough) {
  const Place place;
  save_halves(place, 3);

  BOOST_TEST(place.run("replay", {"--load", HALVE_PLUGIN, "--keys", "x,half"}).output
             == "x: 3.0\nhalf: 1.5\n");
  BOOST_TEST(
      place.run("replay", {"--load", HALVE_PLUGIN, "--keys", "a/quarter, or so", "--out", place.out}).output
      == "a/quarter, or so -> " + place.out + "/a_quarter__or_so.json\n");
  BOOST_TEST(test::read_bytes(place.out + "/a_quarter__or_so.json") == "0.75\n");
  const ProgramResult wrong = place.run("replay", {"--load", HALVE_PLUGIN, "--keys", "half,y"});
  BOOST_TEST(wrong.exit_code == 2);
  BOOST_TEST(wrong.errors
             == "troupe: replay: the file has no result and no task \"y\"; troupe inspect --tasks lists its "
                "tasks\n");
}

BOOST_AUTO_TEST_CASE(a_task_runs_alone) {
  const Place place;
  save_halves(place, 3);

  const ProgramResult result = place.run("replay", {"--load", HALVE_PLUGIN, "--task", "a/quarter, or so"});

  BOOST_TEST(result.output == "input \"half\": 1.5\nrunning \"a/quarter, or so\"\na/quarter, or so: 0.75\n");
}

BOOST_AUTO_TEST_CASE(a_task_that_runs_alone_is_stored_as_results_are) {
  const Place place;
  save_halves(place, 3);

  const ProgramResult result =
      place.run("replay", {"--load", HALVE_PLUGIN, "--task", "half", "--out", place.out});

  BOOST_TEST(result.output == "input \"x\": 3.0\nrunning \"half\"\nhalf -> " + place.out + "/half.json\n");
  BOOST_TEST(test::read_bytes(place.out + "/half.json") == "1.5\n");
}

BOOST_AUTO_TEST_CASE(a_result_of_one_task_can_run_alone) {
  const Place place;
  save_arrays(place);

  const ProgramResult one = place.run("replay", {"--task", "total"});
  const ProgramResult several = place.run("replay", {"--task", "waves"});

  BOOST_TEST(contains(one.output, "running \"sum-"), one.output);
  BOOST_TEST(contains(one.output, "\ntotal: float64 ()\n190.0\n"), one.output);
  BOOST_TEST(several.exit_code == 2);
  BOOST_TEST(contains(several.errors, "the result \"waves\" has 4 tasks, --task takes one, as \""),
             several.errors);
  BOOST_TEST(
      place.run("replay", {"--task", "y"}).errors
      == "troupe: replay: the file has no result and no task \"y\"; its results are \"waves\", \"total\"; "
         "troupe inspect --tasks lists its tasks\n");
}

BOOST_AUTO_TEST_CASE(a_wrong_name_is_answered_with_some_of_the_right_ones) {
  const Place place;
  SavedGraph saved;
  const TaskId task = saved.graph.add("x", literal(1));
  for (int i = 0; i < 14; ++i)
    saved.results.push_back({"r" + std::to_string(i), std::nullopt, {task}});
  save(saved, place.file);

  const std::string errors = place.run("replay", {"--keys", "r14"}).errors;
  BOOST_TEST(contains(errors, "\"r14\"; its results are \"r0\", \"r1\","), errors);
  BOOST_TEST(contains(errors, ", \"r11\" and 2 more; troupe inspect"), errors);
}

BOOST_AUTO_TEST_CASE(progress_is_told_in_plain_lines_if_asked_for) {
  const Place place;
  register_rest();
  Graph graph;
  graph.add("x", call("rest", {2.5}));
  save(graph, std::vector{graph.get("x")}, place.file);

  const ProgramResult told = place.run("replay", {"--load", HALVE_PLUGIN, "--progress"});

  BOOST_TEST(told.errors == "compute 0 %  0 of 1 tasks\n");
  BOOST_TEST(told.output == "x: 2.5\n");
  BOOST_TEST(
      place.run("replay", {"--progress=yes"}).errors.starts_with("troupe: --progress takes no value\n"));
}

BOOST_AUTO_TEST_CASE(kernels_that_are_nowhere_are_named) {
  const Place place;
  save_halves(place, 3);

  const ProgramResult replay = place.run("replay");
  const ProgramResult inspect = place.run("inspect");

  BOOST_TEST(replay.exit_code == 2);
  BOOST_TEST(contains(replay.errors, "this program has not the kernels halve/1"), replay.errors);
  BOOST_TEST(inspect.exit_code == 0);
  BOOST_TEST(contains(inspect.output, "missing kernel  halve/1\n"), inspect.output);
}

BOOST_AUTO_TEST_CASE(kernels_of_tasks_that_nobody_asks_for_may_be_missing) {
  const Place place;
  register_halve();
  if (KernelRegistry::instance().find("third") == nullptr)
    register_kernel("third", [](double value) { return value / 3; });
  Graph graph;
  graph.add("x", literal(3.));
  graph.add("half", call("halve", {key("x")}));
  graph.add("third", call("third", {key("half")}));
  save(graph, std::vector{graph.get("half"), graph.get("third")}, place.file);
  const auto replay = [&](const std::string& option, const std::string& word) {
    return place.run("replay", {"--load", HALVE_PLUGIN, option, word});
  };

  BOOST_TEST(replay("--keys", "half").output == "half: 1.5\n");
  BOOST_TEST(replay("--task", "half").output == "input \"x\": 3.0\nrunning \"half\"\nhalf: 1.5\n");
  BOOST_TEST(place.run("replay", {"--keys", "x"}).output == "x: 3.0\n");
  BOOST_TEST(contains(replay("--keys", "half,third").errors, "this program has not the kernels third/1"));
  BOOST_TEST(contains(replay("--task", "third").errors, "this program has not the kernels third/1"));

  save(graph, std::vector{graph.get("half")}, place.file);
  const std::string inspected = place.run("inspect", {"--load", HALVE_PLUGIN}).output;
  BOOST_TEST(!contains(inspected, "third/1"), inspected);
  BOOST_TEST(contains(inspected, "not needed      1 missing kernel\n"), inspected);
}

BOOST_AUTO_TEST_CASE(constants_of_an_unknown_type_matter_if_they_are_needed) {
  const Place place;
  register_type<Secret>("graph_test.secret");
  Graph graph;
  graph.add("x", literal(3));
  graph.add("secrets", literal(Value::list({Value(1), user_value(Secret{7})})));
  save(graph, std::vector{graph.get("x"), graph.get("secrets")}, place.file);

  BOOST_TEST(place.run("replay", {"--keys", "x"}).output == "x: 3\n");
  const ProgramResult refused = place.run("replay");
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(contains(refused.errors, "graph_test.secret"), refused.errors);
}

// Where they stand in the parameters of built-in kernels, and of those that plan when the data are there.
BOOST_AUTO_TEST_CASE(functions_of_another_program_are_missing_kernels) {
  const Place place;
  const Array x = arange(20, {.dtype = DType::float64, .chunks = 6});
  const std::vector<Array> arrays{
      sum(map(x, [](double v) { return v * 2; })),
      map_blocks(x[x > 3], [](std::span<const double> in,
                              std::span<double> out) { std::ranges::copy(in, out.begin()); }),
      from_function({4}, [](std::int64_t i) { return static_cast<double>(i); })};
  for (const Array& array : arrays) {
    save(array, place.file);

    const ProgramResult replay = place.run("replay");
    const ProgramResult inspect = place.run("inspect");

    BOOST_TEST(replay.exit_code == 2);
    BOOST_TEST(contains(replay.errors, "this program has not the kernels lambda/"), replay.errors);
    BOOST_TEST(contains(replay.errors, "a lambda is in the program or plugin that wrote the file"));
    BOOST_TEST(contains(inspect.output, "missing kernel  lambda/"), inspect.output);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_wants_nothing_is_told) {
  const Place place;
  Graph graph;
  graph.add("x", literal(1));
  save(graph, {}, place.file);

  const ProgramResult result = place.run("replay");

  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(result.errors == "troupe: replay: the file wants nothing; say which tasks with --keys\n");
  BOOST_TEST(place.run("replay", {"--keys", "x"}).output == "x: 1\n");
}

BOOST_AUTO_TEST_CASE(a_graph_that_fails_is_told_by_its_task) {
  const Place place;
  register_halve();
  Graph graph;
  graph.add("wrong", call("halve", {literal("text")}));
  save(graph, std::vector{graph.get("wrong")}, place.file);

  const ProgramResult result = place.run("replay", {"--load", HALVE_PLUGIN});

  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(contains(result.errors, "\"wrong\""), result.errors);
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_told) {
  const Place place;
  save_arrays(place);
  BOOST_TEST(contains(place.run("replay", {"--thread", "2"}).errors, "there is no option --thread\n"));
  BOOST_TEST(
      contains(place.run("replay", {"--threads", "two"}).errors, "--threads wants a number, not two\n"));
  BOOST_TEST(contains(place.run("replay", {"--memory", "lots"}).errors, "--memory: "));
  BOOST_TEST(
      contains(place.run("replay", {"--task", "a", "--keys", "b"}).errors, "there can be no --keys\n"));
  BOOST_TEST(contains(place.run("replay", {"--progress", "--no-progress"}).errors, "exclude each other\n"));
  BOOST_TEST(contains(place.run("replay", {"--scheduler", "fifo"}).errors, "threads, synchronous"));
  BOOST_TEST(place.run("replay", {"--threads"}).exit_code == 2);
  BOOST_TEST(test::run_troupe({"replay"}).errors
             == "troupe: no file is named\nRun troupe replay --help for more information.\n");
  BOOST_TEST(place.run("replay", {"-o", "x"}).errors.starts_with("troupe: there is no option -o\n"));
  BOOST_TEST(contains(place.run("replay", {"--load", ""}).errors, "--load wants a value\n"));
  BOOST_TEST(contains(test::run_troupe({"replay", "--help"}).output, "--task KEY"));
}

BOOST_AUTO_TEST_CASE(output_that_cannot_be_written_is_told) {
  const Place place;
  save_arrays(place);
  const std::vector<std::vector<std::string>> calls{{"replay", place.file},
                                                    {"inspect", place.file},
                                                    {"kernels"},
                                                    {"diff", place.file, place.file},
                                                    {"--help"},
                                                    {"replay", "--help"}};
  for (const std::vector<std::string>& call : calls) {
    const ProgramResult result = test::run_troupe(call, {}, "/dev/full");

    BOOST_TEST(result.exit_code == 2, call.front());
    BOOST_TEST(result.errors == "troupe: cannot write to the standard output\n", call.front());
  }
}

BOOST_AUTO_TEST_CASE(wrong_values_of_options_are_told_in_plain_words) {
  const Place place;
  save_arrays(place);
  const auto refused = [&](const std::vector<std::string>& words, const std::string& why) {
    const ProgramResult result = place.run("inspect", words);
    BOOST_TEST(result.exit_code == 2);
    BOOST_TEST(result.errors == "troupe: " + why + "\nRun with --help for more information.\n");
  };
  refused({"--threads", "-4"}, "--threads: wants a number from 0 to 1024, not \"-4\"");
  refused({"--threads", "2000000000"}, "--threads: wants a number from 0 to 1024, not \"2000000000\"");
  refused({"--most", "-1"}, "--most: wants a number from 0 on, not \"-1\"");
  refused({"--most", "x"}, "--most: wants a number from 0 on, not \"x\"");
  refused({"--load", ""}, "--load: wants a name, not \"\"");
  refused({"--dot", "x.svg"}, "--dot: wants a file that ends in .dot, not \"x.svg\"");
  refused({"--svg", "x.dot"}, "--svg: wants a file that ends in .svg, not \"x.dot\"");
  BOOST_TEST(
      test::run_troupe({"repla"}).errors.starts_with("troupe: no subcommand repla; there are replay,"));
}

BOOST_AUTO_TEST_CASE(a_replay_that_is_interrupted_says_so_as_shells_do) {
  const Place place;
  register_rest();
  Graph graph;
  for (int i = 0; i < 1000; ++i)
    graph.add("x" + std::to_string(i), call("rest", {0.1 + i * 1e-6}));
  save(graph, toposort(graph), place.file);

  const ProgramResult result =
      test::run_program("/usr/bin/timeout", {"--preserve-status", "--signal=INT", "2", TROUPE_PROGRAM,
                                             "replay", place.file, "--load", HALVE_PLUGIN});

  BOOST_TEST(result.exit_code == 130);
  BOOST_TEST(contains(result.errors, "cancelled"), result.errors);
}

BOOST_AUTO_TEST_CASE(tasks_are_listed_with_what_they_call) {
  const Place place;
  save_halves(place, 3);

  const ProgramResult all = place.run("inspect", {"--tasks"});
  const ProgramResult some = place.run("inspect", {"--tasks", "--most", "1"});
  const ProgramResult json = place.run("inspect", {"--tasks", "--json"});

  BOOST_TEST(contains(all.output, "\ntask              kernels    bytes\n"
                                  "x                 literal  0 bytes\n"
                                  "half              halve          ?\n"
                                  "a/quarter, or so  halve          ?\n"),
             all.output);
  BOOST_TEST(contains(some.output, "x     literal  0 bytes\n… 2 more\n"), some.output);
  BOOST_TEST(contains(json.output, "\"by_task\": [{\"key\": \"x\", \"kernels\": \"literal\", \"bytes\": 0}, "
                                   "{\"key\": \"half\", \"kernels\": \"halve\", \"bytes\": null}"),
             json.output);
}

BOOST_AUTO_TEST_CASE(tasks_of_arrays_are_listed) {
  const Place place;
  save_arrays(place);

  const ProgramResult result = place.run("inspect", {"--tasks"});

  BOOST_TEST(result.exit_code == 0, result.errors);
  BOOST_TEST(contains(result.output, "\ntask "), result.output);
}

BOOST_AUTO_TEST_CASE(a_peak_of_which_nothing_is_known_is_no_number) {
  const Place place;
  save_halves(place, 3);

  const ProgramResult result = place.run("inspect", {"--threads", "2"});

  BOOST_TEST(contains(result.output, "predicted peak  ? on 2 threads; 2 tasks of unknown size\n"),
             result.output);
}

BOOST_AUTO_TEST_CASE(names_that_terminals_would_obey_are_quoted) {
  const Place place;
  Graph graph;
  graph.add("\x1b[31mred", literal(1));
  save(graph, std::vector{graph.get("\x1b[31mred")}, place.file);

  const std::string inspected = place.run("inspect", {"--tasks"}).output;

  BOOST_TEST(!contains(inspected, "\x1b"), inspected);
  BOOST_TEST(contains(inspected, "\nwanted          \"\\u001b[31mred\": a value\n"), inspected);
}

BOOST_AUTO_TEST_CASE(a_graph_is_looked_into) {
  const Place place;
  save_arrays(place);

  const ProgramResult text = place.run("inspect", {"--threads", "2"});
  const ProgramResult json = place.run("inspect", {"--json", "--dot", place.temporary.path() / "job.dot"});

  BOOST_TEST(text.exit_code == 0, text.errors);
  BOOST_TEST(contains(text.output, "wanted          waves: an array of 4 blocks, grid (4,)\n"), text.output);
  BOOST_TEST(contains(text.output, "the longest chain\n  arange-"), text.output);
  BOOST_TEST(contains(json.output, "\"missing_kernels\": []"), json.output);
  BOOST_TEST(test::read_bytes(place.temporary.path() / "job.dot").starts_with("digraph troupe {\n"));
}

BOOST_AUTO_TEST_CASE(graphs_are_compared) {
  const Place before, after;
  save_halves(before, 3);
  save_halves(after, 5);

  const ProgramResult differ = before.run("diff", {after.file});
  const ProgramResult same = before.run("diff", {before.file});

  BOOST_TEST(differ.exit_code == 1);
  BOOST_TEST(differ.output
             == "tasks that differ: 1\n  \"x\": constant 5.0, was 3.0\n"
                "tasks that do the same with what these yield: 2\n");
  BOOST_TEST(same.exit_code == 0);
  BOOST_TEST(same.output == "the graphs do the same\n");
}

BOOST_AUTO_TEST_CASE(what_is_wanted_is_compared) {
  const Place before, after;
  const Array x = arange(20, {.dtype = DType::float64, .chunks = 6});
  const Array total = sum(x), largest = max(x);
  save({{"p", total}, {"q", largest}}, before.file);
  const auto differs = [&](const std::string& lines) {
    const ProgramResult result = before.run("diff", {after.file});
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(contains(result.output, lines), result.output);
  };

  save({{"q", total}, {"p", largest}}, after.file);
  differs("results that differ: 2\n  \"q\": task \"sum-");
  save({{"q", largest}, {"p", total}}, after.file);
  BOOST_TEST(before.run("diff", {after.file}).output == "the graphs do the same\n");
  save({{"p", total}, {"r", largest}}, after.file);
  differs("results that are gone: 1\n  \"q\"\nresults that are new: 1\n  \"r\"\n");
}

BOOST_AUTO_TEST_CASE(values_without_a_name_are_compared_by_their_keys) {
  const Place before, after;
  Graph graph;
  graph.add("a", literal(1));
  graph.add("b", literal(2));
  save(graph, std::vector{graph.get("a")}, before.file);

  save(graph, std::vector{graph.get("b")}, after.file);
  BOOST_TEST(before.run("diff", {after.file}).output
             == "results that differ: 1\n  without a name: task \"b\", was \"a\"\n");
  save(graph, std::vector{graph.get("a"), graph.get("b")}, after.file);
  BOOST_TEST(before.run("diff", {after.file}).output
             == "results that differ: 1\n  without a name: 2 tasks, was 1\n");

  Graph renamed;
  renamed.add("c", literal(1));
  renamed.add("b", literal(2));
  save(renamed, std::vector{renamed.get("c")}, after.file);
  BOOST_TEST(before.run("diff", {after.file}).output == "tasks under another key: 1\n  \"a\" -> \"c\"\n");
}

BOOST_AUTO_TEST_CASE(kernels_are_listed) {
  const ProgramResult plugin = test::run_troupe({"kernels", "--load", HALVE_PLUGIN});
  const ProgramResult missing = test::run_troupe({"kernels", "--load", "/no/such.so"});
  const ProgramResult clash = test::run_troupe({"kernels", "--load", CLASH_PLUGIN});
  const ProgramResult built_in = test::run_troupe({"kernels"});

  BOOST_TEST(plugin.output
             == "name   version  arguments  kind     what it does\n"
                "halve        1  1          compute  half of a number\n"
                "rest         1  1          compute  a number, after as many seconds\n");
  BOOST_TEST(missing.exit_code == 2);
  BOOST_TEST(contains(missing.errors, "/no/such.so"), missing.errors);
  BOOST_TEST(clash.exit_code == 2);
  BOOST_TEST(contains(clash.errors, "\"reduce\" version 1 is taken"), clash.errors);
  BOOST_TEST(contains(built_in.output, "\nreduce "), built_in.output);
}

BOOST_AUTO_TEST_CASE(inspect_shows_the_note) {
  const Place place;
  SavedGraph noted{.note = "made on Monday\n  by \x1b[31mme"};
  noted.graph.add("a", literal(1));
  noted.results.push_back({"a", std::nullopt, {0}});
  save(noted, place.file);

  const std::string output = place.run("inspect").output;

  BOOST_TEST(contains(output, "note            made on Monday\n"
                              "                \"  by \\u001b[31mme\"\n"),
             output);
  BOOST_TEST(contains(place.run("inspect", {"--json"}).output, "\"note\": \"made on Monday\\u000a"));
}

BOOST_AUTO_TEST_CASE(what_terminals_obey_is_written_out_by_replay_too) {
  const Place place;
  Graph graph;
  graph.add("red\x1b[31m", literal(1));
  save(graph, std::vector<TaskId>{0}, place.file);

  BOOST_TEST(place.run("replay").output == "\"red\\u001b[31m\": 1\n");
  BOOST_TEST(contains(place.run("replay", {"--task", "red\x1b[31m"}).output, "running \"red\\u001b[31m\"\n"));
}

BOOST_AUTO_TEST_SUITE_END()
