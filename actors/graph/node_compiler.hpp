#pragma once

#include <string_view>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

/// A hand-made task as a body and the keys of its inputs, each once, in order of first use.
struct CompiledNode {
  Body body;
  std::vector<std::string_view> inputs; ///< Views into the node.
  bool is_simple = false; ///< A plain call without parameters, or an alias: one body serves many tasks.
};

/// \throws KeyError naming an unknown kernel and the task's key; ValueError naming key, kernel and counts for
///         a wrong number of arguments, or parameters for a kernel that takes none.
CompiledNode compile_node(std::string_view task_key, const Node& node, SourceLine line);

} // namespace troupe
