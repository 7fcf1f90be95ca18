#pragma once

#include <string>

#include <troupe/shape.hpp>

namespace troupe {

/// How large chunks are, for people: "(12, 73)" where all are but the last along an axis, which may be shorter; else
/// "up to (12, 73)". Extents only the data can tell are `?`.
std::string chunk_text(const Chunking& chunking);

} // namespace troupe
