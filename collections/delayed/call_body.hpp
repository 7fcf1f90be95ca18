#pragma once

#include <vector>

#include <troupe/codec.hpp>
#include <troupe/delayed/argument.hpp>
#include <troupe/graph.hpp>

namespace troupe {

/// The body of a call of `kernel`, and the delayed values that are the inputs of a task of it.
struct CallBody {
  Body body;
  std::vector<DelayedPointer> inputs;
};

/// \param callable  the kernel's first argument; null: there is none
CallBody compile_call(const Kernel& kernel, Parameters parameters, const Value& callable,
                      std::vector<detail::ArgumentTree> arguments, SourceLine line);

/// Adds what tells arguments from others.
///
/// \throws KeyError for a value without codec.
void hash_arguments(const std::vector<detail::ArgumentTree>& arguments, Hasher& hasher);

} // namespace troupe
