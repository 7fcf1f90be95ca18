// What a terminal sees of computes.

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/test_kernel.hpp"
#include "terminal.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

std::atomic<const Terminal*> watched{nullptr};

/// Takes some milliseconds, until the terminal shows something.
Value wait_for_text(const KernelCall&) {
  if (!watched.load()->has_text())
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return 1;
}

/// Tasks that are enough to wait ten seconds for the terminal, and one that needs them all.
Graph long_graph(const std::function<Node(std::vector<Node>)>& last) {
  Graph graph;
  std::vector<Node> all;
  for (int i = 0; i < 4000; ++i) {
    const std::string name = "part" + std::to_string(i);
    graph.add(name, call_of("test.wait_for_text", wait_for_text));
    all.push_back(key(name));
  }
  graph.add("last", last(std::move(all)));
  return graph;
}

struct Screen {
  TermIs term{"xterm"};
  Terminal terminal{100};
  Screen() { watched = &terminal; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(progress_on_a_terminal)

BOOST_AUTO_TEST_CASE(a_long_compute_has_a_bar_which_is_gone_at_its_end) {
  const Graph graph = long_graph([](std::vector<Node> all) { return sum(std::move(all)); });
  for (const Scheduler scheduler : {Scheduler::threads, Scheduler::synchronous}) {
    const Screen screen;
    const StderrTo redirected(screen.terminal.writer());
    Session session({.scheduler = scheduler, .threads = 2, .memory_limit = "64MiB"});
    Progress last;

    const Value value =
        session.get(graph, "last", {.progress = [&](const Progress& progress) { last = progress; }});

    const std::string text = screen.terminal.text();
    BOOST_TEST(value.as_integer() == 4000);
    BOOST_TEST(text.starts_with("\rcompute ["), text);
    BOOST_TEST(text.find(" of 4 001 tasks") != std::string::npos, text);
    BOOST_TEST(text.find(" of 64.0 MiB") != std::string::npos, text);
    BOOST_TEST(text.ends_with("\r\033[K"), text);
    BOOST_TEST(last.tasks_done == 4001U);
    BOOST_TEST(last.limit_bytes == std::uint64_t{64} << 20);
  }
}

BOOST_AUTO_TEST_CASE(a_compute_that_fails_leaves_none) {
  const Graph graph = long_graph([](std::vector<Node> all) { return failing(std::move(all)); });
  const Screen screen;
  const StderrTo redirected(screen.terminal.writer());
  Session session({.threads = 2});

  BOOST_CHECK_THROW(session.get(graph, "last"), TaskError);

  const std::string text = screen.terminal.text();
  BOOST_TEST(text.starts_with("\rcompute ["), text);
  BOOST_TEST(text.ends_with("\r\033[K"), text);
}

BOOST_AUTO_TEST_CASE(a_short_compute_prints_nothing) {
  Graph graph;
  graph.add("x", sum({literal(1), literal(2)}));
  const Screen screen;
  const StderrTo redirected(screen.terminal.writer());
  for (const Scheduler scheduler : {Scheduler::threads, Scheduler::synchronous}) {
    Session session({.scheduler = scheduler});

    BOOST_TEST(session.get(graph, "x").as_integer() == 3);

    BOOST_TEST(screen.terminal.text() == "");
  }
}

BOOST_AUTO_TEST_SUITE_END()
