#pragma once

#include <troupe/array/located.hpp>

namespace troupe {

/// The matrix product, by NumPy's rules (`a @ b`): rows of `a` with columns of `b`. A 1-d operand is a row on the
/// left and a column on the right, and its axis is not in the result: two of them give a 0-d array. Axes before the
/// last two are of stacks of matrices, which broadcast; each pair is an expression of its own, so that stacks of
/// many small matrices are better put into few blocks by `map_blocks`.
///
/// float32, float64, complex64 and complex128 are multiplied by OpenBLAS, block by block, integers by plain loops
/// that wrap; of bool the result says whether any pair is true. Operands of two dtypes are promoted. Products of
/// blocks along the contracted axis are added up in a tree whose shape depends on the chunking alone, so the bits
/// do not depend on threads. A transposed operand is read as it is: `matmul(transpose(x), x)` makes no transposed
/// block.
///
/// \throws ShapeError if the contracted extents differ, an operand is 0-d, or stacks do not broadcast.
Array matmul(const Located& a, const Located& b);

/// NumPy's `dot`: as `matmul`, and with a 0-d operand the product of elements.
///
/// \throws ShapeError as `matmul`, and for operands of more than 2 axes.
Array dot(const Located& a, const Located& b);

} // namespace troupe
