#include "support/arithmetic.hpp"

#include <cstdint>
#include <span>

#include <troupe/register_kernel.hpp>

namespace troupe::test {

namespace {

std::int64_t plus(std::int64_t left, std::int64_t right) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) + static_cast<std::uint64_t>(right));
}

std::int64_t minus(std::int64_t left, std::int64_t right) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) - static_cast<std::uint64_t>(right));
}

int register_once() {
  register_kernel("arithmetic.inc", [](std::int64_t x) { return plus(x, 1); });
  register_kernel("arithmetic.dec", [](std::int64_t x) { return minus(x, 1); });
  register_kernel("arithmetic.twice", [](std::int64_t x) { return plus(x, x); });
  register_kernel("arithmetic.neg", [](std::int64_t x) { return minus(0, x); });
  register_kernel<plus>("arithmetic.add");
  register_kernel<minus>("arithmetic.sub");
  register_kernel("arithmetic.add3",
                  [](std::int64_t x, std::int64_t y, std::int64_t z) { return plus(x, plus(y, z)); });
  register_kernel("arithmetic.sum_list", [](std::span<const Value> items) {
    std::int64_t sum = 0;
    for (const Value& item : items)
      sum = plus(sum, item.as_integer());
    return sum;
  });
  register_kernel("arithmetic.seven", [] { return 7; });
  return 0;
}

Node call_test(const char* name, std::vector<Node> arguments) {
  register_arithmetic();
  return call(std::string("arithmetic.") + name, std::move(arguments));
}

} // namespace

void register_arithmetic() { [[maybe_unused]] static const int registered = register_once(); }

Node inc(Node x) { return call_test("inc", {std::move(x)}); }
Node dec(Node x) { return call_test("dec", {std::move(x)}); }
Node twice(Node x) { return call_test("twice", {std::move(x)}); }
Node neg(Node x) { return call_test("neg", {std::move(x)}); }
Node add(Node left, Node right) { return call_test("add", {std::move(left), std::move(right)}); }
Node sub(Node left, Node right) { return call_test("sub", {std::move(left), std::move(right)}); }
Node add3(Node first, Node second, Node third) {
  return call_test("add3", {std::move(first), std::move(second), std::move(third)});
}
Node sum_list(Node list) { return call_test("sum_list", {std::move(list)}); }
Node seven() { return call_test("seven", {}); }

Graph seven_key_graph(std::int64_t x) {
  Graph graph;
  graph.add("x", literal(x));
  graph.add("y", inc(key("x")));
  graph.add("z", add(key("y"), literal(10)));
  graph.add("u", twice(key("x")));
  graph.add("v", sum_list(list({key("u"), key("z"), key("x")})));
  graph.add("w", key("z"));
  graph.add("q", neg(key("w")));
  return graph;
}

} // namespace troupe::test
