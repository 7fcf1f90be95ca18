#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <troupe/graph.hpp>
#include <troupe/mapped_memory.hpp>

#include "graph/key_index.hpp"

namespace troupe {

/// What people want to know of a graph's tasks: keys, kernels and inputs. It holds no body, and so no constant. Making it
/// takes some nanoseconds a task, keeping it a byte, and four an input: neighbours share the rest.
class GraphOutline {
public:
  GraphOutline() = default; ///< Of no task.
  explicit GraphOutline(const Graph& graph);
  /// Of these tasks only. \param tasks  ascending
  GraphOutline(const Graph& graph, std::vector<TaskId> tasks);

  std::size_t size_bytes() const noexcept;

  /// What is known, in a form that is quick to look into: some bytes more a task.
  class Reader {
  public:
    explicit Reader(const GraphOutline& outline);
    std::string key(TaskId task) const;
    /// A number for `kernel_names()`.
    std::uint32_t kernels(TaskId task) const;
    const std::vector<std::string>& kernel_names() const noexcept { return outline_.names_; }
    std::span<const TaskId> inputs(TaskId task) const;

  private:
    std::size_t row(TaskId task) const;

    const GraphOutline& outline_;
    std::vector<std::size_t> first_inputs_; ///< By row; one more than there are.
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
  class Builder;

  std::size_t row_count() const noexcept { return input_counts_.size(); }

  bool is_whole_ = true;      ///< A task's row is its id.
  std::vector<TaskId> tasks_; ///< By row, if it is not.
  KeyIndex names_of_keys_;
  std::string hand_texts_;               ///< One after the other.
  std::vector<std::uint64_t> hand_ends_; ///< Of each: a key made by hand has the number of its text here.
  std::vector<KeyRun> key_runs_;
  std::vector<NameRun> name_runs_;
  std::vector<std::string> names_;          ///< Each once.
  MappedVector<TaskId> inputs_;             ///< Of one row after the other.
  MappedVector<std::uint8_t> input_counts_; ///< By row; `many`: see below.
  std::vector<std::uint32_t> large_counts_; ///< Of the rows that have so many, in order.
  static constexpr std::uint8_t many = 255;
};

} // namespace troupe
