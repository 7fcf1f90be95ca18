#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <troupe/graph.hpp>

#include "graph/file/varint.hpp"

namespace troupe {

/// What bodies refer to.
struct Referred {
  std::vector<const Kernel*> kernels;
  std::vector<std::string_view> parameters;
  std::vector<Value> constants;
  std::vector<const char*> files;
};

/// One body of a graph file.
///
/// \throws FileError if it refers to what is not there, or is one that no task can have; ValueError for a call with the wrong
///         number of arguments; what the kernel's `decode` throws.
Body read_body(VarintReader& reader, const Referred& referred);

/// So many inputs has a task of this body, or more.
std::size_t least_inputs(const Body& body);

} // namespace troupe
