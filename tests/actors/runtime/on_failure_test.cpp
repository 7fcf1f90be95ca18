// What a run leaves behind when it fails: the failing task with its inputs.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/session.hpp>

#include "support/error_message.hpp"
#include "support/ramp_kernels.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

/// What a compute of that key says that failed.
TaskError::Details failure_of(Session& session, const Graph& graph, const std::string& key) {
  try {
    session.get(graph, Value(key));
  } catch (const TaskError& error) {
    return error.details();
  }
  throw std::logic_error("nothing failed");
}

/// The numbers 0, 1, 2 … and a task that fails with the first two, one of them twice.
Graph failing_graph() {
  Graph graph;
  for (int i = 0; i < 8; ++i)
    graph.add(name("n", i), sum({literal(i)}));
  graph.add("bad", failing({key("n1"), key("n0"), key("n1")}));
  graph.add("after", sum({key("bad"), key("n5")}));
  return graph;
}

/// Any place for the file.
struct Place {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "failed.graph";
};

/// A value that cannot be written.
class Secret final : public ValueObject {
public:
  std::size_t size_bytes() const noexcept override { return sizeof(*this); }
  std::string_view type_name() const noexcept override { return "test.secret"; }
};

/// A graph in which "test.fail" has a chunk of the yielding task's input, by reference.
Value yield_a_failure(const KernelCall& call) {
  Graph graph;
  graph.add("held", literal(call.arguments.front()));
  return yield(graph, {graph.add("inner", failing({key("held"), literal(call.arguments.front())}))});
}

/// Computes "inner", which fails with this value.
Value fail_within(Session& session, const Value& value) {
  Graph graph;
  graph.add("inner", failing({literal(value)}));
  return session.get(graph, "inner");
}

Value compute_a_failure(const KernelCall& call) {
  return fail_within(call.context.session(), call.arguments.front());
}

Session* other_session = nullptr; ///< Kernels have no captures.

Value compute_a_failure_elsewhere(const KernelCall& call) {
  return fail_within(*other_session, call.arguments.front());
}

Graph failing_elsewhere() {
  Graph graph;
  graph.add("seven", literal(7));
  graph.add("outer",
            call_of("test.compute_a_failure_elsewhere", compute_a_failure_elsewhere, {key("seven")}));
  return graph;
}

} // namespace

BOOST_AUTO_TEST_SUITE(on_failure)

BOOST_AUTO_TEST_CASE(the_file_has_the_task_and_its_inputs) {
  const Place place;
  for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads}) {
    Session session({.scheduler = scheduler, .on_failure = place.file});

    const TaskError::Details details = failure_of(session, failing_graph(), "after");

    BOOST_TEST(details.saved == place.file.string());
    BOOST_TEST(details.not_saved == "");
    const SavedGraph saved = load(place.file);
    BOOST_TEST(saved.graph.size() == 3U);
    BOOST_TEST(
        std::string(TaskError(details).what()).starts_with(saved.note + "\n  saved with its inputs in "));
    BOOST_TEST(saved.note.starts_with("task \"bad\" failed: no such luck"), saved.note);
    BOOST_TEST(saved.graph.key(saved.wanted().front()) == "bad");
    BOOST_TEST(dependencies(saved.graph, saved.wanted().front()) == (std::vector<std::string>{"n0", "n1"}),
               boost::test_tools::per_element());
    BOOST_TEST(saved.graph.body(saved.graph.get("n1")).literals.front().as_integer() == 1);
    std::filesystem::remove(place.file);
  }
}

BOOST_AUTO_TEST_CASE(it_fails_again_in_the_same_way) {
  const Place place;
  Session session({.on_failure = place.file});
  const TaskError::Details first = failure_of(session, failing_graph(), "after");

  Session other;
  const SavedGraph saved = load(place.file);
  const TaskError::Details again = failure_of(other, saved.graph, "bad");

  BOOST_TEST(again.reason == first.reason);
  BOOST_TEST(again.kernel == first.kernel);
  BOOST_TEST(again.inputs == first.inputs, boost::test_tools::per_element());
  BOOST_TEST(again.line == first.line);
  BOOST_TEST(again.saved == "");
}

BOOST_AUTO_TEST_CASE(the_message_says_where_it_is) {
  const Place place;
  Session session({.on_failure = place.file});

  const std::string message = message_of<TaskError>([&] { session.get(failing_graph(), Value("bad")); });

  BOOST_TEST(message.ends_with("\n  saved with its inputs in " + place.file.string()), message);
}

BOOST_AUTO_TEST_CASE(a_run_that_ends_well_leaves_none) {
  const Place place;
  Session session({.on_failure = place.file});

  session.get(failing_graph(), Value("n7"));

  BOOST_TEST(!std::filesystem::exists(place.file));
}

BOOST_AUTO_TEST_CASE(of_many_that_fail_at_once_there_is_one) {
  const Place place;
  Session session({.threads = 4, .on_failure = place.file});
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < 100; ++i) {
    graph.add(name("bad", i), failing({literal(i)}));
    all.push_back(key(name("bad", i)));
  }
  graph.add("all", list(std::move(all)));

  for (int round = 0; round < 20; ++round) {
    const TaskError::Details details = failure_of(session, graph, "all");

    BOOST_TEST(details.saved == place.file.string());
    const SavedGraph saved = load(place.file);
    BOOST_TEST(saved.graph.size() == 1U);
    BOOST_TEST(saved.graph.key(saved.wanted().front()) == details.key);
  }
  BOOST_TEST(std::distance(std::filesystem::directory_iterator(place.directory.path()), {}) == 1);
}

BOOST_AUTO_TEST_CASE(what_a_yielded_task_refers_to_is_in_it) {
  for (const bool is_limited : {false, true}) {
    const Place place;
    SessionOptions options{.on_failure = place.file};
    if (is_limited)
      options.memory_limit = "8MiB";
    Session session(options);
    Graph graph;
    graph.add("ramp", call_of("test.make_ramp", make_ramp, {literal(3)}));
    graph.add("plan", call_of("test.yield_a_failure", yield_a_failure, {key("ramp")}, KernelKind::planning));

    const TaskError::Details details = failure_of(session, graph, "plan");

    BOOST_TEST(details.not_saved == "");
    const SavedGraph saved = load(place.file);
    const TaskId inner = saved.graph.get("inner");
    BOOST_TEST(saved.graph.body(inner).literals.front().as_chunk().values<double>()[2] == 5.0);
    BOOST_TEST(saved.graph.body(saved.graph.get("held")).literals.front().as_chunk().size()
               == std::size_t{mebibyte_of_doubles});
  }
}

BOOST_AUTO_TEST_CASE(inputs_that_cannot_be_written_leave_the_failure_as_it_is) {
  const Place place;
  Session session({.on_failure = place.file});
  Graph graph;
  graph.add("secret", literal(Value::user(std::make_unique<const Secret>())));
  graph.add("bad", failing({key("secret")}));

  const TaskError::Details details = failure_of(session, graph, "bad");

  BOOST_TEST(details.reason == "no such luck");
  BOOST_TEST(details.saved == "");
  BOOST_TEST(details.not_saved.find("test.secret") != std::string::npos, details.not_saved);
  BOOST_TEST(!std::filesystem::exists(place.file));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_leaves_the_failure_as_it_is) {
  Place place;
  const std::filesystem::path folder = place.directory.path() / "gone";
  std::filesystem::create_directory(folder);
  Session session({.on_failure = folder / "failed.graph"});
  std::filesystem::remove(folder);

  const std::string message = message_of<TaskError>([&] { session.get(failing_graph(), Value("bad")); });

  BOOST_TEST(message.starts_with("task \"bad\" failed: no such luck\n"), message);
  BOOST_TEST(message.find("\n  not saved: ") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(of_a_task_that_computes_it_is_that_task) {
  const Place place;
  Session session({.threads = 2, .on_failure = place.file});
  Graph graph;
  graph.add("seven", literal(7));
  graph.add("outer", call_of("test.compute_a_failure", compute_a_failure, {key("seven")}));

  const TaskError::Details details = failure_of(session, graph, "outer");

  BOOST_TEST(details.saved == place.file.string());
  BOOST_TEST(details.reason.find("saved") == std::string::npos, details.reason);
  const SavedGraph saved = load(place.file);
  BOOST_TEST(saved.graph.key(saved.wanted().front()) == "outer");
}

BOOST_AUTO_TEST_CASE(of_a_compute_on_another_session_it_is_the_inner_task_unless_the_outer_leaves_one) {
  const Place inner_place, outer_place;
  Session inner({.threads = 1, .on_failure = inner_place.file});
  other_session = &inner;
  Session silent({.threads = 1});
  Session outer({.threads = 1, .on_failure = outer_place.file});

  const TaskError::Details of_outer = failure_of(outer, failing_elsewhere(), "outer");
  BOOST_TEST(of_outer.saved == outer_place.file.string());
  BOOST_TEST(!std::filesystem::exists(inner_place.file));

  const TaskError::Details of_silent = failure_of(silent, failing_elsewhere(), "outer");
  BOOST_TEST(of_silent.saved == "");
  BOOST_TEST(of_silent.reason.find("saved with its inputs in " + inner_place.file.string())
             != std::string::npos);
  const SavedGraph saved = load(inner_place.file);
  BOOST_TEST(saved.graph.key(saved.wanted().front()) == "inner");
}

BOOST_AUTO_TEST_CASE(what_would_take_more_than_the_limit_is_not_saved) {
  const Place place;
  Session session({.memory_limit = "8MiB", .store = place.directory.path(), .on_failure = place.file});
  Graph graph;
  graph.add("wide", call_of("test.make_wide", make_wide, {literal(0.5)}));
  graph.add("bad", failing({key("wide")}));

  const TaskError::Details details = failure_of(session, graph, "bad");

  BOOST_TEST(details.reason == "no such luck");
  BOOST_TEST(details.not_saved.starts_with("its inputs take 6.0 MiB, and writing them as much again"),
             details.not_saved);
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_is_refused_at_once) {
  const TemporaryDirectory directory;
  const std::filesystem::path missing = directory.path() / "missing";
  BOOST_TEST(message_of<FileError>([&] { Session({.on_failure = missing / "failed.graph"}); })
             == "session: on_failure: cannot write " + (missing / "failed.graph").string()
                    + ": there is no directory " + missing.string());
  BOOST_TEST(message_of<FileError>([&] { Session({.on_failure = directory.path()}); })
             == "session: on_failure: " + directory.path().string() + " is there and is no regular file");
}

BOOST_AUTO_TEST_SUITE_END()
