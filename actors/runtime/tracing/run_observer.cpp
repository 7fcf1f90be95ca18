#include "runtime/tracing/run_observer.hpp"

#include <string>
#include <utility>

#include "runtime/run/network.hpp"
#include "runtime/run/run.hpp"
#include "runtime/scheduler/worker.hpp"
#include "runtime/tracing/tracer.hpp"

namespace troupe {

RunObserver::RunObserver(std::uint64_t number, const RunCallbacks* callbacks, std::shared_ptr<Tracer> tracer,
                         std::size_t participant_count)
    : number_(number), callbacks_(callbacks), tracer_(std::move(tracer)) {
  if (tracer_ == nullptr)
    return;
  record_ = std::make_unique<RunRecord>();
  record_->number = number;
  record_->begin_ns = TraceClock::nanoseconds(TraceClock::Steady::now());
  record_->networks.emplace_back();
  record_->tasks = std::make_unique<TaskRecords[]>(participant_count);
  record_->participant_count = participant_count;
  for (std::size_t i = 0; i < participant_count; ++i)
    record_->tasks[i].use(tracer_->spool());
}

RunObserver::~RunObserver() = default;

template <class Callback, class Event>
void RunObserver::call(const Callback& callback, const Event& event) noexcept {
  try {
    callback(event);
  } catch (...) {
    {
      const std::scoped_lock lock(mutex_);
      if (error_ == nullptr)
        error_ = std::current_exception();
    }
    run_->stop(Stop::cancelled);
  }
}

TaskEvent RunObserver::event_of(const Place& place) const {
  return {.run = number_,
          .graph = place.network.graph(),
          .task = place.task,
          .is_spliced = place.network.is_spliced(),
          .root = place.network.is_spliced() ? place.network.root_task() : place.task,
          .worker = static_cast<int>(place.worker.number())};
}

void RunObserver::record(const Place& place, TaskEntry::Number kind, std::uint64_t number) {
  place.worker.slot().trace.add(kind, place.task, place.network.trace_number(), number,
                                record_->tasks[place.worker.number()]);
}

void RunObserver::task_starts(const Place& place) noexcept {
  if (wants_starts())
    call(callbacks_->task_starts, event_of(place));
}

void RunObserver::task_finishes(const Place& place, std::uint64_t output_bytes,
                                bool can_be_read_again) noexcept {
  if (!wants_finishes())
    return;
  TaskEvent event = event_of(place);
  event.output_bytes = output_bytes;
  event.can_be_read_again = can_be_read_again;
  call(callbacks_->task_finishes, event);
}

void RunObserver::task_yields(const Place& place, Network& spliced) noexcept {
  if (record_ != nullptr) {
    const auto& yielded = spliced.yielded();
    RunRecord::Network network{GraphOutline(yielded.graph), place.network.trace_number(), place.task,
                               yielded.wanted};
    {
      const std::scoped_lock lock(mutex_);
      spliced.set_trace_number(static_cast<std::uint32_t>(record_->networks.size()));
      record_->networks.push_back(std::move(network));
    }
    record(place, TaskEntry::Number::yielded, spliced.trace_number());
  }
  if (!wants_finishes())
    return;
  TaskEvent event = event_of(place);
  event.yields_graph = true;
  call(callbacks_->task_finishes, event);
}

void RunObserver::task_fails(const Place& place, int attempt, bool is_last,
                             std::string_view reason) noexcept {
  if (record_ != nullptr) {
    record(place, TaskEntry::Number::failed, 0);
    const std::scoped_lock lock(mutex_);
    record_->failures.push_back({place.network.trace_number(), place.task, place.worker.number(),
                                 TraceClock::nanoseconds(TraceClock::Steady::now()), attempt, is_last,
                                 std::string(reason)});
  }
  if (callbacks_ == nullptr || !callbacks_->task_fails)
    return;
  TaskEvent event = event_of(place);
  event.attempt = attempt;
  event.is_last_attempt = is_last;
  event.reason = reason;
  call(callbacks_->task_fails, event);
}

void RunObserver::task_waited(const Place& place, std::chrono::steady_clock::time_point since) noexcept {
  if (record_ == nullptr)
    return;
  const std::scoped_lock lock(mutex_);
  record_->waits.push_back({place.network.trace_number(), place.task, TraceClock::nanoseconds(since),
                            TraceClock::nanoseconds(TraceClock::Steady::now())});
}

void RunObserver::run_starts(const Graph& graph, std::uint64_t tasks) noexcept {
  if (callbacks_ != nullptr && callbacks_->run_starts)
    call(callbacks_->run_starts, RunStart{number_, graph, tasks});
}

void RunObserver::run_ends(const RunReport& report, bool is_complete) {
  if (record_ != nullptr)
    hand_over(report, is_complete);
  if (callbacks_ != nullptr && callbacks_->run_ends)
    call(callbacks_->run_ends, RunEnd{number_, report, is_complete && error_ == nullptr});
}

/// A trace that cannot be kept is no reason for the compute to fail.
void RunObserver::hand_over(const RunReport& report, bool is_complete) noexcept {
  try {
    finish_record(report, is_complete);
    tracer_->add(std::move(record_));
  } catch (...) {
    tracer_->fail(std::current_exception());
  }
  record_.reset();
  tracer_.reset(); // a worker may keep the run until it wakes up
}

void RunObserver::finish_record(const RunReport& report, bool is_complete) {
  record_->end_ns = TraceClock::nanoseconds(TraceClock::Steady::now());
  record_->task_count = report.tasks;
  record_->is_complete = is_complete;
  for (std::size_t i = 0; i < record_->participant_count; ++i)
    record_->tasks[i].finish(run_->slot(i).trace.next());
  record_->networks.front().outline = GraphOutline(run_->root().graph());
}

} // namespace troupe
