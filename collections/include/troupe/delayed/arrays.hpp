#pragma once

#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/delayed/delayed_value.hpp>
#include <troupe/dtype.hpp>
#include <troupe/graph.hpp>
#include <troupe/shape.hpp>

// From delayed chunks to arrays and back.

namespace troupe {

/// An array of one block, which the delayed function makes.
///
///     const Array x = from_delayed(read_chunk("a.bin"), {100, 200}, DType::float32);
///
/// \param shape  what the chunk will be; `unknown_extent` where only the data can tell
///
/// That the chunk is what was said is looked at in the run: a TaskError names both if it is not.
Array from_delayed(const Delayed<Chunk>& chunk, const Shape& shape, DType dtype,
                   SourceLine line = SourceLine::current());

/// An array of many blocks, row-major over the grid of `chunking`.
///
/// \throws ShapeError if there are not as many chunks as blocks
Array from_delayed(const std::vector<Delayed<Chunk>>& chunks, const Chunking& chunking, DType dtype,
                   SourceLine line = SourceLine::current());

/// The blocks of an array, row-major over its grid, each to be given to delayed functions. Nothing is copied, or computed
/// twice.
std::vector<Delayed<Chunk>> to_delayed(const Array& array);

} // namespace troupe
