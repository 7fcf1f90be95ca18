#pragma once

#include <filesystem>
#include <span>

#include <troupe/graph_file.hpp>

namespace troupe {

/// \param saved  as `load` of the file gives it with `Unknown::keep`
/// \throws as `load` if `wanted` needs a kernel, or a type of a constant, that this program has not.
void require_parts(const SavedGraph& saved, std::span<const TaskId> wanted,
                   const std::filesystem::path& file);

} // namespace troupe
