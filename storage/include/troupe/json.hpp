#pragma once

#include <string>
#include <string_view>

#include <troupe/value.hpp>

namespace troupe {

/// A text in JSON, with its quotes. What is no UTF-8 becomes U+FFFD.
std::string json_text(std::string_view text);

/// A value as JSON, on one line. Reals have the shortest digits that give them back, and are NaN, Infinity and -Infinity as
/// Python's json module writes and reads them. A chunk is {"dtype": …, "shape": […], "data": […]}, its elements row-major,
/// complex ones as [real, imaginary].
///
/// \throws ValueError for a user's type, naming it.
std::string to_json(const Value& value);

} // namespace troupe
