#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <troupe/graph.hpp>

#include "graph/id_table.hpp"
#include "graph/passes/rewriter.hpp"

namespace troupe {

/// Joins the bodies of several tasks to one body. The tasks that take part are its members: each gets its
/// inputs from members before it, or from tasks outside, and the last one's value is the whole's.
///
///     begin(); add(a); add(b); define(key)     for every task to be
///
/// Tasks that are joined in the same way share a body: it is built for the first of them only.
class Splicer {
public:
  Splicer(const Graph& from, Rewriter& to);

  void begin();
  /// Adds a task with its body. Inputs that are members are taken from them.
  void add(TaskId member);
  bool has(TaskId task) const { return member_of_[task] != none; }
  std::size_t member_count() const noexcept { return members_.size(); }
  /// Defines `task` as what was joined.
  void define(TaskId task);

private:
  static constexpr std::uint32_t none = 0xffffffff;

  /// Where an input comes from: a member's number times two plus one, or an outer input's number times two.
  std::uint32_t source_of(TaskId input);
  BodyId find_or_build();
  Body build();

  const GraphStorage& from_;
  Rewriter& to_;
  std::vector<std::uint32_t> member_of_; ///< by task
  std::vector<std::uint32_t> input_of_;  ///< by task
  std::vector<TaskId> members_;
  std::vector<TaskId> inputs_;
  /// How the members are joined: of each its body, the number of its inputs and their sources.
  std::vector<std::uint32_t> joint_;

  std::vector<Operand> results_; ///< of the members, while their body is built

  struct Built {
    std::uint64_t hash;
    std::size_t begin; ///< in `built_joints_`, up to the next one's
    BodyId body;
  };
  std::vector<std::uint32_t> built_joints_;
  std::vector<Built> built_;
  IdTable built_table_; ///< places in `built_`
};

} // namespace troupe
