#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <troupe/session.hpp>

#include "runtime/run/run.hpp"
#include "runtime/scheduler/worker.hpp"
#include "runtime/task/task_actor.hpp"
#include "support/test_kernel.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

// What a test's kernel sees of the runtime, for it runs on a worker: the task "waits", which needs "first"
// and "second", has got its first input when the kernel of "second" runs.
struct Observed {
  TaskId waiting = no_task;
  std::string name;
  caf::actor_id id = 0;
  bool has_node = false;
  TaskState state = TaskState::done;
  std::atomic<int> downs = 0;
  std::string down_reason;
  caf::actor watcher; // an actor that nobody holds ends
  caf::exit_reason exit_reason = caf::exit_reason::normal;
};
Observed observed;

caf::strong_actor_ptr waiting_task() {
  TaskActor* const actor = Worker::current()->run()->root().find_waiting(observed.waiting);
  return actor == nullptr ? nullptr : caf::strong_actor_ptr(actor->ctrl());
}

caf::behavior watcher(caf::event_based_actor* self, const caf::strong_actor_ptr& task) {
  self->set_down_handler([self](const caf::down_msg& down) {
    observed.down_reason = down.reason ? self->system().render(down.reason) : "normal";
    ++observed.downs;
    self->quit();
  });
  self->monitor(task);
  return {[](int) {}}; // without a behaviour it would end at once
}

Value look_at_it(const KernelCall&) {
  const caf::strong_actor_ptr task = waiting_task();
  observed.name = static_cast<TaskActor*>(task->get())->name();
  observed.state = static_cast<TaskActor*>(task->get())->state();
  observed.id = task->id();
  observed.has_node = task->node() == Worker::current()->system().node();
  return 2;
}

Value have_it_watched(const KernelCall&) {
  observed.watcher = Worker::current()->system().spawn(watcher, waiting_task());
  return 2;
}

Value have_it_watched_and_fail(const KernelCall& call) {
  have_it_watched(call);
  throw std::runtime_error("second failed");
}

Value send_it_an_exit(const KernelCall&) {
  caf::anon_send_exit(waiting_task(), observed.exit_reason);
  return 2;
}

Value send_it_nonsense(const KernelCall&) {
  const auto task = caf::actor_cast<caf::actor>(waiting_task());
  caf::anon_send(task, std::string("what is this"));
  caf::anon_send(task, 1, 2.0);
  return 2;
}

/// "first" is ready before "second": it has the smaller id, and nothing else tells them apart.
Graph graph_with(const std::string& name, KernelFunction second) {
  Graph graph;
  graph.add("first", literal(1));
  graph.add("second", call_of(name, second, {key("first")}));
  observed.waiting = graph.add("waits", sum({key("first"), key("second")}));
  return graph;
}

bool eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 2000 && !holds(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return holds();
}

} // namespace

BOOST_AUTO_TEST_SUITE(task_actor_)

BOOST_AUTO_TEST_CASE(is_an_actor_with_a_number_a_node_and_a_name) {
  Session session({.scheduler = Scheduler::synchronous});

  BOOST_TEST(session.get(graph_with("test.look_at_it", look_at_it), "waits").as_integer() == 3);

  BOOST_TEST(observed.name == "task");
  BOOST_TEST(observed.id != 0u);
  BOOST_TEST(observed.has_node);
  BOOST_TEST((observed.state == TaskState::waiting));
}

BOOST_AUTO_TEST_CASE(a_stock_actor_hears_that_it_has_ended) {
  for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads}) {
    Session session({.scheduler = scheduler, .threads = 2});
    observed.downs = 0;

    BOOST_TEST(session.get(graph_with("test.have_it_watched", have_it_watched), "waits").as_integer() == 3);

    BOOST_TEST(eventually([] { return observed.downs == 1; }));
    observed.watcher = nullptr;
    BOOST_TEST(observed.down_reason == "normal");
  }
}

BOOST_AUTO_TEST_CASE(a_stock_actor_hears_that_it_was_torn_down) {
  for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads}) {
    Session session({.scheduler = scheduler, .threads = 2});
    observed.downs = 0;

    BOOST_CHECK_THROW(
        session.get(graph_with("test.have_it_watched_and_fail", have_it_watched_and_fail), "waits"),
        TaskError);

    BOOST_TEST(eventually([] { return observed.downs == 1; }));
    observed.watcher = nullptr;
    BOOST_TEST(observed.down_reason == "exit_reason(kill)", observed.down_reason);
  }
}

BOOST_AUTO_TEST_CASE(an_exit_message_fails_it) {
  for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads}) {
    Session session({.scheduler = scheduler, .threads = 2});
    observed.exit_reason = caf::exit_reason::user_shutdown;

    BOOST_CHECK_EXCEPTION(session.get(graph_with("test.send_it_an_exit", send_it_an_exit), "waits"),
                          TaskError, [](const TaskError& error) {
                            BOOST_TEST(error.details().key == "waits");
                            BOOST_TEST(error.details().reason.starts_with("its actor was told to exit"));
                            return true;
                          });
  }
}

BOOST_AUTO_TEST_CASE(a_normal_exit_message_and_nonsense_change_nothing) {
  Session session({.threads = 1});
  observed.exit_reason = caf::exit_reason::normal;

  BOOST_TEST(session.get(graph_with("test.send_it_an_exit", send_it_an_exit), "waits").as_integer() == 3);
  BOOST_TEST(session.get(graph_with("test.send_it_nonsense", send_it_nonsense), "waits").as_integer() == 3);
}

BOOST_AUTO_TEST_SUITE_END()
