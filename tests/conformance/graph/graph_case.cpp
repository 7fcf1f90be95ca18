#include "graph/graph_case.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <span>
#include <utility>
#include <variant>

#include <troupe/graph.hpp>
#include <troupe/pass.hpp>

#include "graph/graph_functions.hpp"

namespace troupe::conformance {

namespace {

using GraphPointer = std::shared_ptr<const Graph>;

/// A call of `get`, made when its result is asked for.
struct Get {
  GraphPointer graph;
  Value keys;
  std::optional<Scheduler> scheduler;
};

/// Keys with their places in an order.
struct Order {
  std::map<std::string, std::size_t> places;
};

using Binding = std::variant<GraphPointer, Get, Order, Json>;
using Names = std::map<std::string, Binding>;

Node node_from_json(const Json& json) {
  const auto nodes = [](const Json& items, std::size_t first) {
    std::vector<Node> parts;
    for (std::size_t i = first; i < items.size(); ++i)
      parts.push_back(node_from_json(items[i]));
    return parts;
  };
  if (json.contains("lit"))
    return literal(value_from_json(json["lit"]));
  if (json.contains("key"))
    return key(json["key"]);
  if (json.contains("list"))
    return list(nodes(json["list"], 0));
  return call(graph_kernel(json.at("task").at(0)), nodes(json["task"], 1));
}

GraphPointer graph_from_json(const Json& json) {
  Graph graph;
  for (const auto& [key, node] : json.at("graph").items())
    graph.add(key, node_from_json(node));
  return std::make_shared<const Graph>(std::move(graph));
}

const GraphPointer& get_graph(const Names& names, const Json& name) {
  const auto found = names.find(name.get<std::string>());
  if (found == names.end() || !std::holds_alternative<GraphPointer>(found->second))
    throw Mismatch("no graph " + name.dump());
  return std::get<GraphPointer>(found->second);
}

std::vector<TaskId> tasks_of(const Graph& graph, const Json& keys) {
  std::vector<TaskId> tasks;
  for (const Json& key : keys)
    tasks.push_back(graph.get(key.get<std::string>()));
  return tasks;
}

std::vector<TaskId> all_tasks(const Graph& graph) {
  std::vector<TaskId> tasks(graph.size());
  std::iota(tasks.begin(), tasks.end(), TaskId{0});
  return tasks;
}

/// The arguments of one step, and the graphs it may use.
struct Call {
  const Json& arguments;
  const Names& names;

  const GraphPointer& graph(const char* name = "graph") const { return get_graph(names, arguments.at(name)); }
  std::vector<TaskId> tasks(const char* name) const { return tasks_of(*graph(), arguments.at(name)); }
  Constants constants(bool by_default) const {
    return arguments.value("inline_constants", by_default) ? Constants::inline_too : Constants::keep;
  }
};

Binding bind(Graph graph) { return std::make_shared<const Graph>(std::move(graph)); }

Binding get(const Call& call) {
  const Json scheduler = call.arguments.value("scheduler", Json());
  std::optional<Scheduler> wanted;
  if (!scheduler.is_null())
    wanted = scheduler == "sync" ? Scheduler::synchronous : Scheduler::threads;
  return Get{call.graph(), value_from_json(call.arguments.at("keys")), wanted};
}

Binding inline_functions(const Call& call) {
  std::vector<std::string> kernels;
  for (const Json& function : call.arguments.at("fast_functions"))
    kernels.push_back(graph_kernel(function));
  return bind(troupe::inline_functions(*call.graph(), call.tasks("output"), kernels, call.constants(false)));
}

Binding order(const Call& call) {
  const Graph& graph = *call.graph();
  const std::vector<std::uint32_t> ranks = troupe::order(graph, all_tasks(graph));
  Order result;
  for (TaskId task = 0; task < graph.size(); ++task)
    result.places[graph.key(task)] = ranks[task];
  return result;
}

Binding toposort(const Call& call) {
  const Graph& graph = *call.graph();
  Order result;
  for (const TaskId task : troupe::toposort(graph))
    result.places.emplace(graph.key(task), result.places.size());
  return result;
}

Json neighbours(const Graph& graph, std::vector<std::string> (*find)(const Graph&, TaskId)) {
  Json result = Json::object();
  for (TaskId task = 0; task < graph.size(); ++task)
    result[graph.key(task)] = find(graph, task);
  return result;
}

struct Row {
  const char* name;
  Binding (*run)(const Call& call);
};

constexpr Row operations[] = {
    {"get", get},
    {"cull", [](const Call& call) { return bind(cull(*call.graph(), call.tasks("keys"))); }},
    {"inline",
     [](const Call& call) {
       return bind(inline_tasks(*call.graph(), call.tasks("keys"), call.constants(true)));
     }},
    {"inline_functions", inline_functions},
    {"fuse", [](const Call& call) { return bind(fuse(*call.graph(), call.tasks("keys"))); }},
    {"order", order},
    {"toposort", toposort},
    {"isdag",
     [](const Call& call) -> Binding { return Json(is_acyclic(*call.graph(), call.tasks("keys"))); }},
    {"dependencies", [](const Call& call) -> Binding { return neighbours(*call.graph(), dependencies); }},
    {"dependents", [](const Call& call) -> Binding { return neighbours(*call.graph(), dependents); }},
    {"merge",
     [](const Call& call) {
       const Json& names = call.arguments.at("graphs");
       Graph merged = *get_graph(call.names, names.at(0));
       for (std::size_t i = 1; i < names.size(); ++i)
         merged = merge(merged, *get_graph(call.names, names[i]));
       return bind(std::move(merged));
     }},
};

const Row* find_operation(const std::string& name) {
  const auto* found = std::ranges::find(operations, name, &Row::name);
  return found == std::end(operations) ? nullptr : found;
}

Json evaluate(const Get& get, Setting& setting) {
  return json_from_value(setting.get(*get.graph, get.keys, get.scheduler));
}

void require_graph(const Graph& graph, const Json& want, const std::string& name) {
  std::vector<std::string> keys;
  for (TaskId task = 0; task < graph.size(); ++task)
    keys.push_back(graph.key(task));
  std::ranges::sort(keys);
  require_equal(keys, want.at("keys"), {}, name + ".keys");
  require_equal(neighbours(graph, dependencies), want.at("dependencies"), {}, name + ".dependencies");
}

/// The places are 0 … n-1, and each key comes after those it uses.
void require_topological(const Order& order, const Graph& graph, const std::string& name) {
  std::vector<bool> taken(graph.size());
  for (TaskId task = 0; task < graph.size(); ++task) {
    const auto found = order.places.find(graph.key(task));
    if (found == order.places.end() || found->second >= taken.size() || taken[found->second])
      throw Mismatch(name + ": the place of " + graph.key(task) + " is missing or taken");
    taken[found->second] = true;
    for (const TaskId input : graph.inputs(task))
      if (order.places.at(graph.key(input)) >= found->second)
        throw Mismatch(name + ": " + graph.key(task) + " comes before " + graph.key(input)
                       + ", which it uses");
  }
  if (order.places.size() != taken.size())
    throw Mismatch(name + ": has keys that the graph lacks");
}

void require_result(const std::string& name, const Case& test, const Names& names, Setting& setting) {
  const Json& want = test.expect[name];
  const Binding& got = names.at(name);
  if (want.contains("keys"))
    require_graph(*std::get<GraphPointer>(got), want, name);
  else if (want.contains("topological_of"))
    require_topological(std::get<Order>(got), *get_graph(names, want["topological_of"]), name);
  else if (const Get* call = std::get_if<Get>(&got))
    require_equal(evaluate(*call, setting), want.at("json"), test.tolerance, name);
  else
    require_equal(std::get<Json>(got), want.at("json"), test.tolerance, name);
}

} // namespace

bool knows_graph_operation(const std::string& operation) { return find_operation(operation) != nullptr; }

void run_graph_case(const Case& test, Setting& setting, std::vector<std::string>& subjects) {
  for (const auto& [name, input] : test.inputs.items())
    for (const auto& [key, node] : input.at("graph").items())
      subjects.push_back(key);
  for (const Json& step : test.program)
    subjects.push_back(step.at(1));

  const std::uint64_t tasks_before = setting.session().tasks_run();
  Names names;
  for (const auto& [name, input] : test.inputs.items())
    names[name] = graph_from_json(input);
  for (const Json& step : test.program) {
    Binding result = find_operation(step.at(1))->run({step.at(2), names});
    names[step.at(0).get<std::string>()] = std::move(result);
  }
  if (setting.session().tasks_run() != tasks_before)
    throw Mismatch("building the case ran tasks");

  if (test.wants_error)
    if (const Get* call = std::get_if<Get>(&names.at(test.program.back().at(0).get<std::string>())))
      evaluate(*call, setting);
  for (const auto& [name, want] : test.expect.items())
    require_result(name, test, names, setting);
}

} // namespace troupe::conformance
