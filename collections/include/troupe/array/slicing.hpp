#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <source_location>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/located.hpp>

// Parts of arrays. NumPy's index is written in C++ as
//
//     x[2]              x[2]                      x[2, 0]                      x[{2, 0}]
//     x[-3:]            x[Slice{-3}]              x[[2, 0]]                    x[{{2, 0}}]
//     x[:, 1]           x[{Slice{}, 1}]           x[1, [2, 0]]                 x[{1, {2, 0}}]
//     x[mask]           x[mask]                   x[argmax(y)]                 x[argmax(y)]
//     x[..., None]      x[{ellipsis, newaxis}]    x[2, ::-1]                   x[{2, Slice{.step = -1}}]
//
// The outer braces are the index, one element an axis; inner ones are a list of positions. `getitem(x, {…})` is the same
// as a function: `getitem(x, {2, 0})`, `getitem(x, {{2, 0}})`.

namespace troupe {

/// `start:stop:step`; what is left out is left out. Bounds beyond the ends are cut, negative ones count from
/// the end.
struct Slice {
  std::optional<std::int64_t> start = std::nullopt, stop = std::nullopt, step = std::nullopt;
  bool operator==(const Slice&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(start, stop, step);
  }
};

/// As many full slices as are needed.
struct Ellipsis {
  bool operator==(const Ellipsis&) const = default;
  template <class Archive>
  void serialize(Archive&) {}
};
inline constexpr Ellipsis ellipsis;

/// An axis of length 1 that was not there.
struct NewAxis {
  bool operator==(const NewAxis&) const = default;
  template <class Archive>
  void serialize(Archive&) {}
};
inline constexpr NewAxis newaxis;

/// One element of an index, and the line of the user's program it stands on.
class Index {
public:
  /// A position, negative from the end: drops the axis.
  template <std::integral T>
  requires(!std::same_as<T, bool>)
      Index(T position, std::source_location line = std::source_location::current())
      : held_(static_cast<std::int64_t>(position)), line_(line) {}
  Index(Slice slice, std::source_location line = std::source_location::current())
      : held_(slice), line_(line) {}
  Index(Ellipsis, std::source_location line = std::source_location::current())
      : held_(ellipsis), line_(line) {}
  Index(NewAxis, std::source_location line = std::source_location::current()) : held_(newaxis), line_(line) {}
  /// Several positions, in that order, with repeats.
  Index(std::vector<std::int64_t> positions, std::source_location line = std::source_location::current())
      : held_(std::move(positions)), line_(line) {}
  Index(std::initializer_list<std::int64_t> positions,
        std::source_location line = std::source_location::current())
      : Index(std::vector<std::int64_t>(positions), line) {}
  /// As long as the axis.
  Index(std::vector<bool> chosen, std::source_location line = std::source_location::current())
      : held_(std::move(chosen)), line_(line) {}
  template <std::same_as<bool> T>
  Index(std::initializer_list<T> chosen, std::source_location line = std::source_location::current())
      : Index(std::vector<bool>(chosen), line) {}
  /// Bool, of the shape of the axes it stands for: these become one, in C order, whose length only the data
  /// can tell. Or integers: a 1-d array of positions, or a single one without axes, which drops the axis.
  Index(Array array, std::source_location line = std::source_location::current())
      : held_(std::move(array)), line_(line) {}

  using Held = std::variant<std::int64_t, Slice, Ellipsis, NewAxis, std::vector<std::int64_t>,
                            std::vector<bool>, Array>;
  const Held& held() const noexcept { return held_; }
  SourceLine line() const noexcept { return source_line(line_); }

private:
  Held held_;
  std::source_location line_;
};

/// `array[index]`. Axes without an element are taken whole; `array[:]` is `array` itself. `operator[]` is the same.
///
/// At most one element is a list or an array; its axis stays in place. A part that is contiguous in its
/// chunk, and not much smaller, shares the chunk's memory.
///
/// \throws IndexError for a position outside, too many elements, two ellipses, two lists or arrays, or a
///         mask of another shape; ValueError for a step of 0. A position in an array is checked when it
///         runs.
Array getitem(const Array& array, const std::vector<Index>& index,
              std::source_location line = std::source_location::current());

/// A copy of `array` with `array[index] = value`: the value is broadcast and converted to the array's dtype
/// as C does. Of repeated positions the last counts.
///
/// \throws as `getitem`; ShapeError if the value does not broadcast to what the index names.
Array setitem(const Array& array, const std::vector<Index>& index, const Located& value);

/// One position, several, or an array of any rank of them, along `axis`; of the flat array without.
///
/// \throws IndexError for a position outside, AxisError for an axis that does not exist.
Array take(const Array& array, std::int64_t position, std::optional<int> axis = {},
           std::source_location line = std::source_location::current());
Array take(const Array& array, const std::vector<std::int64_t>& positions, std::optional<int> axis = {},
           std::source_location line = std::source_location::current());
Array take(const Array& array, const Array& positions, std::optional<int> axis = {},
           std::source_location line = std::source_location::current());

/// What lies along `axis` (of the flat array without) where the 1-d condition holds. Beyond its end it does
/// not hold.
///
/// \throws ShapeError if the condition is not 1-d or longer than the axis.
Array compress(const Array& condition, const Array& array, std::optional<int> axis = {},
               std::source_location line = std::source_location::current());
Array compress(const std::vector<bool>& condition, const Array& array, std::optional<int> axis = {},
               std::source_location line = std::source_location::current());

/// The elements of the flat array where the flat condition, of as many elements, holds.
Array extract(const Array& condition, const Array& array,
              std::source_location line = std::source_location::current());

/// The elements at (positions[0][i], positions[1][i], …): one list an axis, all of one length or of length 1.
///
/// \throws IndexError for another number of lists, lengths that differ, or a position outside.
Array vindex(const Array& array, const std::vector<std::vector<std::int64_t>>& positions,
             std::source_location line = std::source_location::current());

/// The array made of the chosen blocks; one element of the index an axis: a position (which keeps its axis),
/// a slice or a list, of blocks.
///
/// \throws as `getitem`; IndexError if no block is chosen.
Array blocks(const Array& array, const std::vector<Index>& index,
             std::source_location line = std::source_location::current());

} // namespace troupe
