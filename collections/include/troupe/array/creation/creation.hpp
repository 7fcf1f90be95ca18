#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/chunks.hpp>
#include <troupe/array/scalar.hpp>

// Arrays out of nothing, and out of memory somebody has. Lengths below zero, shapes of more than 2^63 - 1
// elements and chunks that do not fit throw ShapeError, values a dtype cannot hold ValueError, at the call.

namespace troupe {

/// dtype and chunks of an array to be made. Where there is no dtype, each function says what it takes.
struct CreationOptions {
  std::optional<DType> dtype = std::nullopt;
  Chunks chunks = {};
};

/// The length of a 1-d array in the place of a shape: `zeros(3)`.
template <class T>
concept LengthAlone = std::integral<T> && !std::same_as<T, bool>;

// -- Constants; float64 unless a dtype is given

Array zeros(const Shape& shape, const CreationOptions& options = {},
            std::source_location line = std::source_location::current());
Array ones(const Shape& shape, const CreationOptions& options = {},
           std::source_location line = std::source_location::current());
/// `value` everywhere; bool, int64, float64 or complex128 as the value is, unless a dtype is given.
Array full(const Shape& shape, const Scalar& value, const CreationOptions& options = {},
           std::source_location line = std::source_location::current());

template <LengthAlone T>
Array zeros(T length, const CreationOptions& options = {},
            std::source_location line = std::source_location::current()) {
  return zeros(Shape{static_cast<std::int64_t>(length)}, options, line);
}
template <LengthAlone T>
Array ones(T length, const CreationOptions& options = {},
           std::source_location line = std::source_location::current()) {
  return ones(Shape{static_cast<std::int64_t>(length)}, options, line);
}
template <LengthAlone T>
Array full(T length, const Scalar& value, const CreationOptions& options = {},
           std::source_location line = std::source_location::current()) {
  return full(Shape{static_cast<std::int64_t>(length)}, value, options, line);
}

/// dtype and chunks where they differ from those of the array that is imitated.
struct LikeOptions {
  std::optional<DType> dtype = std::nullopt;
  std::optional<Chunks> chunks = std::nullopt;
};
Array zeros_like(const Array& array, const LikeOptions& options = {},
                 std::source_location line = std::source_location::current());
Array ones_like(const Array& array, const LikeOptions& options = {},
                std::source_location line = std::source_location::current());
Array full_like(const Array& array, const Scalar& value, const LikeOptions& options = {},
                std::source_location line = std::source_location::current());

// -- Sequences. The bits do not depend on the chunks.

/// start, start + step, … below `stop` (above it for a negative step). int64 if all three are integers, else
/// float64.
///
/// \throws ValueError for a step of zero, NaN or infinity; DTypeError for bool.
Array arange(const Scalar& start, const Scalar& stop, const Scalar& step = 1,
             const CreationOptions& options = {},
             std::source_location line = std::source_location::current());
inline Array arange(const Scalar& start, const Scalar& stop, const CreationOptions& options,
                    std::source_location line = std::source_location::current()) {
  return arange(start, stop, 1, options, line);
}
template <std::same_as<DType> D> // of no braces: {} is no dtype
Array arange(const Scalar& start, const Scalar& stop, D dtype,
             std::source_location line = std::source_location::current()) {
  return arange(start, stop, 1, {.dtype = dtype}, line);
}
/// 0, 1, … below `stop`.
Array arange(const Scalar& stop, const CreationOptions& options = {},
             std::source_location line = std::source_location::current());

enum class Endpoint : std::uint8_t { included, excluded };
/// `count` numbers from `start` to `stop`, evenly spaced; float64 unless a dtype is given. Integers are
/// rounded down.
Array linspace(double start, double stop, std::int64_t count = 50, Endpoint endpoint = Endpoint::included,
               const CreationOptions& options = {},
               std::source_location line = std::source_location::current());

// -- Matrices and grids

/// `rows` × `columns` (as many as rows if not given), 1 on diagonal number `k`, else 0; float64.
Array eye(std::int64_t rows, std::optional<std::int64_t> columns = std::nullopt, std::int64_t k = 0,
          const CreationOptions& options = {}, std::source_location line = std::source_location::current());
/// As `eye`, 1 on diagonal number `k` and below.
Array tri(std::int64_t rows, std::optional<std::int64_t> columns = std::nullopt, std::int64_t k = 0,
          const CreationOptions& options = {}, std::source_location line = std::source_location::current());

/// Shape (rank, *shape): element [a, …] is the index along axis a. int64; `chunks` are those of `shape`.
Array indices(const Shape& shape, const CreationOptions& options = {},
              std::source_location line = std::source_location::current());

/// What `function` makes of the index grids, one array of `shape` for each axis; float64.
///
///     fromfunction([](const auto& index) { return index[0] + 10 * index[1]; }, {3, 4})
Array fromfunction(const std::function<Array(const std::vector<Array>&)>& function, const Shape& shape,
                   const CreationOptions& options = {},
                   std::source_location line = std::source_location::current());

enum class Indexing : std::uint8_t {
  xy, ///< The second array runs along axis 0, the first along axis 1.
  ij, ///< Array i runs along axis i.
};
struct MeshgridOptions {
  Indexing indexing = Indexing::xy;
  bool sparse = false; ///< Leaves the grids as long as 1 along the axes on which they don't vary.
};
/// Coordinate grids of 1-d arrays: one array for each, of the shape they span.
///
/// \throws ShapeError for an array of more than one axis.
std::vector<Array> meshgrid(const std::vector<Array>& arrays, const MeshgridOptions& options = {},
                            std::source_location line = std::source_location::current());

// -- Existing elements, row-major. Blocks that are contiguous in the buffer are views of it; if one is not,
// blocks are copied when they are computed.

Array from_chunk(Chunk chunk, const Chunks& chunks = {},
                 std::source_location line = std::source_location::current());

/// Copies the elements.
template <Element T>
Array from_span(std::span<const T> elements, const Shape& shape, const Chunks& chunks = {},
                std::source_location line = std::source_location::current()) {
  return from_chunk(Chunk::copy<T>(shape, elements), chunks, line);
}
/// Copies the elements; 1-d.
template <Element T>
Array from_vector(const std::vector<T>& elements, const Chunks& chunks = {},
                  std::source_location line = std::source_location::current()) {
  const Shape shape{static_cast<std::int64_t>(elements.size())};
  return from_chunk(
      Chunk::generate<T>(shape, [&](std::span<T> out) { std::ranges::copy(elements, out.begin()); }), chunks,
      line);
}
/// `from_vector({0.5, 1.5})` is for one C++ type; `from_values` takes NumPy's dtypes, and nested lists.
template <Element T>
Array from_vector(std::initializer_list<T> elements, const Chunks& chunks = {},
                  std::source_location line = std::source_location::current()) {
  return from_vector(std::vector<T>(elements), chunks, line);
}

/// Over a buffer that somebody else made, which must not change as long as `owner` lives; nothing is copied.
template <Element T>
Array adopt(const T* elements, std::shared_ptr<const void> owner, const Shape& shape,
            const Chunks& chunks = {}, std::source_location line = std::source_location::current()) {
  return from_chunk(Chunk::adopt(dtype_of<T>(), shape, std::move(owner), elements), chunks, line);
}
/// Takes over a vector; nothing is copied.
template <Element T>
requires(!std::same_as<T, bool>) Array
    adopt(std::vector<T> elements, const Shape& shape, const Chunks& chunks = {},
          std::source_location line = std::source_location::current()) {
  if (element_count(shape) != static_cast<std::int64_t>(elements.size()))
    throw ShapeError("adopt: " + std::to_string(elements.size()) + " elements for shape " + to_string(shape));
  auto owner = std::make_shared<const std::vector<T>>(std::move(elements));
  const T* first = owner->data();
  return adopt(first, std::move(owner), shape, chunks, line);
}

} // namespace troupe
