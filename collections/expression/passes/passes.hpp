#pragma once

#include <span>
#include <vector>

#include "expression/node.hpp"

namespace troupe {

/// Lets nodes of equal digest be one.
///
///     (x + 1) * (x + 1), built twice  ->  y * y  with  y = x + 1
std::vector<NodePointer> merge_equal_nodes(std::span<const NodePointer> wanted);

/// Joins runs of elementwise operations into one tile program each: a node joins the run of its consumers
/// when all of them are in one run, shape and chunking are the run's, and the limits on instructions and
/// inputs hold. A node that is wanted keeps its place, so does one that is broadcast.
///
///     sqrt(u * u + v * v)  ->  one node with inputs u, v and four instructions
std::vector<NodePointer> fuse_elementwise(std::span<const NodePointer> wanted);

/// Gives elementwise nodes to the operation that closes their run, if it is their only consumer and can run a
/// program itself (`Operation::absorb`).
///
///     sum(u * v)  ->  one sum with inputs u, v and the program of u * v
std::vector<NodePointer> absorb_elementwise(std::span<const NodePointer> wanted);

/// Lets programs read arrays where they are: transposed, as a pattern of access, and cut otherwise, as windows
/// of blocks that lie in memory anyway.
///
///     program{rechunk(x), rechunk(transpose(x))}  ->  program{x, x}, which sees the second x transposed, in
///                                                     windows if x is held, else rechunked once
std::vector<NodePointer> view_inputs(std::span<const NodePointer> wanted);

} // namespace troupe
