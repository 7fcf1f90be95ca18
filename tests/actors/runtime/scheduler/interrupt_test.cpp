#include <atomic>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "runtime/scheduler/interrupt.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

volatile std::sig_atomic_t own_interrupts = 0;
void count_own(int) { own_interrupts = own_interrupts + 1; }

/// Puts a handler in place for the time of a test.
class OwnHandler {
public:
  OwnHandler() : before_(std::signal(SIGINT, count_own)) { own_interrupts = 0; }
  ~OwnHandler() { std::signal(SIGINT, before_); }

private:
  void (*before_)(int);
};

Value press_control_c(const KernelCall& call) {
  std::raise(SIGINT);
  while (!call.context.cancelled())
    std::this_thread::yield();
  return 0;
}

Graph interrupted() {
  Graph graph;
  graph.add("pressed", call_of("test.press_control_c", press_control_c));
  graph.add("after", sum({key("pressed")}));
  return graph;
}

} // namespace

BOOST_AUTO_TEST_SUITE(interrupt_)

BOOST_AUTO_TEST_CASE(control_c_cancels_and_the_old_handler_is_back) {
  const OwnHandler own;
  for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads}) {
    Session session({.scheduler = scheduler, .threads = 2, .interrupt = Interrupt::cancel});
    own_interrupts = 0;

    BOOST_CHECK_EXCEPTION(session.get(interrupted(), "after"), CancelledError,
                          [](const CancelledError& error) {
                            return std::string(error.what()) == "compute: cancelled by Ctrl-C";
                          });

    BOOST_TEST(own_interrupts == 0);
    std::raise(SIGINT);
    BOOST_TEST(own_interrupts == 1);
  }
}

BOOST_AUTO_TEST_CASE(works_again_afterwards) {
  const OwnHandler own;
  Session session({.threads = 2, .interrupt = Interrupt::cancel});
  Graph graph;
  graph.add("x", literal(1));

  for (int i = 0; i < 5; ++i) {
    BOOST_CHECK_THROW(session.get(interrupted(), "after"), CancelledError);
    BOOST_TEST(session.get(graph, "x").as_integer() == 1);
  }
}

BOOST_AUTO_TEST_CASE(the_handler_stays_until_the_last_watch_is_gone) {
  const OwnHandler own;
  const std::uint32_t before = Interrupts::count();
  {
    const Interrupts::Watch first;
    {
      const Interrupts::Watch second;
      std::raise(SIGINT);
    }
    std::raise(SIGINT);
  }
  std::raise(SIGINT);

  BOOST_TEST(Interrupts::count() - before == 2u);
  BOOST_TEST(own_interrupts == 1);
}

BOOST_AUTO_TEST_CASE(a_session_that_ignores_it_leaves_the_handler_alone) {
  const OwnHandler own;
  Graph graph;
  graph.add("x", call_of("test.raise", [](const KernelCall&) -> Value {
              std::raise(SIGINT);
              return 3;
            }));
  Session session({.threads = 1});

  BOOST_TEST(session.get(graph, "x").as_integer() == 3);

  BOOST_TEST(own_interrupts == 1);
}

BOOST_AUTO_TEST_SUITE_END()
