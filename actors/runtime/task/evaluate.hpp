#pragma once

#include <span>
#include <string>
#include <vector>

#include <troupe/graph.hpp>
#include <troupe/kernel.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// The call in which a body failed.
struct FailedCall {
  std::string kernel;
  std::vector<std::string> arguments; ///< As `to_string(value)`.
};

/// What a body is evaluated with.
struct BodyCall {
  std::span<const Value> inputs;
  const TaskContext& context;
  bool may_hold_references; ///< In lists and maps among the literals, that is: the graph was made by a
                            ///< planning kernel.
  FailedCall& failed;
};

/// The value of a body, intermediate values released after their last use. What a kernel throws passes
/// through; `failed` then says which call it was.
///
/// \throws Error if a call other than the one whose value is the result yields a graph.
Value evaluate(const Body& body, const BodyCall& call);

/// Whether a body knows its chunks by what they are, without their elements.
bool takes_references(const Body& body) noexcept;
/// Whether it does so with an input of that kind.
bool takes_reference(const Body& body, ValueKind input) noexcept;

/// Whether a body has to run on the I/O pool.
bool reads(const Body& body) noexcept;

/// The literals of a body whose values its evaluation needs, and not only references to them.
std::vector<const Value*> literals_by_value(const Body& body);

} // namespace troupe
