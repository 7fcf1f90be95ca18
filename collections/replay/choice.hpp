#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <troupe/graph_file.hpp>

namespace troupe {

/// What the words of a call stand for: results' names or tasks' keys, several in one word with commas between them; no word:
/// all results of the file.
///
/// \throws KeyError for a word that is neither, and if nothing is wanted.
std::vector<SavedResult> chosen_results(const SavedGraph& saved, const std::vector<std::string>& words);

/// The one task that has this key, or is the result of this name.
///
/// \throws KeyError if there is none; ValueError if the result has several.
SavedResult chosen_task(const SavedGraph& saved, std::string_view word);

} // namespace troupe
