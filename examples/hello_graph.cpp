// A graph written by hand: tasks with keys, each of them an actor that runs when its inputs have arrived.
#include <iostream>

#include <troupe/session.hpp>

using namespace troupe;

namespace {

Value increment(const KernelCall& call) { return call.arguments[0].as_integer() + 1; }

Value add(const KernelCall& call) { return call.arguments[0].as_integer() + call.arguments[1].as_integer(); }

} // namespace

int main() {
  auto& kernels = KernelRegistry::instance();
  kernels.add({.name = "hello.increment", .summary = "x + 1", .arity = 1, .run = increment});
  kernels.add({.name = "hello.add", .summary = "x + y", .arity = 2, .run = add});

  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", call("hello.increment", {key("x")}));
  graph.add("z", call("hello.add", {key("y"), call("hello.increment", {literal(10)})}));

  Session session({.threads = 2});
  std::cout << to_string(session.get(graph, "z")) << "\n"; // 13

  const Value wanted = Value::list({"x", Value::list({"y", "z"})});
  std::cout << to_string(session.get(graph, wanted)) << "\n"; // [1, [2, 13]]
  std::cout << session.report().actors << " tasks, as many actors\n";
}
