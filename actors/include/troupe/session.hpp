#pragma once

#include <atomic>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/byte_size.hpp>
#include <troupe/callbacks.hpp>
#include <troupe/error.hpp>
#include <troupe/graph.hpp>
#include <troupe/memory_account.hpp>
#include <troupe/report.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// A task that failed, after its retries.
class TaskError : public Error {
public:
  struct Details {
    std::string key;                 ///< the task's
    std::string kernel;              ///< the call that failed
    std::vector<std::string> inputs; ///< dtype and shape of each argument, as `to_string(value)`
    std::string file;                ///< the user's source line; empty if not known
    std::uint32_t line = 0;
    std::string reason; ///< what the kernel said
    /// What was thrown at the last attempt, with its own type: for `std::rethrow_exception`. Null if nothing was.
    std::exception_ptr cause;
    int attempts = 1;
    std::string saved;     ///< The file of `SessionOptions::on_failure`; empty if there is no file,
    std::string not_saved; ///< and why, if there should be.
  };
  explicit TaskError(Details details);
  /// \param details  not null
  explicit TaskError(std::shared_ptr<const Details> details);
  const Details& details() const noexcept { return *details_; }

private:
  std::shared_ptr<const Details> details_;
};

/// A plan with a task that needs more memory at a time than the session's limit allows. Thrown before anything runs.
class TaskTooLarge : public MemoryError {
public:
  TaskTooLarge(std::string key, std::uint64_t needed_bytes, std::uint64_t limit_bytes);
  /// The same with advice.
  TaskTooLarge(const TaskTooLarge& error, const std::string& advice);
  const std::string& key() const noexcept { return key_; }
  std::uint64_t needed_bytes() const noexcept { return needed_bytes_; } ///< Inputs, output and workspace.
  std::uint64_t limit_bytes() const noexcept { return limit_bytes_; }

private:
  std::string key_;
  std::uint64_t needed_bytes_;
  std::uint64_t limit_bytes_;
};

/// A compute that was cancelled, by a token, by Ctrl-C, or with the compute it was part of.
struct CancelledError : Error {
  using Error::Error;
};

/// A compute that took longer than its `timeout`.
struct TimeoutError : Error {
  using Error::Error;
};

enum class Scheduler : std::uint8_t {
  threads,     ///< one worker a thread
  synchronous, ///< the calling thread is the only worker: deterministic, breakable in a debugger
};

std::string_view to_string(Scheduler scheduler);
/// \throws ValueError naming the schedulers there are.
Scheduler scheduler_from_name(std::string_view name);

/// What happens on Ctrl-C while a compute runs.
enum class Interrupt : std::uint8_t {
  ignore, ///< Troupe touches no signal handler.
  cancel, ///< SIGINT cancels the running computes, which throw CancelledError when the kernels that run have
          ///< returned; then the old handler is back. Until then a second SIGINT does nothing more.
};

/// Whether stderr shows how far a compute is that takes longer than a second: tasks, memory against the limit, tasks a
/// second, time left. Shown is one compute at a time, and none that a kernel makes.
enum class ProgressBar : std::uint8_t {
  automatic, ///< On a terminal, as one line that is erased at the end. What the program prints meanwhile stands in between.
  always,    ///< The same; where stderr is no terminal, a plain line every five seconds.
  off,
};

/// A size in bytes, or a text like "64MiB"; what is none is told of as a session's limit.
class MemoryLimit : public ByteSize {
public:
  template <std::convertible_to<ByteSize> T>
  MemoryLimit(const T& size) try : ByteSize(size) {
  } catch (const ValueError& error) {
    throw ValueError(std::string("session: memory_limit: ") + error.what());
  }
};

/// Of a session. More are a mistake, and would only cost memory.
inline constexpr int most_threads = 1024;

struct SessionOptions {
  Scheduler scheduler = Scheduler::threads;
  int threads =
      0; ///< Workers; 0: one a core this process may use. `synchronous` has one, whatever stands here.
  /// The most memory that values and tasks take together, results that the caller holds included; none: no limit.
  /// A compute that begins when these alone take more throws MemoryError.
  /// A task starts when what it needs is free; for that, values that are not used soon are let go of where a file has
  /// them, or spilled. What programs, graphs and libraries take comes on top.
  std::optional<MemoryLimit> memory_limit = std::nullopt;
  /// The directory for spilled values, made if there is none; empty: see `ScratchOptions` (<troupe/chunk_store.hpp>). A
  /// folder is made in it when memory runs short, and removed at the end.
  std::filesystem::path store = {};
  std::optional<ByteSize> store_quota =
      std::nullopt;   ///< The most bytes spilled at a time; none: see `ScratchOptions`.
  int io_threads = 4; ///< Reads and writes in flight at a time.
  Interrupt interrupt = Interrupt::ignore;
  ProgressBar progress_bar = ProgressBar::automatic;
  /// A graph file that a compute leaves when it fails: the task that failed first, with its inputs as constants and the
  /// failure as a note, to be run again and looked at (`load`, `troupe replay`, `troupe inspect`). Of a task that computes, it has that task; on another session, if
  /// that task's own leaves a file. A later failure replaces it.
  /// Where memory is limited it is left only if the inputs take no more than half of that. Empty: none.
  std::filesystem::path on_failure = {};
};

/// Cancels computes from another thread. Copies share.
class CancellationToken {
public:
  CancellationToken() : cancelled_(std::make_shared<std::atomic<bool>>(false)) {}
  void cancel() noexcept { cancelled_->store(true, std::memory_order_relaxed); }
  bool is_cancelled() const noexcept { return cancelled_->load(std::memory_order_relaxed); }

private:
  std::shared_ptr<std::atomic<bool>> cancelled_;
};

struct ComputeOptions {
  int retries = 0; ///< For tasks that don't say it themselves; not below 0.
  std::optional<std::chrono::duration<double>> timeout = std::nullopt; ///< From the call on.
  std::optional<CancellationToken> token = std::nullopt;
  /// Called in the calling thread, about every `progress_interval` and once at the end; within a kernel's own
  /// compute between tasks. What it throws cancels the run, and is thrown by the compute.
  std::function<void(const Progress&)> progress = {};
  std::chrono::milliseconds progress_interval{200}; ///< However long: `max()` is at the end only.
  /// Called when the run and its tasks start and end (<troupe/callbacks.hpp>); null: nobody wants to know. Must live as
  /// long as the compute.
  const RunCallbacks* callbacks = nullptr;
};

/// Where graphs run: an actor system with its workers and I/O pool.
///
/// Several threads may compute on one session at once, and several sessions live in one process. A kernel may
/// compute on its own session, or on another one whose kernels do not compute on the first in turn: those
/// would wait for each other. A compute that throws leaves the session as it was.
class Session {
public:
  /// \throws ValueError for a number of threads below 0, of I/O threads below 1, or either above 1024; FileError if there is
  ///         no directory for `on_failure`; Error if the system gives no more threads.
  explicit Session(SessionOptions options = {});
  ~Session(); ///< Waits for computes that run.
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// The process's session, made on first use.
  static Session& default_session();

  /// The values of the wanted tasks, in their order. Only what they need is run, each task once.
  ///
  /// \throws KeyError, CycleError, ValueError for options that make no sense, before anything runs; TaskError, CancelledError, TimeoutError.
  std::vector<Value> compute(const Graph& graph, std::span<const TaskId> wanted,
                             const ComputeOptions& options = {});

  /// The value of a key, given as text, or of a nested list of keys in the same nesting.
  ///
  /// \throws KeyError for a key that is not in the graph; as `compute`.
  Value get(const Graph& graph, const Value& keys, const ComputeOptions& options = {});

  /// Hands each wanted result to `take`, with its position among `wanted`, as soon as it is there, in the
  /// calling thread and one at a time, and keeps none: for results that are too many to hold. When some
  /// dozens wait to be taken no new sources are started.
  ///
  /// \throws as `compute`; what `take` throws, after the run has been cancelled.
  void compute_each(const Graph& graph, std::span<const TaskId> wanted,
                    const std::function<void(std::size_t index, Value value)>& take,
                    const ComputeOptions& options = {});

  /// Computes the wanted tasks and holds their values for graphs to come: what is returned stands for them as literals
  /// (`Body::constant`, `literal`) of any graph of this session, and they are gone when the last copy is. Where memory
  /// is limited they may leave it, and come back when a task needs them.
  ///
  /// \throws as `compute`.
  std::vector<Value> hold(const Graph& graph, std::span<const TaskId> wanted,
                          const ComputeOptions& options = {});

  /// Runs every task and keeps no result: for graphs that write, and for measuring. Throws as `compute`.
  void run(const Graph& graph, const ComputeOptions& options = {});

  /// The values of collections: one by itself, several as a tuple, in one run. `compute_on` is found in the
  /// collection's header.
  template <class First, class... More>
  requires(!std::same_as<First, Graph>) auto compute(const First& first, const More&... more) {
    return compute_on(*this, first, more...);
  }

  /// What is charged for results that are put together outside of tasks; nullptr where memory has no limit.
  std::shared_ptr<MemoryAccount> memory_account() const noexcept;

  /// Records what computes do from now on: which worker ran which task when, waits for memory, values that leave it and
  /// come back, bytes live where memory is limited. `end_trace`, or the session's end, puts the file in its place, as
  /// JSON for a viewer of Chrome traces and for the command `troupe trace`. Computes are recorded that begin and end in
  /// between.
  ///
  /// A task costs some nanoseconds more. Where the last 16 tasks of a body took less than about a microsecond each, the next
  /// share looks at the clock, up to eight one, and have equal times; a slow one among them ends that. The trace takes
  /// 16 MiB, and until a run is written a few bytes a task and the tasks of its graph and of those that it yields, without
  /// constants; beyond 256 MiB, runs that have ended are written meanwhile. What cannot be kept fails no compute:
  /// `end_trace` tells of it.
  ///
  /// \throws FileError if the file cannot be made; ValueError if a trace runs already.
  void trace(const std::filesystem::path& file);
  /// Writes the trace, if one runs. \throws FileError if it cannot be written; the session's end keeps that to itself.
  void end_trace();

  /// What the last finished compute did.
  RunReport report() const;
  /// Tasks run since the session began.
  std::uint64_t tasks_run() const;
  const SessionOptions& options() const noexcept; ///< With the actual number of threads.

private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

} // namespace troupe
