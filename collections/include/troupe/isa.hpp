#pragma once

#include <string_view>

namespace troupe {

/// The level of the x86-64 instruction set the array kernels of this process use: "v2", "v3" or "v4".
///
/// It is the best one the processor has, unless the environment variable `TROUPE_ISA` names another. Within a
/// level results are the same bit for bit on every machine; between levels sines, exponentials and the like
/// may differ by a few ULP.
///
/// \throws ValueError if `TROUPE_ISA` names no level, or one the processor lacks.
std::string_view isa_level();

} // namespace troupe
