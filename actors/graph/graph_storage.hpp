#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <troupe/graph.hpp>

#include "graph/key_index.hpp"

namespace troupe {

inline constexpr BodyId no_body = 0xffffffff;

/// A graph's tasks as arrays over ids, inputs in one array, bodies shared between tasks and between graphs.
struct Graph::Storage {
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  KeyIndex keys;
  std::vector<BodyId> body_of; ///< `no_body` for a key that is only referred to.
  std::vector<Range> input_range;
  std::vector<TaskId> inputs;
  std::vector<std::shared_ptr<const Body>> bodies;
  bool is_annotated = false; ///< Some body has, or had, retries or a priority.
  /// Plain calls without parameters and aliases (kernel nullptr) that hand-made tasks share, by kernel, line,
  /// retries and priority.
  std::map<std::tuple<const Kernel*, const char*, std::uint32_t, int, std::int32_t>, BodyId> simple_bodies;

  std::size_t size() const noexcept { return keys.size(); }
  std::span<const TaskId> inputs_of(TaskId task) const {
    const Range range = input_range[task];
    return {inputs.data() + range.first, range.count};
  }
  /// The id of a key that may be new; an undefined task until `define`.
  template <class... Key>
  TaskId refer(const Key&... key) {
    const TaskId task = keys.find_or_append(key...);
    if (task == body_of.size()) {
      body_of.push_back(no_body);
      input_range.emplace_back();
    }
    return task;
  }
  /// Gives an undefined task its body and inputs.
  void define(TaskId task, BodyId body, std::span<const TaskId> inputs);
  BodyId add_body(std::shared_ptr<const Body> body);
};

/// The way to a graph's storage for the functions of this folder.
struct GraphAccess {
  static Graph::Storage& storage(Graph& graph) { return *graph.storage_; }
  static const Graph::Storage& storage(const Graph& graph) { return *graph.storage_; }
  using Storage = Graph::Storage;
};

using GraphStorage = GraphAccess::Storage;

} // namespace troupe
