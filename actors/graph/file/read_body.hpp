#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <troupe/graph.hpp>

#include "graph/file/varint.hpp"

namespace troupe {

/// What bodies refer to.
struct Referred {
  std::uint32_t version = 0; ///< of the format
  std::vector<const Kernel*> kernels;
  std::vector<std::string_view> parameters;
  std::vector<Value> constants;
  std::vector<const char*> files;
};

/// A body whose constants are null still, and how many inputs a task of it must have at least.
struct ReadProgram {
  Body body;
  std::size_t least_inputs = 0;
};

/// One program of a graph file; of version 1 with its constants.
///
/// \throws FileError if it refers to what is not there, or is one that no task can have; ValueError for a call with the wrong
///         number of arguments; what the kernel's `decode` throws.
ReadProgram read_program(VarintReader& reader, const Referred& referred);

/// One constant of a body. \throws FileError if there is none.
Value read_constant(VarintReader& reader, const Referred& referred);

} // namespace troupe
