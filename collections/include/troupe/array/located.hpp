#pragma once

#include <initializer_list>
#include <source_location>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/scalar.hpp>
#include <troupe/graph.hpp>

namespace troupe {

inline SourceLine source_line(std::source_location location) noexcept {
  return {location.file_name(), location.line()};
}

/// An operand: an array or a scalar, and the line of the user's program it stands on. Arrays and numbers
/// convert implicitly, so functions that take it are called with either.
class Located {
public:
  Located(Array array, std::source_location location = std::source_location::current())
      : held_(std::move(array)), line_(source_line(location)) {}
  Located(Scalar scalar, std::source_location location = std::source_location::current())
      : held_(scalar), line_(source_line(location)) {}
  template <ScalarValue T>
  Located(T value, std::source_location location = std::source_location::current())
      : Located(Scalar(value), location) {}

  Located(Array array, SourceLine line) : held_(std::move(array)), line_(line) {}

  const Array* array() const noexcept { return std::get_if<Array>(&held_); }    ///< nullptr for a scalar.
  const Scalar* scalar() const noexcept { return std::get_if<Scalar>(&held_); } ///< nullptr for an array.
  SourceLine line() const noexcept { return line_; }

private:
  std::variant<Array, Scalar> held_;
  SourceLine line_;
};

/// The operands of a list, numbers among them as arrays without axes. Functions of several arrays take such a
/// list as well as a vector: `{2, x}` would be a vector of x and x.
std::vector<Array> arrays_of(std::initializer_list<Located> operands);

} // namespace troupe
