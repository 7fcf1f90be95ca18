#pragma once

#include <cstddef>
#include <string>

#include <troupe/graph.hpp>

namespace troupe {

/// Of more calls only the first are named.
inline constexpr std::size_t most_named_kernels = 4;

/// What a body calls, for people: "add", "add, multiply, 3 more"; "list", "map", "alias" or "literal" if nothing, and
/// "result 1" of what stands for a promised result. Of a lambda its place, and the line that calls it where the body has no
/// other call: "lambda 11d83a of winds.cpp:31".
std::string kernel_names(const Body& body);

} // namespace troupe
