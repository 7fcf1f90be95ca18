#include <set>
#include <string>
#include <vector>

#include <troupe/collection.hpp>
#include <troupe/delayed/delayed_value.hpp>
#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>

#include "expression/delayed_node.hpp"

namespace troupe {

namespace {

std::string name_of(const Collection& collection) {
  return collection.array() != nullptr ? collection.array()->name() : detail::key_of(**collection.delayed());
}

void require_names(std::span<const SavedResult> results) {
  std::set<std::string_view> names;
  for (const SavedResult& result : results)
    if (!names.insert(result.name).second)
      throw ValueError("save: two results are called \"" + result.name + "\"");
}

} // namespace

void save(std::span<const NamedCollection> collections, const std::filesystem::path& file) {
  std::vector<Collection> wanted;
  for (const NamedCollection& named : collections)
    wanted.push_back(named.collection);
  CollectionGraph planned = graph_of(wanted);
  SavedGraph saved{std::move(planned.graph), {}, {}};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    SavedResult& result = saved.results.emplace_back();
    result.name = collections[i].name.empty() ? name_of(wanted[i]) : collections[i].name;
    if (const Array* const array = wanted[i].array())
      result.grid = array->chunking().grid();
    result.tasks = std::move(planned.blocks[i]);
  }
  require_names(saved.results);
  save(saved, file);
}

void save(const Collection& collection, const std::filesystem::path& file) {
  const NamedCollection named{{}, collection};
  save(std::span(&named, 1), file);
}

} // namespace troupe
