#pragma once

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <string>
#include <utility>

#include <troupe/chunk.hpp>
#include <troupe/dtype.hpp>
#include <troupe/printing.hpp>
#include <troupe/session.hpp>
#include <troupe/shape.hpp>

namespace troupe {

class ArrayNode;
class Index;

/// An n-d array that is computed when asked for: shape, chunking and dtype are known now, elements later.
///
/// A small handle to an immutable expression; copying shares. Operations are free functions with NumPy's
/// names (`<troupe/array/…>`, all included by this header); they check shapes and dtypes at once and run
/// nothing.
class Array {
public:
  explicit Array(std::shared_ptr<const ArrayNode> node) : node_(std::move(node)) {}

  DType dtype() const noexcept;
  const Chunking& chunking() const noexcept;
  Shape shape() const; ///< An extent only the data can tell is `unknown_extent`.
  std::size_t rank() const noexcept;
  std::int64_t size() const; ///< Number of elements. \throws ShapeError while unknown; see `compute_extents`.
  std::string name() const;  ///< The operation and a short hash: the name in the keys of its tasks.

  /// A part, as `getitem` (<troupe/array/slicing.hpp>): `x[0]`, `x[mask]`, `x[{0, Slice{1, 3}}]`. It is constant, as an
  /// assignment to it would change nothing: `setitem` makes an array with other elements.
  const Array operator[](const Index& index) const;
  const Array operator[](std::initializer_list<Index> index) const;

  const std::shared_ptr<const ArrayNode>& node() const noexcept { return node_; }

private:
  std::shared_ptr<const ArrayNode> node_;
};

/// "Array float64 (132, 73, 144), chunks (12, 73, 144), 11 blocks, sqrt-1a2b3c4d". Where chunks differ by more than a
/// last one that is shorter, "chunks up to" tells the largest along each axis; extents only the data can tell are `?`.
std::string to_string(const Array& array);
std::ostream& operator<<(std::ostream& stream, const Array& array);

} // namespace troupe
