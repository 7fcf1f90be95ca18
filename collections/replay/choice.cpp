#include "replay/choice.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/names.hpp>

namespace troupe {

namespace {

/// \returns nothing if it is neither a result nor a task
std::optional<SavedResult> find_result(const SavedGraph& saved, std::string_view word) {
  const auto named = std::ranges::find(saved.results, word, &SavedResult::name);
  if (named != saved.results.end() && !word.empty())
    return *named;
  if (const std::optional<TaskId> task = saved.graph.find(word))
    return SavedResult{{}, std::nullopt, {*task}};
  return std::nullopt;
}

/// What may be asked for by name, in words.
std::string names_of_results(const SavedGraph& saved) {
  constexpr std::size_t most_names = 12;
  std::vector<std::string> names;
  std::size_t count = 0;
  for (const SavedResult& result : saved.results)
    if (!result.name.empty() && ++count <= most_names)
      names.push_back(quoted_name(result.name));
  if (names.empty())
    return "";
  return "; its results are " + joined(names)
         + (count > most_names ? " and " + std::to_string(count - most_names) + " more" : "");
}

SavedResult get_result(const SavedGraph& saved, std::string_view word) {
  std::optional<SavedResult> found = find_result(saved, word);
  if (!found)
    throw KeyError("replay: the file has no result and no task \"" + std::string(word) + "\""
                   + names_of_results(saved) + "; troupe inspect --tasks lists its tasks");
  return *std::move(found);
}

void add_results(const SavedGraph& saved, std::string_view word, std::vector<SavedResult>& results) {
  if (find_result(saved, word) || word.find(',') == std::string_view::npos)
    return results.push_back(get_result(saved, word));
  for (std::size_t begin = 0; begin <= word.size();) {
    const std::size_t end = std::min(word.find(',', begin), word.size());
    results.push_back(get_result(saved, word.substr(begin, end - begin)));
    begin = end + 1;
  }
}

} // namespace

std::vector<SavedResult> chosen_results(const SavedGraph& saved, const std::vector<std::string>& words) {
  std::vector<SavedResult> results = words.empty() ? saved.results : std::vector<SavedResult>();
  for (const std::string& word : words)
    add_results(saved, word, results);
  const auto has_tasks = [](const SavedResult& result) { return result.grid || !result.tasks.empty(); };
  if (std::ranges::none_of(results, has_tasks))
    throw KeyError("replay: the file wants nothing; say which tasks with --keys");
  return results;
}

SavedResult chosen_task(const SavedGraph& saved, std::string_view word) {
  if (const std::optional<TaskId> task = saved.graph.find(word))
    return {{}, std::nullopt, {*task}};
  SavedResult result = get_result(saved, word);
  if (result.tasks.size() != 1)
    throw ValueError("replay: the result \"" + std::string(word) + "\" has "
                     + std::to_string(result.tasks.size()) + " tasks, --task takes one"
                     + (result.tasks.empty() ? "" : ", as \"" + saved.graph.key(result.tasks[0]) + "\""));
  return result;
}

} // namespace troupe
