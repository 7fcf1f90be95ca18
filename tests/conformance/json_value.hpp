#pragma once

#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include <troupe/value.hpp>

namespace troupe::conformance {

/// Objects keep the order of the file.
using Json = nlohmann::ordered_json;

/// A result that is not the expected one, or a case that cannot be read; the text says why.
struct Mismatch : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// How far two floats may lie apart: |got - want| <= absolute + relative * |want|.
struct Tolerance {
  double relative = 0;
  double absolute = 0;
};

Value value_from_json(const Json& json);

/// \throws Mismatch for a chunk or a user's type.
Json json_from_value(const Value& value);

/// A number, or one of the texts "nan", "inf" and "-inf".
double real_from_json(const Json& json);

/// Both nan, the same infinity, or near.
bool fits(double got, double want, const Tolerance& tolerance);

/// Compares by the suite's rules for JSON: integers exactly, floats by tolerance, lists and objects element
/// by element.
///
/// \throws Mismatch naming the place.
void require_equal(const Json& got, const Json& want, const Tolerance& tolerance, const std::string& place);

} // namespace troupe::conformance
