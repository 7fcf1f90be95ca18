#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/logger.hpp>
#include <caf/make_actor.hpp>
#include <sched.h>
#include <unistd.h>

#include <troupe/partial_file.hpp>
#include <troupe/session.hpp>

#include "graph/needed_tasks.hpp"
#include "runtime/client_actor.hpp"
#include "runtime/key_tree.hpp"
#include "runtime/memory/require_memory.hpp"
#include "runtime/memory/session_memory.hpp"
#include "runtime/progress/progress_reporter.hpp"
#include "runtime/run/run.hpp"
#include "runtime/scheduler/interrupt.hpp"
#include "runtime/scheduler/scheduler_module.hpp"
#include "runtime/tracing/run_observer.hpp"
#include "runtime/tracing/tracer.hpp"

namespace troupe {

namespace {

using SteadyClock = std::chrono::steady_clock;

// As many results may wait to be taken before no more sources are started.
constexpr std::size_t most_results_waiting = 64;

// Less is a mistake: the runtime itself takes more.
constexpr std::uint64_t smallest_limit = std::uint64_t{1} << 20;

double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

int usable_cores() {
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) != 0)
    return 1;
  return std::max(1, CPU_COUNT(&cores));
}

/// A file that is only written when something has failed should not fail itself.
void require_place_of(const std::filesystem::path& file) {
  try {
    const PartialFile could_be_made(file);
  } catch (const FileError& error) {
    throw FileError(std::string("session: on_failure: ") + error.what());
  }
}

SessionOptions checked(SessionOptions options) {
  if (options.threads < 0 || options.threads > most_threads)
    throw ValueError("session: the number of threads is " + std::to_string(options.threads) + ", not 0 to "
                     + std::to_string(most_threads));
  if (options.io_threads < 1 || options.io_threads > most_threads)
    throw ValueError("session: the number of I/O threads is " + std::to_string(options.io_threads)
                     + ", not 1 to " + std::to_string(most_threads));
  if (options.memory_limit && options.memory_limit->bytes() < smallest_limit)
    throw ValueError("session: a memory limit of " + to_string(*options.memory_limit) + ", below "
                     + to_string(ByteSize(smallest_limit)));
  if (!options.memory_limit && (!options.store.empty() || options.store_quota))
    throw ValueError("session: a store for spilled values, and no memory limit that would have any spilled");
  if (!options.on_failure.empty())
    require_place_of(options.on_failure);
  if (options.scheduler == Scheduler::synchronous)
    options.threads = 1;
  else if (options.threads == 0)
    options.threads = usable_cores();
  return options;
}

class SystemConfig : public caf::actor_system_config {
public:
  SystemConfig(Session& session, const SessionOptions& options) {
    set("scheduler.max-threads", static_cast<std::size_t>(options.threads));
    module_factories.push_back([&session, options](caf::actor_system& system) -> caf::actor_system::module* {
      return new SchedulerModule(system, session, options);
    });
  }
};

/// The task of a session with a memory limit that computes, while it waits for that.
class BlockedTask {
public:
  BlockedTask() {
    const Worker* const worker = Worker::current();
    if (worker == nullptr || worker->run() == nullptr || worker->module().memory() == nullptr)
      return;
    memory_ = worker->module().memory();
    admission_ = worker->admission();
    memory_->task_blocks(admission_);
  }
  ~BlockedTask() {
    if (memory_ != nullptr)
      memory_->task_goes_on(admission_);
  }
  BlockedTask(const BlockedTask&) = delete;
  BlockedTask& operator=(const BlockedTask&) = delete;

private:
  SessionMemory* memory_ = nullptr;
  const Admission* admission_ = nullptr;
};

/// Counts what a compute does with memory, where that is limited.
class MeteredCompute {
public:
  explicit MeteredCompute(SessionMemory* memory) : memory_(memory) {
    if (memory_ == nullptr)
      return;
    memory_->forgive_store();
    memory_->meter().begin(memory_->account());
  }
  ~MeteredCompute() {
    if (memory_ != nullptr)
      memory_->meter().end();
  }
  MeteredCompute(const MeteredCompute&) = delete;
  MeteredCompute& operator=(const MeteredCompute&) = delete;

private:
  SessionMemory* memory_;
};

void throw_verdict(Run& run, ClientActor& client, const ComputeOptions& options) {
  switch (run.verdict()) {
  case Stop::none: return;
  case Stop::failed: throw TaskError(client.take_failure());
  case Stop::cancelled: throw CancelledError("compute: cancelled");
  case Stop::interrupted: throw CancelledError("compute: cancelled by Ctrl-C");
  case Stop::outer: throw CancelledError("compute: cancelled with the computation it was part of");
  case Stop::timed_out:
    throw TimeoutError("compute: took longer than its timeout of " + std::to_string(options.timeout->count())
                       + " s");
  }
}

/// The client actor of one run, for as long as it is needed.
template <class Client>
class ClientHandle {
public:
  template <class... Arguments>
  explicit ClientHandle(caf::actor_system& system, Arguments... arguments) {
    caf::actor_config config;
    actor_ = caf::make_actor<Client, caf::strong_actor_ptr>(system.next_actor_id(), system.node(), &system,
                                                            config, arguments...);
  }
  ~ClientHandle() {
    client().cleanup(caf::error(), nullptr);
    client().clear(); // whoever still holds the actor, or the run, does not hold results
  }
  ClientHandle(const ClientHandle&) = delete;
  ClientHandle& operator=(const ClientHandle&) = delete;

  Client& client() const noexcept { return static_cast<Client&>(*actor_->get()); }

private:
  caf::strong_actor_ptr actor_;
};

} // namespace

struct Session::Implementation {
  Implementation(Session& session, SessionOptions given)
      : options(checked(given)), config(session, options), system(config),
        module(static_cast<SchedulerModule&>(system.scheduler())) {
    // The thread that makes an actor system would keep its logger, and the system waits for it when it ends:
    // for ever if another thread ends it, and after the thread's end there is garbage in that place.
    caf::logger::set_current_actor_system(nullptr);
  }

  /// Counts the computes that run: the session must not end before them.
  class Computing {
  public:
    explicit Computing(Implementation& owner) : owner_(owner) {
      if (owner_.options.interrupt == Interrupt::cancel)
        watch_.emplace();
      const std::scoped_lock lock(owner_.mutex);
      ++owner_.computing;
    }
    ~Computing() {
      watch_.reset();
      const std::scoped_lock lock(owner_.mutex);
      if (--owner_.computing == 0)
        owner_.idle.notify_all();
    }
    Computing(const Computing&) = delete;
    Computing& operator=(const Computing&) = delete;

  private:
    Implementation& owner_;
    std::optional<Interrupts::Watch> watch_;
  };

  /// nullptr if nobody wants to know what the compute does.
  std::shared_ptr<RunObserver> observer_of(const ComputeOptions& compute_options) {
    const std::scoped_lock lock(mutex);
    ++runs;
    if (compute_options.callbacks == nullptr && tracer == nullptr)
      return nullptr;
    return std::make_shared<RunObserver>(runs, compute_options.callbacks, tracer, module.participant_count());
  }

  RunTerms terms(const ComputeOptions& compute_options, SteadyClock::time_point begin) {
    RunTerms terms;
    if (compute_options.retries < 0)
      throw ValueError("compute: " + std::to_string(compute_options.retries) + " retries");
    terms.retries = compute_options.retries;
    if (compute_options.timeout && std::isnan(compute_options.timeout->count()))
      throw ValueError("compute: a timeout of nan s");
    if (compute_options.timeout && *compute_options.timeout < longest_wait)
      terms.deadline = begin + std::chrono::duration_cast<SteadyClock::duration>(*compute_options.timeout);
    terms.token = compute_options.token;
    terms.observer = observer_of(compute_options);
    if (options.interrupt == Interrupt::cancel)
      terms.interrupts = Interrupts::count();
    if (const Worker* const worker = Worker::current())
      terms.outer = worker->run();
    const Worker* const own = Worker::current_of(module);
    terms.on_io_thread = (own != nullptr && own->role() == Worker::Role::io)
                         || (terms.outer != nullptr && terms.outer->terms().on_io_thread);
    return terms;
  }

  /// Runs what `wanted` needs with `client` as the receiver.
  void execute(const Graph& graph, std::span<const TaskId> wanted, Delivery delivery, ClientActor& client,
               const ComputeOptions& compute_options, const SchedulerModule::Watcher* watcher) {
    const auto begin = SteadyClock::now();
    RunTerms run_terms = terms(compute_options, begin);
    Plan plan(graph, wanted, delivery);
    // Every task leads to one that nobody uses, unless it is part of a cycle or leads to one.
    if (delivery == Delivery::drop && plan.task_count() != graph.size())
      static_cast<void>(needed_tasks(graph, "run", Missing::refuse));
    RunReport latest;
    latest.scheduler = to_string(options.scheduler);
    latest.threads = options.threads;
    latest.instruction_set = KernelRegistry::instance().instruction_set();
    const bool is_empty = plan.task_count() == 0;
    SessionMemory* const memory = module.memory();
    const MeteredCompute metered(memory);
    const auto run = std::make_shared<Run>(module, graph, std::move(plan), std::move(run_terms),
                                           caf::strong_actor_ptr(client.ctrl()));
    client.set_run(*run);
    if (memory != nullptr) {
      require_held_of_one(*memory);
      latest.memory.predicted_peak_bytes = require_memory(*memory, *run, delivery);
    }
    latest.plan_s = seconds_since(begin);
    RunObserver* const observer = run->observer();
    if (observer != nullptr)
      observer->run_starts(graph, run->root().plan().task_count());
    const auto started = SteadyClock::now();
    ProgressReporter reporter(compute_options, *run, progress);
    const BlockedTask blocked;
    if (!is_empty && run->stop_reason() == Stop::none) // what `run_starts` throws has ended it
      enact(run, watcher, reporter);
    if (watcher != nullptr && watcher->pending())
      watcher->progress();
    latest.run_s = seconds_since(started);
    run->fill(latest);
    run->release();
    if (memory != nullptr)
      fill_memory(*memory, latest.memory);
    if (observer != nullptr)
      observer->run_ends(latest, run->verdict() == Stop::none);
    {
      const std::scoped_lock lock(mutex);
      tasks_run += latest.tasks;
      report = std::move(latest);
    }
    const std::exception_ptr thrown_by_callback = observer != nullptr ? observer->take_error() : nullptr;
    reporter.finish();
    if (thrown_by_callback != nullptr)
      std::rethrow_exception(thrown_by_callback);
    throw_verdict(*run, client, compute_options);
  }

  /// Of computes that overlap nobody can tell whose the held results are.
  void require_held_of_one(const SessionMemory& memory) {
    const std::scoped_lock lock(mutex);
    if (computing == 1)
      require_held(memory);
  }

  /// Runs it to its end; tells of it meanwhile, if there is anybody to tell.
  void enact(const std::shared_ptr<Run>& run, const SchedulerModule::Watcher* watcher,
             ProgressReporter& reporter) {
    if (!reporter.is_wanted()) {
      module.execute(run, watcher);
      return;
    }
    const auto wants = [&] { return watcher != nullptr && watcher->pending(); };
    const SchedulerModule::Watcher both{[&] { return reporter.is_due() || wants(); },
                                        [&] {
                                          reporter.report();
                                          if (wants())
                                            watcher->progress();
                                        },
                                        reporter.interval(), watcher == nullptr};
    module.execute(run, &both);
    reporter.end_display();
  }

  void begin_trace(const std::filesystem::path& file) {
    const std::scoped_lock lock(mutex);
    if (tracer != nullptr)
      throw ValueError("session: trace: one runs already, into " + tracer->path().string());
    tracer = std::make_shared<Tracer>(file, options);
    if (SessionMemory* const memory = module.memory())
      memory->meter().trace().set(tracer);
  }

  void end_trace() {
    std::shared_ptr<Tracer> ended;
    {
      const std::scoped_lock lock(mutex);
      ended = std::exchange(tracer, nullptr);
      if (SessionMemory* const memory = module.memory())
        memory->meter().trace().set(nullptr);
    }
    if (ended != nullptr)
      ended->finish();
  }

  const SessionOptions options;
  SystemConfig config;
  caf::actor_system system;
  SchedulerModule& module;
  const pid_t process = getpid();
  const ProgressTarget progress = progress_target(options.progress_bar);

  mutable std::mutex mutex;
  std::condition_variable idle;
  int computing = 0;
  std::uint64_t tasks_run = 0;
  std::uint64_t runs = 0;
  RunReport report;
  std::shared_ptr<Tracer> tracer;
};

Session::Session(SessionOptions options)
    : implementation_(std::make_unique<Implementation>(*this, options)) {}

Session::~Session() {
  if (implementation_->process != getpid()) {
    // After a fork the threads are in the other process, and nothing here can be ended in good order.
    static_cast<void>(implementation_.release());
    return;
  }
  std::unique_lock lock(implementation_->mutex);
  implementation_->idle.wait(lock, [this] { return implementation_->computing == 0; });
  lock.unlock();
  try {
    end_trace();
  } catch (const std::exception&) {
    // Who wants to know calls it.
  }
}

Session& Session::default_session() {
  static std::mutex mutex;
  static std::unique_ptr<Session> session;
  const std::scoped_lock lock(mutex);
  if (session == nullptr || session->implementation_->process != getpid())
    session = std::make_unique<Session>();
  return *session;
}

std::vector<Value> Session::compute(const Graph& graph, std::span<const TaskId> wanted,
                                    const ComputeOptions& options) {
  const Implementation::Computing computing(*implementation_);
  const ClientHandle<GatheringClient> handle(implementation_->system, wanted.size());
  implementation_->execute(graph, wanted, Delivery::keep, handle.client(), options, nullptr);
  return handle.client().release();
}

void Session::compute_each(const Graph& graph, std::span<const TaskId> wanted,
                           const std::function<void(std::size_t index, Value value)>& take,
                           const ComputeOptions& options) {
  const Implementation::Computing computing(*implementation_);
  const ClientHandle<StreamingClient> handle(implementation_->system, most_results_waiting);
  StreamingClient& client = handle.client();
  const SchedulerModule::Watcher watcher{[&] { return client.is_pending(); },
                                         [&] { client.hand_over(take); }};
  try {
    implementation_->execute(graph, wanted, Delivery::hold, client, options, &watcher);
  } catch (const CancelledError&) {
    if (!client.has_error())
      throw;
  }
  if (client.has_error())
    std::rethrow_exception(client.take_error());
}

std::vector<Value> Session::hold(const Graph& graph, std::span<const TaskId> wanted,
                                 const ComputeOptions& options) {
  const Implementation::Computing computing(*implementation_);
  const ClientHandle<HoldingClient> handle(implementation_->system, wanted.size());
  implementation_->execute(graph, wanted, Delivery::hold, handle.client(), options, nullptr);
  return handle.client().release();
}

Value Session::get(const Graph& graph, const Value& keys, const ComputeOptions& options) {
  KeyTree tree(graph, keys);
  return tree.fill(compute(graph, tree.tasks(), options));
}

void Session::run(const Graph& graph, const ComputeOptions& options) {
  const std::vector<TaskId> last = final_tasks(graph);
  const Implementation::Computing computing(*implementation_);
  const ClientHandle<GatheringClient> handle(implementation_->system, std::size_t{0});
  implementation_->execute(graph, last, Delivery::drop, handle.client(), options, nullptr);
}

void Session::trace(const std::filesystem::path& file) { implementation_->begin_trace(file); }

void Session::end_trace() { implementation_->end_trace(); }

std::shared_ptr<MemoryAccount> Session::memory_account() const noexcept {
  SessionMemory* const memory = implementation_->module.memory();
  return memory != nullptr ? memory->shared_account() : nullptr;
}

RunReport Session::report() const {
  const std::scoped_lock lock(implementation_->mutex);
  return implementation_->report;
}

std::uint64_t Session::tasks_run() const {
  const std::scoped_lock lock(implementation_->mutex);
  return implementation_->tasks_run;
}

const SessionOptions& Session::options() const noexcept { return implementation_->options; }

} // namespace troupe
