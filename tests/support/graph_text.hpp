#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe::test {

/// What each task of a small graph does, as one would write it: `{"y": "add(inc(x), 10)"}`. The prefix
/// `arithmetic.` of kernels is left out; a key that is only referred to is "missing".
struct GraphText : std::map<std::string, std::string> {
  using map::map;
};
GraphText text_of(const Graph& graph);

/// The ids of some keys.
std::vector<TaskId> tasks_of(const Graph& graph, const std::vector<std::string>& keys);

/// The keys of the tasks that `wanted` needs, in the order of their ranks.
std::vector<std::string> sequence(const Graph& graph, const std::vector<std::string>& wanted);

std::ostream& operator<<(std::ostream& out, const GraphText& text);

} // namespace troupe::test
