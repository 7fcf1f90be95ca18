#include "trace_summary.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>

namespace troupe::tool {

namespace {

using Task = TraceEvents::Task;

constexpr std::size_t nothing = static_cast<std::size_t>(-1);

std::int64_t end_of(const Task& task) { return task.begin_ns + task.length_ns; }

/// Tasks by their ids, without attempts that failed.
class TaskFinder {
public:
  explicit TaskFinder(const std::vector<Task>& tasks) : tasks_(tasks) {
    for (std::size_t i = 0; i < tasks.size(); ++i)
      if (!tasks[i].has_failed)
        order_.push_back(i);
    std::ranges::sort(order_, {}, [&](std::size_t i) { return tasks[i].id; });
  }
  std::size_t find(std::uint64_t id) const {
    const auto found = std::ranges::lower_bound(order_, id, {}, [&](std::size_t i) { return tasks_[i].id; });
    return found != order_.end() && tasks_[*found].id == id ? *found : nothing;
  }

private:
  const std::vector<Task>& tasks_;
  std::vector<std::size_t> order_;
};

/// Of each task the time that none within it has: in a thread, tasks lie one after the other or one in the other.
std::vector<std::int64_t> own_times(const std::vector<Task>& tasks) {
  std::vector<std::size_t> order(tasks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const Task &left = tasks[a], &right = tasks[b];
    return std::tuple(left.thread, left.begin_ns, -left.length_ns)
           < std::tuple(right.thread, right.begin_ns, -right.length_ns);
  });
  std::vector<std::int64_t> own(tasks.size());
  std::vector<std::size_t> around;
  for (const std::size_t place : order) {
    const Task& task = tasks[place];
    while (!around.empty()
           && (tasks[around.back()].thread != task.thread || end_of(tasks[around.back()]) <= task.begin_ns))
      around.pop_back();
    own[place] = task.length_ns;
    if (!around.empty())
      own[around.back()] -= std::min(task.length_ns, end_of(tasks[around.back()]) - task.begin_ns);
    around.push_back(place);
  }
  return own;
}

/// Tells the thread where it stands in the table; threads stand in the order of their numbers.
std::vector<TraceSummary::Thread> threads_of(const TraceEvents& events, std::span<const std::int64_t> own) {
  std::map<std::uint64_t, TraceSummary::Thread> threads;
  for (std::uint64_t i = 1; i <= std::min<std::uint64_t>(events.threads, events.thread_names.size()); ++i)
    threads[i]; // workers that ran nothing too
  for (std::size_t i = 0; i < events.tasks.size(); ++i) {
    TraceSummary::Thread& thread = threads[events.tasks[i].thread];
    thread.tasks += events.tasks[i].has_failed ? 0 : 1;
    thread.busy_ns += own[i];
  }
  std::vector<TraceSummary::Thread> rows;
  for (auto& [number, thread] : threads) {
    const auto name = events.thread_names.find(number);
    thread.name = name != events.thread_names.end() ? name->second : "thread " + std::to_string(number);
    rows.push_back(std::move(thread));
  }
  return rows;
}

std::vector<TraceSummary::Kernels> kernels_of(const TraceEvents& events, std::span<const std::int64_t> own) {
  std::vector<TraceSummary::Kernels> rows(events.names.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].names = events.names[i];
  for (std::size_t i = 0; i < events.tasks.size(); ++i) {
    TraceSummary::Kernels& row = rows[events.tasks[i].kernels];
    row.tasks += events.tasks[i].has_failed ? 0 : 1;
    ++row.attempts;
    row.total_ns += own[i];
    row.longest_ns = std::max(row.longest_ns, own[i]);
  }
  std::ranges::stable_sort(rows, std::ranges::greater(), &TraceSummary::Kernels::total_ns);
  return rows;
}

std::int64_t union_ns(std::vector<TraceEvents::Span> spans) {
  std::ranges::sort(spans, {}, &TraceEvents::Span::begin_ns);
  std::int64_t sum = 0, end = std::numeric_limits<std::int64_t>::min();
  for (const TraceEvents::Span& span : spans) {
    sum += std::max<std::int64_t>(0, span.end_ns - std::max(span.begin_ns, end));
    end = std::max(end, span.end_ns);
  }
  return sum;
}

std::int64_t span_of(const TraceEvents& events) {
  std::int64_t begin = std::numeric_limits<std::int64_t>::max(), end = 0;
  const auto widen = [&](std::int64_t from, std::int64_t to) {
    begin = std::min(begin, from);
    end = std::max(end, to);
  };
  for (const TraceEvents::Span& run : events.runs)
    widen(run.begin_ns, run.end_ns);
  for (const Task& task : events.tasks)
    widen(task.begin_ns, end_of(task));
  return std::max<std::int64_t>(0, end - begin);
}

/// The chain of tasks, each needed by the next, whose times add up to most. A task that yielded a graph has its result when
/// that graph has, whose last tasks may have yielded in turn.
class CriticalPath {
public:
  explicit CriticalPath(const TraceEvents& events)
      : events_(events), finder_(events.tasks), until_(events.tasks.size(), 0),
        before_(events.tasks.size(), nothing), result_(events.tasks.size(), nothing) {}

  void find(TraceSummary& summary) {
    std::vector<std::size_t> order(events_.tasks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return end_of(events_.tasks[i]); });
    std::size_t last = nothing;
    for (const std::size_t place : order) {
      if (events_.tasks[place].has_failed)
        continue;
      reach(place);
      if (last == nothing || until_[place] > until_[last])
        last = place;
    }
    if (last == nothing)
      return;
    summary.critical_ns = until_[last];
    for (std::size_t place = last; place != nothing; place = before_[place])
      summary.critical_path.push_back(place);
    std::ranges::reverse(summary.critical_path);
  }

private:
  /// A task that yielded, while its result is looked for.
  struct Open {
    std::size_t place;
    std::size_t next; ///< Of what it yielded.
  };

  void reach(std::size_t place) {
    const Task& task = events_.tasks[place];
    std::int64_t longest = 0;
    const auto consider = [&](std::size_t input) {
      if (input == nothing || input == place || until_[input] <= longest)
        return;
      longest = until_[input];
      before_[place] = input;
    };
    if (const auto yielding = events_.yielded_by(task))
      consider(finder_.find(*yielding));
    for (const std::uint64_t input : events_.inputs_of(task))
      if (const std::size_t made = finder_.find(input); made != nothing)
        consider(result_of(made));
    until_[place] = longest + task.length_ns;
  }

  /// The task itself, or of what stands for it, at any depth, the one with the longest chain. Each task is looked at once:
  /// whoever needs a result begins when all of it is there. In a ring, which no run makes, some of it does not count.
  std::size_t result_of(std::size_t place) {
    if (result_[place] != nothing)
      return result_[place];
    std::vector<Open> open;
    const auto enter = [&](std::size_t task) {
      result_[task] = task;
      open.push_back({task, 0});
    };
    enter(place);
    while (!open.empty()) {
      const std::size_t yielding = open.back().place;
      const auto yielded = events_.yields.find(events_.tasks[yielding].id);
      if (yielded == events_.yields.end() || open.back().next == yielded->second.size()) {
        open.pop_back();
        if (!open.empty())
          take(open.back().place, result_[yielding]);
        continue;
      }
      const std::size_t next = finder_.find(yielded->second[open.back().next++]);
      if (next != nothing && result_[next] == nothing)
        enter(next);
      else if (next != nothing)
        take(yielding, result_[next]);
    }
    return result_[place];
  }

  void take(std::size_t yielding, std::size_t result) {
    if (until_[result] > until_[result_[yielding]])
      result_[yielding] = result;
  }

  const TraceEvents& events_;
  const TaskFinder finder_;
  std::vector<std::int64_t> until_; ///< The chain's time, with the task; 0: not reached yet.
  std::vector<std::size_t> before_; ///< The task before it in the chain.
  std::vector<std::size_t> result_; ///< As `result_of`; `nothing`: not looked for yet.
};

void find_critical_run(const TraceEvents& events, TraceSummary& summary) {
  if (summary.critical_path.empty())
    return;
  std::vector<TraceEvents::Span> runs = events.runs;
  std::ranges::stable_sort(runs, {}, &TraceEvents::Span::begin_ns);
  const auto run =
      std::ranges::find(runs, events.tasks[summary.critical_path.back()].run, &TraceEvents::Span::run);
  if (run == runs.end())
    return;
  summary.critical_run = static_cast<std::size_t>(run - runs.begin()) + 1;
  summary.critical_run_span = *run;
}

} // namespace

TraceSummary summarise(const TraceEvents& events) {
  TraceSummary summary;
  const std::vector<std::int64_t> own = own_times(events.tasks);
  summary.failed_attempts =
      static_cast<std::uint64_t>(std::ranges::count_if(events.tasks, &Task::has_failed));
  summary.tasks = events.tasks.size() - summary.failed_attempts;
  summary.span_ns = span_of(events);
  summary.computing_ns = union_ns(events.runs);
  summary.threads = threads_of(events, own);
  summary.busy_ns = std::accumulate(own.begin(), own.end(), std::int64_t{0});
  summary.kernels = kernels_of(events, own);
  for (const TraceEvents::Span& wait : events.waits) {
    summary.wait_ns += wait.length_ns();
    summary.longest_wait_ns = std::max(summary.longest_wait_ns, wait.length_ns());
  }
  CriticalPath(events).find(summary);
  find_critical_run(events, summary);
  return summary;
}

} // namespace troupe::tool
