#pragma once

#include <string>

#include <troupe/graph.hpp>

namespace troupe {

/// What a body calls, for people: "add", "add, multiply, 3 more"; "list", "map", "alias" or "literal" if nothing, and
/// "result 1" of what stands for a promised result. Of a lambda its place, and where the body has a line and no other call, that: "lambda 11d83a of winds.cpp:31".
std::string kernel_names(const Body& body);

} // namespace troupe
