#pragma once

#include <optional>

#include <troupe/array/array.hpp>
#include <troupe/codec.hpp>

namespace troupe {

/// A hash of an array's elements without computing them: arrays of equal fingerprint have equal bits, also in another
/// process of this program, on a processor of this one's instruction set, with the same core of BLAS. Memory that was
/// adopted is hashed.
///
/// Nothing for arrays over values that only the run they belong to knows.
std::optional<Digest> fingerprint_of(const Array& array);

} // namespace troupe
