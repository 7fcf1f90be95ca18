#include <iostream>

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

int main() {
  troupe::Graph graph;
  graph.add("seven", troupe::literal(7));
  graph.add("also seven", troupe::key("seven"));
  troupe::Session session({.threads = 1});
  const troupe::Value value = session.get(graph, "also seven");
  std::cout << "the installed library says " << to_string(value) << '\n';
  return value.as_integer() == 7 ? 0 : 1;
}
