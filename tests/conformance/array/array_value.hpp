#pragma once

#include <cstdint>
#include <string>

#include <troupe/chunk.hpp>

#include "json_value.hpp"

namespace troupe::conformance {

/// The elements of an array value of the suite, as one chunk.
Chunk chunk_from_json(const Json& json);

/// The chunk sizes an input is given with.
Chunking chunking_from_json(const Json& json);

/// A cut of `shape` at random places, chunks of length 0 among them; the same for the same text and seed.
Chunking random_chunking(const Shape& shape, const std::string& text, std::uint64_t seed);

/// Compares dtype, shape and elements: integers and bools exactly, floats by tolerance.
///
/// \throws Mismatch naming the first element that differs.
void require_array(const Chunk& got, const Json& want, const Tolerance& tolerance, const std::string& name);

} // namespace troupe::conformance
