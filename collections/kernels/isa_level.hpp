#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <troupe/isa.hpp>

namespace troupe {

/// The levels there are kernels for, lowest first.
enum class IsaLevel : std::uint8_t { v2, v3, v4 };

inline constexpr std::size_t isa_level_count = 3;

std::string_view to_string(IsaLevel level);

/// The level all kernels called from here on use.
///
/// \throws ValueError as `isa_level()`.
IsaLevel current_isa_level();

/// The levels this processor has, lowest first.
///
/// \throws ValueError if it has none.
std::vector<IsaLevel> supported_isa_levels();

/// For tests: changes the level of the whole process.
///
/// \throws ValueError if the processor lacks it.
void set_isa_level(IsaLevel level);

/// The level called `name`.
///
/// \throws ValueError for a name that is none, or a level this processor lacks.
IsaLevel isa_level_from_name(std::string_view name);

} // namespace troupe
