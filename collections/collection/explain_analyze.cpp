#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <troupe/callbacks.hpp>

#include "array/arrays_of.hpp"
#include "array/chunking/chunk_advice.hpp"
#include "collection/explained_plan.hpp"

namespace troupe {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// Adds up what tasks do, by the steps that they belong to. Tasks come from several threads at once.
class StepCounters {
public:
  StepCounters(const ExplainedPlan& plan, const SessionOptions& options)
      : plan_(plan), steps_(plan.explanation.steps.size()),
        begins_(static_cast<std::size_t>(options.threads) + static_cast<std::size_t>(options.io_threads)) {}

  RunCallbacks callbacks() {
    RunCallbacks callbacks;
    callbacks.task_starts = [this](const TaskEvent& event) { begin_of(event).time = SteadyClock::now(); };
    callbacks.task_finishes = [this](const TaskEvent& event) { add(event); };
    return callbacks;
  }

  void fill(std::vector<Explanation::Step>& steps) const {
    for (std::size_t i = 0; i < steps.size(); ++i)
      steps[i].actual = {steps_[i].tasks, steps_[i].task_bytes, steps_[i].output_bytes,
                         static_cast<double>(steps_[i].nanoseconds) / 1e9};
  }

private:
  struct alignas(64) Begin {
    SteadyClock::time_point time; ///< When the task began that this worker runs.
  };
  struct Counters {
    std::atomic<std::uint64_t> tasks = 0, task_bytes = 0, output_bytes = 0;
    std::atomic<std::int64_t> nanoseconds = 0;
  };

  Begin& begin_of(const TaskEvent& event) { return begins_.at(static_cast<std::size_t>(event.worker)); }

  void add(const TaskEvent& event) {
    using std::chrono::duration_cast, std::chrono::nanoseconds;
    Counters& step = steps_[plan_.step_of[event.root]];
    step.tasks.fetch_add(1, std::memory_order_relaxed);
    step.output_bytes.fetch_add(event.output_bytes, std::memory_order_relaxed);
    step.nanoseconds.fetch_add(duration_cast<nanoseconds>(SteadyClock::now() - begin_of(event).time).count(),
                               std::memory_order_relaxed);
    for (std::uint64_t most = step.task_bytes.load(std::memory_order_relaxed); event.output_bytes > most;)
      if (step.task_bytes.compare_exchange_weak(most, event.output_bytes, std::memory_order_relaxed))
        break;
  }

  const ExplainedPlan& plan_;
  std::vector<Counters> steps_;
  std::vector<Begin> begins_; ///< Of each worker, then of each I/O thread.
};

} // namespace

Explanation explain_analyze(Session& session, std::span<const Collection> collections) {
  const ExplainedPlan plan = explain_plan(session, collections);
  StepCounters counters(plan, session.options());
  Explanation explanation = plan.explanation;
  RunCallbacks callbacks = counters.callbacks();
  callbacks.run_ends = [&](const RunEnd& end) { explanation.report = end.report; };
  // Held as `compute` would hold them, but they may be spilled.
  with_chunk_advice(arrays_of(collections),
                    [&] { session.hold(plan.graph, plan.wanted, {.callbacks = &callbacks}); });
  counters.fill(explanation.steps);
  return explanation;
}

} // namespace troupe
