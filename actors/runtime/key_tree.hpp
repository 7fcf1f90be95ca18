#pragma once

#include <span>
#include <vector>

#include <troupe/graph.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// A key, or a nested list of keys, as the user asks for them.
class KeyTree {
public:
  /// \throws KeyError for a key that is not in the graph; ValueError for anything but texts and lists of
  /// them.
  KeyTree(const Graph& graph, const Value& keys);

  /// The tasks of the keys, from left to right.
  std::span<const TaskId> tasks() const noexcept { return tasks_; }

  /// The values in the nesting of the keys.
  Value fill(std::vector<Value> values) const;

private:
  /// One place of the tree, in the order in which a walk meets them.
  enum class Mark : std::uint8_t { open_list, key, close_list };

  std::vector<Mark> marks_;
  std::vector<TaskId> tasks_;
};

} // namespace troupe
