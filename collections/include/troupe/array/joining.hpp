#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <source_location>
#include <variant>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/slicing.hpp>

// Arrays put together. dtypes are promoted together. Axes may be counted from the last: -1.

namespace troupe {

/// One behind the other along an axis. The chunks stay as they are, but along the other axes all are cut
/// alike.
///
/// \throws ValueError without arrays; ShapeError if the numbers of axes, or the other extents, differ.
Array concatenate(const std::vector<Array>& arrays, int axis = 0,
                  std::source_location line = std::source_location::current());
inline Array concatenate(std::initializer_list<Located> arrays, int axis = 0,
                         std::source_location line = std::source_location::current()) {
  return concatenate(arrays_of(arrays), axis, line);
}

/// Side by side along an axis that was not there.
///
/// \throws ValueError without arrays; ShapeError if the shapes differ.
Array stack(const std::vector<Array>& arrays, int axis = 0,
            std::source_location line = std::source_location::current());
inline Array stack(std::initializer_list<Located> arrays, int axis = 0,
                   std::source_location line = std::source_location::current()) {
  return stack(arrays_of(arrays), axis, line);
}

/// Along axis 0, 1 or 2, as NumPy: 1-d arrays become rows (vstack), stay (hstack), or become (1, n, 1)
/// (dstack).
Array vstack(const std::vector<Array>& arrays, std::source_location line = std::source_location::current());
Array hstack(const std::vector<Array>& arrays, std::source_location line = std::source_location::current());
Array dstack(const std::vector<Array>& arrays, std::source_location line = std::source_location::current());
inline Array vstack(std::initializer_list<Located> arrays,
                    std::source_location line = std::source_location::current()) {
  return vstack(arrays_of(arrays), line);
}
inline Array hstack(std::initializer_list<Located> arrays,
                    std::source_location line = std::source_location::current()) {
  return hstack(arrays_of(arrays), line);
}
inline Array dstack(std::initializer_list<Located> arrays,
                    std::source_location line = std::source_location::current()) {
  return dstack(arrays_of(arrays), line);
}

/// Arrays in nested lists: `{{a, b}, {c, d}}`.
class BlockNest {
public:
  BlockNest(Array array) : held_(std::move(array)) {}
  BlockNest(std::initializer_list<BlockNest> parts) : held_(std::vector<BlockNest>(parts)) {}
  BlockNest(std::vector<BlockNest> parts) : held_(std::move(parts)) {}
  const Array* array() const noexcept { return std::get_if<Array>(&held_); } ///< nullptr for a list.
  const std::vector<BlockNest>& parts() const { return std::get<std::vector<BlockNest>>(held_); }

private:
  std::variant<Array, std::vector<BlockNest>> held_;
};
/// The innermost lists joined along the last axis, those around them along the one before, and so on.
///
/// \throws ValueError if the nesting is not equally deep everywhere, or a list is empty; as `concatenate`.
Array block(const BlockNest& nest, std::source_location line = std::source_location::current());

/// `array` and then `values` along an axis; without one both are flattened.
Array append(const Array& array, const Array& values, std::optional<int> axis = {},
             std::source_location line = std::source_location::current());

/// `values`, converted to the array's dtype as C does, put in before a position of an axis; it may be the
/// axis' length. Without an axis the array is flattened.
///
/// \throws IndexError for a position outside; ShapeError if the values do not broadcast to what is put in.
Array insert(const Array& array, std::int64_t position, const Located& values, std::optional<int> axis = {});
/// Before several positions, which speak of the array as it was: one row of `values` each.
Array insert(const Array& array, const std::vector<std::int64_t>& positions, const Located& values,
             std::optional<int> axis = {});

/// NumPy's `delete`: without the positions that `index` (a position, a list, a slice or bools) names.
///
/// \throws IndexError for a position outside; as `getitem`.
Array delete_at(const Array& array, const Index& index, std::optional<int> axis = {},
                std::source_location line = std::source_location::current());

/// Every element `repeats` times, along an axis; without one the array is flattened.
///
/// \throws ValueError if `repeats` is negative.
Array repeat(const Array& array, std::int64_t repeats, std::optional<int> axis = {},
             std::source_location line = std::source_location::current());

/// The whole array `repeats[i]` times along axis i, axes counted from the last.
///
/// \throws ValueError if a number is negative.
Array tile(const Array& array, const std::vector<std::int64_t>& repeats,
           std::source_location line = std::source_location::current());

} // namespace troupe
