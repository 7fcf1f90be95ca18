// The cost of a task that does nothing: the graphs of the peers' sched.py, values passed, results gathered.

#include <array>
#include <cstdint>
#include <filesystem>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

#include <troupe/graph.hpp>
#include <troupe/kernel.hpp>
#include <troupe/session.hpp>

#include "benchmark.hpp"

using namespace troupe;

namespace {

// f0() = 1, f1(a) = 1 + a, …, modulo 2^32.
Value add_one_to_all(const KernelCall& call) {
  std::uint64_t sum = 1;
  for (const Value& argument : call.arguments)
    sum += static_cast<std::uint64_t>(argument.as_integer());
  return static_cast<std::int64_t>(sum & 0xffffffff);
}

struct Workload {
  Graph graph;
  std::vector<TaskId> wanted;
};

/// Builds graphs of tasks `t/0`, `t/1`, … with the kernels f0 to f3.
class Builder {
public:
  explicit Builder(std::size_t tasks, std::size_t inputs) {
    for (int arity = 0; arity < 4; ++arity) {
      Kernel kernel;
      kernel.name = "f" + std::to_string(arity);
      kernel.summary = "1 + the sum of the arguments, modulo 2^32";
      kernel.arity = arity;
      kernel.run = add_one_to_all;
      const Kernel* known = KernelRegistry::instance().find(kernel.name);
      bodies_[static_cast<std::size_t>(arity)] = graph_.add_body(
          Body::call(known != nullptr ? *known : KernelRegistry::instance().add(std::move(kernel))));
    }
    graph_.reserve(tasks, inputs);
    name_ = graph_.add_name("t", {static_cast<std::int64_t>(tasks)});
  }

  TaskId add(std::initializer_list<TaskId> inputs) {
    return graph_.add(name_, next_++, bodies_[inputs.size()], {inputs.begin(), inputs.size()});
  }

  Workload finish(TaskId first_wanted, std::size_t count) {
    std::vector<TaskId> wanted(count);
    std::iota(wanted.begin(), wanted.end(), first_wanted);
    return {std::move(graph_), std::move(wanted)};
  }

private:
  Graph graph_;
  NameId name_ = 0;
  std::array<BodyId, 4> bodies_{};
  std::uint32_t next_ = 0;
};

Workload independent(std::size_t size) {
  Builder builder(size, 0);
  for (std::size_t i = 0; i < size; ++i)
    builder.add({});
  return builder.finish(0, size);
}

Workload chain(std::size_t size) {
  Builder builder(size, size);
  TaskId last = builder.add({});
  for (std::size_t i = 1; i < size; ++i)
    last = builder.add({last});
  return builder.finish(last, 1);
}

Workload tree(std::size_t size) {
  std::size_t leaves = 1;
  while (leaves * 2 <= size)
    leaves *= 2;
  Builder builder(2 * leaves - 1, 2 * leaves);
  TaskId last = 0;
  for (std::size_t i = 0; i < leaves; ++i)
    last = builder.add({});
  TaskId base = 0;
  for (std::size_t count = leaves; count > 1; count /= 2) {
    for (TaskId i = 0; i < count / 2; ++i)
      last = builder.add({base + 2 * i, base + 2 * i + 1});
    base += static_cast<TaskId>(count);
  }
  return builder.finish(last, 1);
}

// splitmix64, as in sched.py.
std::uint64_t next_random(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31);
}

Workload layered(std::size_t size) {
  constexpr TaskId width = 1000;
  const std::size_t layers = size / width;
  if (layers == 0)
    throw std::invalid_argument("layered: the size is below 1000, the width of a layer");
  Builder builder(layers * width, layers * width * 3);
  std::uint64_t state = 7;
  for (TaskId layer = 0; layer < layers; ++layer)
    for (TaskId i = 0; i < width; ++i) {
      const auto pick = [&] { return (layer - 1) * width + static_cast<TaskId>(next_random(state) % width); };
      if (layer == 0) {
        builder.add({});
      } else {
        const TaskId a = pick();
        const TaskId b = pick();
        const TaskId c = pick();
        builder.add({a, b, c});
      }
    }
  return builder.finish(static_cast<TaskId>((layers - 1) * width), width);
}

std::optional<Workload> build(const std::string& workload, std::size_t size) {
  if (workload == "indep" || workload == "indep_run")
    return independent(size);
  if (workload == "chain")
    return chain(size);
  if (workload == "tree")
    return tree(size);
  if (workload == "layered")
    return layered(size);
  return std::nullopt;
}

std::uint64_t sum_of(const std::vector<Value>& values) {
  std::uint64_t sum = 0;
  for (const Value& value : values)
    sum += static_cast<std::uint64_t>(value.as_integer());
  return sum;
}

/// What a run is measured under: "indep_limited" is indep with a limit on memory that is far away, "indep_traced" with a
/// trace, which is written where nobody measures.
enum class Condition : std::uint8_t { none, limited, traced };

/// Takes the condition off a workload's name.
Condition take_condition(std::string& workload) {
  constexpr std::array<std::pair<std::string_view, Condition>, 2> suffixes{
      {{"_limited", Condition::limited}, {"_traced", Condition::traced}}};
  for (const auto& [suffix, condition] : suffixes)
    if (workload.ends_with(suffix)) {
      workload.resize(workload.size() - suffix.size());
      return condition;
    }
  return Condition::none;
}

/// A trace of all repetitions, written after them.
class TracedRepetitions {
public:
  TracedRepetitions(Session& session, bool is_traced)
      : session_(session), file_(std::filesystem::temp_directory_path()
                                 / ("troupe-bench-" + std::to_string(getpid()) + ".json")) {
    if (is_traced)
      session_.trace(file_);
  }
  ~TracedRepetitions() {
    std::error_code ignored; // there is none if nothing was traced
    std::filesystem::remove(file_, ignored);
  }
  TracedRepetitions(const TracedRepetitions&) = delete;
  TracedRepetitions& operator=(const TracedRepetitions&) = delete;

  /// Returns how long writing took.
  double end() {
    const double begin = now_seconds();
    session_.end_trace();
    return now_seconds() - begin;
  }

private:
  Session& session_;
  const std::filesystem::path file_;
};

double smallest(const std::vector<double>& values) { return *std::ranges::min_element(values); }

} // namespace

bool run_sched(const BenchmarkCall& call) {
  if (call.size == 0)
    throw std::invalid_argument("sched: the size is 0");
  std::string workload = call.workload;
  const Condition condition = take_condition(workload);
  const double begin = now_seconds();
  const std::optional<Workload> built = build(workload, call.size);
  if (!built)
    return false;
  const double build_s = now_seconds() - begin;
  const auto& [graph, wanted] = *built;
  const bool keeps = workload != "indep_run";

  SessionOptions options;
  options.threads = call.threads;
  if (condition == Condition::limited)
    options.memory_limit = "16GiB";
  Session session(options);
  TracedRepetitions traced(session, condition == Condition::traced);
  std::uint64_t check = 0;
  reset_peak_memory();
  const std::size_t bytes_before = resident_bytes();
  const Timing timing = time_repeatedly(call.repetitions, [&] {
    if (keeps) {
      check = sum_of(session.compute(graph, wanted));
    } else {
      session.run(graph);
      check = session.report().tasks;
    }
  });
  const auto bytes_more = static_cast<double>(peak_resident_bytes()) - static_cast<double>(bytes_before);

  const RunReport report = session.report();
  const double trace_s = traced.end();
  const auto tasks = static_cast<double>(graph.size());
  Cell(call.workload)
      .add("times", timing.seconds)
      .add("check", check)
      .add("size", std::uint64_t{call.size})
      .add("tasks", std::uint64_t{graph.size()})
      .add("bytes_processed", std::uint64_t{0})
      .add("build_s", build_s)
      .add("build_bytes_per_task", static_cast<double>(graph.size_bytes()) / tasks)
      .add("run_bytes_per_task", bytes_more / tasks)
      .add("us_per_task", smallest(timing.seconds) * 1e6 / tasks)
      .add("plan_s", report.plan_s)
      .add("run_s", report.run_s)
      .add("actors", report.actors)
      .add("messages", report.messages)
      .add("peak_live", report.peak_live_results)
      .add("cpu_s", timing.cheapest_cpu_s)
      .add("trace_s", trace_s)
      .print();
  return true;
}
