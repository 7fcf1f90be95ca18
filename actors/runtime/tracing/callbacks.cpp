#include <troupe/callbacks.hpp>

#include "graph/outline/kernel_names.hpp"

namespace troupe {

std::string TaskEvent::key() const { return graph.key(task); }
std::string TaskEvent::kernels() const { return kernel_names(graph.body(task)); }

} // namespace troupe
