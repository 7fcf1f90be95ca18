// A graph written by hand: tasks with keys, each of them an actor that runs when its inputs have arrived.
#include <iostream>

#include <troupe/graph.hpp>
#include <troupe/register_kernel.hpp>
#include <troupe/session.hpp>

using namespace troupe;

int main() {
  register_kernel("increment", [](std::int64_t x) { return x + 1; });
  register_kernel("add", [](std::int64_t x, std::int64_t y) { return x + y; });

  Graph graph;
  graph.add("x", literal(1));
  graph.add("y", call("increment", {key("x")}));
  graph.add("z", call("add", {key("y"), call("increment", {literal(10)})}));

  Session session({.threads = 2});
  std::cout << to_string(session.get(graph, "z")) << "\n"; // 13

  const Value wanted = Value::list({"x", Value::list({"y", "z"})});
  std::cout << to_string(session.get(graph, wanted)) << "\n"; // [1, [2, 13]]
  std::cout << session.report().tasks << " tasks, " << session.report().actors << " actors\n";
}
