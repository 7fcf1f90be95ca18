#pragma once

#include <source_location>

#include <troupe/array/array.hpp>
#include <troupe/array/chunks.hpp>

namespace troupe {

/// The same array, cut otherwise.
///
/// Each new chunk is put together from the pieces of the old ones it covers; a chunk that stays is not
/// touched, and if all stay the result is `array` itself. Where one step would need more than 128 MiB of old
/// chunks for a new one, as from rows to columns of a large array, there are two, with chunks between them that
/// need less on either side.
///
/// \throws as `Chunks::resolve`.
Array rechunk(const Array& array, const Chunks& chunks,
              std::source_location line = std::source_location::current());

} // namespace troupe
