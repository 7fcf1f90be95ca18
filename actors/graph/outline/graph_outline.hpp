#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <troupe/graph.hpp>

#include "graph/key_index.hpp"

namespace troupe {

/// What people want to know of a graph's tasks: keys, kernels and inputs. It holds no body, and so no constant. Making it
/// takes some nanoseconds a task; keeping it takes next to nothing where tasks come in bulk, as neighbours have the same names,
/// kernels and distances to their inputs, and up to 24 bytes and four an input where they do not.
class GraphOutline {
public:
  GraphOutline() = default; ///< Of no task.
  explicit GraphOutline(const Graph& graph);
  /// Of these tasks only. \param tasks  ascending
  GraphOutline(const Graph& graph, std::vector<TaskId> tasks);

  std::size_t size_bytes() const noexcept;

  /// Looks into it.
  class Reader {
  public:
    explicit Reader(const GraphOutline& outline) : outline_(outline) {}
    std::string key(TaskId task) const;
    /// A number for `kernel_names()`.
    std::uint32_t kernels(TaskId task) const;
    const std::vector<std::string>& kernel_names() const noexcept { return outline_.names_; }
    /// Good until the next call.
    std::span<const TaskId> inputs(TaskId task);

  private:
    std::size_t row(TaskId task) const;

    const GraphOutline& outline_;
    std::vector<TaskId> inputs_;
  };

private:
  /// Rows from `first` on whose keys are those of a name from a block on, one after the other.
  struct KeyRun {
    std::uint32_t first;
    KeyIndex::Parts parts;
  };
  /// Rows from `first` on whose bodies call the same.
  struct NameRun {
    std::uint32_t first;
    std::uint32_t number;
  };
  /// Rows from `first` on whose inputs have the same distances: a task's id less that of its input.
  struct InputRun {
    std::uint32_t first;
    std::uint32_t distances; ///< Of the first; those of the next run begin where they end.
  };
  class Builder;

  bool is_whole_ = true;      ///< A task's row is its id.
  std::vector<TaskId> tasks_; ///< By row, if it is not.
  KeyIndex names_of_keys_;
  std::string hand_texts_;               ///< One after the other.
  std::vector<std::uint64_t> hand_ends_; ///< Of each: a key made by hand has the number of its text here.
  std::vector<KeyRun> key_runs_;
  std::vector<NameRun> name_runs_;
  std::vector<std::string> names_; ///< Each once.
  std::vector<InputRun> input_runs_;
  std::vector<TaskId> distances_; ///< Of one run after the other.
};

} // namespace troupe
