// What passes cost: chains of four tasks, of a collection (names) or made by hand (texts).

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <troupe/graph.hpp>
#include <troupe/kernel.hpp>
#include <troupe/pass.hpp>

#include "benchmark.hpp"

using namespace troupe;

namespace {

constexpr std::size_t length = 4;
const std::vector<std::string> fast_kernels{"passes.increment"};

struct Chains {
  Graph graph;
  std::vector<TaskId> first;  ///< of each chain, behind its literal
  std::vector<TaskId> wanted; ///< the last of each
};

void register_kernels() {
  for (const char* name : {"passes.increment", "passes.scale", "passes.negate"}) {
    if (KernelRegistry::instance().find(name) != nullptr)
      continue;
    Kernel kernel;
    kernel.name = name;
    kernel.summary = "for measuring passes";
    kernel.run = [](const KernelCall& call) { return call.arguments[0]; };
    KernelRegistry::instance().add(std::move(kernel));
  }
}

Chains chains_of_names(std::size_t count) {
  Chains chains;
  Graph& graph = chains.graph;
  graph.reserve(count * length, count * (length - 1));
  std::vector<BodyId> bodies{graph.add_body(Body::constant(1))};
  for (const char* kernel : {"passes.increment", "passes.scale", "passes.negate"})
    bodies.push_back(graph.add_body(Body::call(KernelRegistry::instance().get(kernel))));
  std::vector<TaskId> before;
  for (std::size_t step = 0; step < length; ++step) {
    const NameId name = graph.add_name("x-" + std::to_string(step), {static_cast<std::int64_t>(count)});
    std::vector<TaskId> tasks;
    for (std::uint32_t block = 0; block < count; ++block)
      tasks.push_back(step == 0 ? graph.add(name, block, bodies[step], {})
                                : graph.add(name, block, bodies[step], {&before[block], 1}));
    if (step == 1)
      chains.first = tasks;
    before = std::move(tasks);
  }
  chains.wanted = std::move(before);
  return chains;
}

Chains chains_of_texts(std::size_t count) {
  Chains chains;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string number = "-" + std::to_string(i);
    chains.graph.add("load" + number, literal(static_cast<std::int64_t>(i)));
    chains.first.push_back(
        chains.graph.add("next" + number, call("passes.increment", {key("load" + number)})));
    chains.graph.add("scaled" + number, call("passes.scale", {key("next" + number), literal(10)}));
    chains.wanted.push_back(
        chains.graph.add("result" + number, call("passes.negate", {key("scaled" + number)})));
  }
  return chains;
}

/// Of the graph that a pass returns, so that nothing is measured that does nothing.
std::uint64_t size_after(const std::string& pass, const Chains& chains) {
  if (pass == "fuse")
    return fuse(chains.graph, chains.wanted).size();
  if (pass == "functions")
    return inline_functions(chains.graph, chains.wanted, fast_kernels).size();
  if (pass == "tasks")
    return inline_tasks(chains.graph, chains.first).size();
  throw std::invalid_argument("passes: there is no pass \"" + pass + "\"");
}

} // namespace

/// Workloads are a form of keys and a pass: `names_fuse`.
bool run_passes(const BenchmarkCall& call) {
  const std::size_t split = call.workload.find('_');
  const std::string form = call.workload.substr(0, split);
  if (split == std::string::npos || (form != "names" && form != "texts"))
    return false;
  if (call.size < length)
    throw std::invalid_argument("passes: the size is below 4, the length of a chain");
  register_kernels();
  const Chains chains =
      form == "names" ? chains_of_names(call.size / length) : chains_of_texts(call.size / length);
  std::uint64_t check = 0;
  const Timing timing =
      time_repeatedly(call.repetitions, [&] { check = size_after(call.workload.substr(split + 1), chains); });
  Cell(call.workload)
      .add("times", timing.seconds)
      .add("check", check)
      .add("size", std::uint64_t{call.size})
      .add("tasks", std::uint64_t{chains.graph.size()})
      .add("cpu_s", timing.cheapest_cpu_s)
      .print();
  return true;
}
