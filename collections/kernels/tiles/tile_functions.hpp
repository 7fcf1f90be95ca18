#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <troupe/tile_function.hpp>
#include <troupe/value.hpp>

#include "kernels/tile_program.hpp"

namespace troupe {

/// How many operands an instruction has: of an operation as many as its arity says, of a call all that are named.
std::size_t operand_count(const TileInstruction& instruction);

/// The functions that the calls of a program name.
class TileFunctions {
public:
  /// \throws KeyError for a function that this process does not have.
  explicit TileFunctions(const TileProgram& program);

  /// The function of a call.
  ///
  /// \throws ValueError or DTypeError if the call's operands or result are not the function's, ValueError if there is no
  ///         such function: a program may come from a file.
  const TileFunction& of(const TileProgram& program, const TileInstruction& call) const;

private:
  std::vector<Value> found_;
};

/// Calls a function for `count` elements. They are those there are: in padding elements may meet that never do in the
/// arrays, for which the function may throw.
///
/// \throws Error led by "map: " with what the function throws.
void call_tile_function(const TileFunction& function, void* out, std::span<const void* const> inputs,
                        std::size_t count);

} // namespace troupe
