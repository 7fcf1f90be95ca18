#include <algorithm>
#include <array>
#include <chrono>

#include <troupe/error.hpp>
#include <troupe/pass.hpp>

namespace troupe {

namespace {

constexpr std::array<Pass, 3> table{{{"cull", cull}, {"merge_equal", merge_equal}, {"fuse", fuse}}};

const Pass& get_pass(std::string_view name) {
  const auto* pass = std::ranges::find(table, name, &Pass::name);
  if (pass != table.end())
    return *pass;
  std::string message = "optimize: there is no pass \"" + std::string(name) + "\"; there are";
  for (std::size_t i = 0; i < table.size(); ++i)
    message += (i == 0 ? " " : ", ") + std::string(table[i].name);
  throw KeyError(message);
}

} // namespace

std::span<const Pass> passes() { return table; }

Graph optimize(const Graph& graph, std::span<const std::string> wanted_keys,
               std::span<const std::string_view> pass_names, std::vector<PassTime>* times) {
  std::vector<const Pass*> chosen;
  for (const std::string_view name : pass_names)
    chosen.push_back(&get_pass(name));
  Graph result = graph;
  for (const Pass* pass : chosen) {
    const auto begin = std::chrono::steady_clock::now();
    std::vector<TaskId> wanted; // ids change from pass to pass, keys do not
    for (const std::string& key : wanted_keys)
      wanted.push_back(result.get(key));
    Graph next = pass->run(result, wanted);
    if (times != nullptr)
      times->push_back({pass->name,
                        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
                        result.size(), next.size()});
    result = std::move(next);
  }
  return result;
}

} // namespace troupe
