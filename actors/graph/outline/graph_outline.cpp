#include "graph/outline/graph_outline.hpp"

#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "graph/outline/kernel_names.hpp"

namespace troupe {

namespace {

/// Gives numbers to what bodies call.
class Namer {
public:
  explicit Namer(std::vector<std::string>& names) : names_(names) {}

  std::uint32_t number_of(const Body& body) {
    if (body.steps.size() != 1 || body.steps.front().kind != Step::Kind::call || body.promised >= 0)
      return number_of(kernel_names(body));
    // Most bodies are one call. A graph may have as many as tasks: texts are not made for each.
    const auto [place, is_new] =
        by_call_.try_emplace({body.steps.front().kernel, body.line.file, body.line.line}, 0);
    if (is_new)
      place->second = number_of(kernel_names(body));
    return place->second;
  }

private:
  std::uint32_t number_of(std::string name) {
    const auto [place, is_new] =
        by_name_.try_emplace(std::move(name), static_cast<std::uint32_t>(names_.size()));
    if (is_new)
      names_.push_back(place->first);
    return place->second;
  }

  std::vector<std::string>& names_;
  using Call = std::tuple<const Kernel*, const char*, std::uint32_t>; ///< And its line.
  std::map<Call, std::uint32_t> by_call_;
  std::unordered_map<std::string, std::uint32_t> by_name_;
};

} // namespace

GraphOutline::GraphOutline(const Graph& graph) : tasks_(GraphAccess::storage(graph).tasks) {
  const auto& bodies = GraphAccess::storage(graph).bodies;
  Namer namer(names_);
  name_of_.reserve(bodies.size());
  for (const auto& body : bodies)
    name_of_.push_back(namer.number_of(*body));
}

std::size_t GraphOutline::own_bytes() const noexcept {
  std::size_t bytes = sizeof(GraphOutline) + name_of_.size() * sizeof(std::uint32_t);
  for (const std::string& name : names_)
    bytes += sizeof name + name.capacity();
  return bytes;
}

} // namespace troupe
