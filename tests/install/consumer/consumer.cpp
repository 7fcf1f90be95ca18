// All that a program of another project needs: the headers, a session, an array.
#include <iostream>

#include <troupe/array.hpp>
#include <troupe/graph.hpp>

int main() {
  troupe::Session session({.threads = 2});

  troupe::Graph graph;
  graph.add("seven", troupe::literal(7));
  const troupe::Value seven = session.get(graph, "seven");

  const troupe::Array numbers = troupe::arange(1, 101, 1, {.chunks = 10});
  const troupe::Chunk sum = session.compute(troupe::sum(numbers * 2));

  std::cout << "the installed library says " << to_string(seven) << " and " << to_string(sum) << '\n';
  return seven.as_integer() == 7 && sum.item<std::int64_t>() == 10'100 ? 0 : 1;
}
