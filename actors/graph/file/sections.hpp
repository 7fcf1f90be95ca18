#pragma once

#include <span>
#include <string_view>
#include <vector>

#include <troupe/graph_file.hpp>
#include <troupe/section_file.hpp>

namespace troupe {

/// What `save` writes, without the file. Throws as that.
std::vector<FileSection> to_sections(const Graph& graph, std::span<const SavedResult> results,
                                     std::string_view note = {});

/// What `load` makes of a file.
///
/// \throws FileError, not naming the file, for sections that are those of no graph; KeyError for kernels that are not here.
SavedGraph from_sections(const SectionFile& file, const LoadOptions& options = {});

/// \throws ValueError, which begins with `prefix`, unless the tasks of an array fill its grid.
void require_block_count(const SavedResult& result, const char* prefix);

} // namespace troupe
