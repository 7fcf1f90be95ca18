#pragma once

#include <troupe/graph.hpp>

// The functions of the conformance suite as kernels named `arithmetic.…`, and hand-made calls of them, so
// that tests write graphs as one writes formulas. Integers wrap.

namespace troupe::test {

/// Registers the kernels; from the second call on it does nothing.
void register_arithmetic();

Node inc(Node x);
Node dec(Node x);
Node twice(Node x);
Node neg(Node x);
Node add(Node left, Node right);
Node sub(Node left, Node right);
Node add3(Node first, Node second, Node third);
Node sum_list(Node list);
Node seven(); ///< A call without arguments.

/// The graph on which the conformance suite tests most passes.
Graph seven_key_graph(std::int64_t x);

} // namespace troupe::test
