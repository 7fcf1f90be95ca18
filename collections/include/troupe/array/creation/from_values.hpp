#pragma once

#include <initializer_list>
#include <source_location>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/scalar.hpp>

namespace troupe {

/// Numbers in nested lists: `{1, 2, 3}`, `{{1, 2}, {3, 4}}`.
class ValueNest {
public:
  template <ScalarValue T>
  ValueNest(T value) : held_(Scalar(value)) {}
  ValueNest(std::initializer_list<ValueNest> parts) : held_(std::vector<ValueNest>(parts)) {}

  const Scalar* value() const noexcept { return std::get_if<Scalar>(&held_); } ///< nullptr for a list.
  const std::vector<ValueNest>& parts() const { return std::get<std::vector<ValueNest>>(held_); }

private:
  std::variant<Scalar, std::vector<ValueNest>> held_;
};

/// NumPy's `array`: the numbers as they stand. bool, int64, float64 or complex128, whichever holds all of them, unless a
/// dtype is given; float64 without any. What is in memory already: `from_vector`, `from_span`, `adopt`.
///
///     from_values({3, 1, 2})        // int64 (3,)
///     from_values({{1, 2.5}, {3, 4}})        // float64 (2, 2)
///
/// \throws ShapeError for lists of different lengths or depths side by side; ValueError for a number that the dtype
///         cannot hold.
Array from_values(const ValueNest& values, const CreationOptions& options = {},
                  std::source_location line = std::source_location::current());

} // namespace troupe
