#pragma once

#include <initializer_list>
#include <source_location>
#include <string_view>
#include <vector>

#include <troupe/array/located.hpp>

namespace troupe {

/// The matrix product, by NumPy's rules (`a @ b`): rows of `a` with columns of `b`. A 1-d operand is a row on the
/// left and a column on the right, and its axis is not in the result: two of them give a 0-d array. Axes before the
/// last two are of stacks of matrices, which broadcast.
///
/// float32, float64, complex64 and complex128 are multiplied by OpenBLAS, block by block, integers by plain loops
/// that wrap; of bool the result says whether any pair is true. Operands of two dtypes are promoted. Products of
/// blocks along the contracted axis are added up in a tree whose shape depends on the chunking alone, so the bits
/// do not depend on threads. A transposed operand is read as it is: `matmul(transpose(x), x)` makes no transposed
/// block. Large matrices are cut into tiles of 768 to 1536 rows and columns, whole up to 2048 along the other axis, and
/// so is the result.
///
/// \throws ShapeError if the contracted extents differ, an operand is 0-d, or stacks do not broadcast.
Array matmul(const Located& a, const Located& b);

/// NumPy's `dot`: as `matmul` for up to 2 axes; with a 0-d operand the product of elements; else the sum over the last
/// axis of `a` and the last but one of `b`.
///
/// \throws ShapeError as `matmul`.
Array dot(const Located& a, const Located& b);

/// The sum over the last axes of both: (…, k) and (…, k) to (…, …).
///
/// \throws ShapeError if their extents differ.
Array inner(const Located& a, const Located& b);

/// Every element of `a`, flat, times every element of `b`: (a.size, b.size).
Array outer(const Located& a, const Located& b);

/// The sum of products of all elements, those of a complex `a` conjugated.
///
/// \throws ShapeError if they have not as many elements.
Array vdot(const Located& a, const Located& b);

/// The sum of products over pairs of axes; the other axes are in the result, those of `a` first. With a number, over the
/// last axes of `a` and the first ones of `b`. Operands whose contracted axes are together, in front or behind, are not
/// moved.
///
///     tensordot(a, b, 2)                   (m, j, k) and (j, k, n) to (m, n)
///     tensordot(a, b, {0, 1}, {1, 0})
///
/// \throws ShapeError if extents differ; AxisError for axes that do not exist, are named twice, or no pairs.
Array tensordot(const Located& a, const Located& b, int axes = 2);
Array tensordot(const Located& a, const Located& b, const std::vector<int>& a_axes,
                const std::vector<int>& b_axes);

/// The Kronecker product: `a` with each element replaced by its product with `b`.
Array kron(const Located& a, const Located& b);

/// The vector product of vectors of length 3 along the last axes, which broadcast.
///
/// \throws ShapeError for vectors of another length.
Array cross(const Located& a, const Located& b);

/// NumPy's `einsum`: a letter for each axis of each operand; sums over those that the result does not have. `...`
/// stands for axes that broadcast. Without `->`, the result has the letters that occur once, in order, behind `...`.
///
///     einsum("ij,jk->ik", {a, b})   the matrix product        einsum("ij,ij->i", {a, b})   row by row
///     einsum("ii->i", {a})          the diagonal              einsum("...ij->...ji", {a})  transposed
///
/// Operands are contracted in pairs, the pair first whose result is smallest. Where both have axes that the other
/// has not, it is a (stacked) matrix product; else products are summed up while they are made.
///
/// \throws ValueError that quotes the subscripts if they are none or do not fit the operands; ShapeError if a letter
/// stands for different extents.
Array einsum(std::string_view subscripts, const std::vector<Array>& operands,
             std::source_location line = std::source_location::current());
inline Array einsum(std::string_view subscripts, std::initializer_list<Located> operands,
                    std::source_location line = std::source_location::current()) {
  return einsum(subscripts, arrays_of(operands), line);
}

} // namespace troupe
