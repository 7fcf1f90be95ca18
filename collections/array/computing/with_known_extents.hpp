#pragma once

#include <troupe/array/compute.hpp>

namespace troupe {

/// `array`, or what it is computed to and held as where its extents are not known: for what has to know all lengths
/// before it writes the first block.
inline Array with_known_extents(Session& session, const Array& array, const ComputeOptions& options) {
  return array.chunking().is_known() ? array : materialise(session, array, options);
}

} // namespace troupe
