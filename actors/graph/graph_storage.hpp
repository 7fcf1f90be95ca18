#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

#include <troupe/graph.hpp>

#include "graph/copy_on_write.hpp"
#include "graph/key_index.hpp"

namespace troupe {

inline constexpr BodyId no_body = 0xffffffff;

/// Which tasks a graph has, as arrays over ids, with their inputs in one array: all but the bodies, and so no constant.
/// Copies of a graph share it, and so does whoever wants to know later what a graph was like that ran.
struct GraphTasks {
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  KeyIndex keys;
  std::vector<BodyId> body_of; ///< `no_body` for a key that is only referred to.
  std::vector<Range> input_range;
  std::vector<TaskId> inputs;

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
  std::size_t size_bytes() const noexcept;
};

/// A graph's tasks, and their bodies, which are shared between tasks and between graphs.
struct Graph::Storage {
  CopyOnWrite<GraphTasks> tasks;
  std::vector<std::shared_ptr<const Body>> bodies;
  bool is_annotated = false; ///< Some body has, or had, retries or a priority.
  /// Plain calls without parameters and aliases (kernel nullptr) that hand-made tasks share, by kernel, line,
  /// retries and priority.
  std::map<std::tuple<const Kernel*, const char*, std::uint32_t, int, std::int32_t>, BodyId> simple_bodies;

  std::size_t size() const noexcept { return tasks->keys.size(); }
  const KeyIndex& keys() const noexcept { return tasks->keys; }
  BodyId body_of(TaskId task) const { return tasks->body_of[task]; }
  std::span<const TaskId> inputs_of(TaskId task) const { return tasks->inputs_of(task); }
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
