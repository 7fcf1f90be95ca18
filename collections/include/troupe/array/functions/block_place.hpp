#pragma once

#include <troupe/archive.hpp>
#include <troupe/shape.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// Where in the result a block is. A function over chunks or spans asks for it with a last parameter
/// `const BlockPlace&`, one of `from_function` with its first.
struct BlockPlace {
  Shape shape;       ///< Of the block.
  Block block;       ///< Its place in the grid of blocks.
  Shape origin;      ///< The position of its first element in the array.
  Shape grid;        ///< How many blocks there are along each axis.
  Shape array_shape; ///< Of the whole result.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shape, block, origin, grid, array_shape);
  }
};

namespace detail {

/// A place as an argument of a kernel, and back. A value made of a shape alone has nothing else.
Value value_of_place(const BlockPlace& place);
BlockPlace place_of_value(const Value& value);

} // namespace detail

} // namespace troupe
