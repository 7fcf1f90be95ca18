#pragma once

#include <span>
#include <string_view>

#include <troupe/array.hpp>

#include "benchmark.hpp"

/// Asks questions about an input and a result, on the session that made the result.
struct Question {
  troupe::Session& session;
  const troupe::Array& input;
  const troupe::Array& result;

  bool holds(const troupe::Array& condition) const;
  double number(const troupe::Array& value) const;
  bool is_near(const troupe::Array& left, const troupe::Array& right) const; ///< To nine digits.
  bool has_the_elements() const;                                             ///< As far as sums tell.
};

/// An operation on a matrix of float64 in a file, larger than the session's memory limit.
struct LargeArrayWorkload {
  std::string_view name;
  troupe::Array (*result)(const troupe::Array& input);
  bool (*is_right)(const Question& question);
};

std::span<const LargeArrayWorkload> large_array_workloads();
