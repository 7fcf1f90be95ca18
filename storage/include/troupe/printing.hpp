#pragma once

#include <iosfwd>

#include <troupe/chunk.hpp>
#include <troupe/dtype.hpp>
#include <troupe/shape.hpp>

// Streams show what `to_string` says.

namespace troupe {

std::ostream& operator<<(std::ostream& stream, const Chunk& chunk);
std::ostream& operator<<(std::ostream& stream, const Shape& shape);
std::ostream& operator<<(std::ostream& stream, DType dtype);

} // namespace troupe
