#pragma once

#include <cstddef>

#include <troupe/graph.hpp>
#include <troupe/value.hpp>

namespace troupe::tool {

/// Prints the key of each task, what it calls and the bytes of its result, in the order of the file.
///
/// \param most  so many lines, then how many more there are
void print_tasks(const Graph& graph, std::size_t most);

/// All of them, as maps of "key", "kernels" and "bytes", which is null if nobody knows.
Value tasks_as_value(const Graph& graph);

} // namespace troupe::tool
