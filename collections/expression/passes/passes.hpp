#pragma once

#include <span>
#include <vector>

#include "expression/node.hpp"

namespace troupe {

/// Lets nodes of equal digest be one.
///
///     (x + 1) * (x + 1), built twice  ->  y * y  with  y = x + 1
std::vector<NodePointer> merge_equal_nodes(std::span<const NodePointer> wanted);

/// Moves slices, lists, flips and rechunks towards the readers, as far as that is no more work (`Operation::taken`).
///
///     sqrt(open_npy(file) + 1)[10:20]  ->  sqrt(y + 1)  with  y = rows 10 to 20 of the file
///
/// The rule: a node of which one gather is all that is wanted, by whichever consumers, makes just that from gathers of
/// its inputs. A node that is wanted whole, or of which two things are wanted, is computed once and gathered from. Only
/// readers serve several gathers, where together they read no more than the chunks they need have.
std::vector<NodePointer> push_gathers(std::span<const NodePointer> wanted);

/// Lets readers yield narrower elements, where nobody wants them as wide as in the file, so that those take memory a
/// piece at a time. Casts to wider elements are left to the consumers' programs.
///
///     astype(open_npy(file), float32)  ->  a reader that yields float32
std::vector<NodePointer> push_casts(std::span<const NodePointer> wanted);

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
