#pragma once

#include <span>

#include <troupe/array/array.hpp>
#include <troupe/session.hpp>

namespace troupe {

/// Throws `error` anew, with the chunks that would fit the memory limit, or, if the task's need does not come of a chunk,
/// with the least limit.
[[noreturn]] void rethrow_with_chunks(const TaskTooLarge& error, std::span<const Array> arrays);

/// Runs `compute` for the arrays; a task that is too large for the session's memory is refused with the chunking that
/// would fit.
template <class Compute>
auto with_chunk_advice(std::span<const Array> arrays, const Compute& compute) {
  try {
    return compute();
  } catch (const TaskTooLarge& error) {
    rethrow_with_chunks(error, arrays);
  }
}

} // namespace troupe
