#pragma once

#include <source_location>

#include <troupe/array/array.hpp>
#include <troupe/array/chunks.hpp>

namespace troupe {

/// The same array, cut otherwise.
///
/// Each new chunk is put together from the pieces of the old ones it covers; a chunk that stays is not
/// touched, and if all stay the result is `array` itself.
///
/// \throws as `Chunks::resolve`.
Array rechunk(const Array& array, const Chunks& chunks,
              std::source_location line = std::source_location::current());

} // namespace troupe
