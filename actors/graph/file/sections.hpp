#pragma once

#include <span>
#include <vector>

#include <troupe/graph_file.hpp>
#include <troupe/section_file.hpp>

namespace troupe {

/// What `save` writes, without the file. Throws as that.
std::vector<FileSection> to_sections(const Graph& graph, std::span<const TaskId> wanted);

/// What `load` makes of a file.
///
/// \throws FileError, not naming the file, for sections that are those of no graph; KeyError for kernels that are not here.
SavedGraph from_sections(std::span<const FileSection> sections);

} // namespace troupe
