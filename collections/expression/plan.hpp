#pragma once

#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/compute.hpp>
#include <troupe/collection.hpp>
#include <troupe/graph.hpp>

#include "expression/node.hpp"

namespace troupe {

/// A rewrite of expressions on whole arrays: the same arrays, computed with less. The results stand for
/// `wanted`, one each; nodes that are not rewritten are kept.
struct PlanPass {
  std::string_view name;
  std::vector<NodePointer> (*run)(std::span<const NodePointer> wanted);
};

/// Every pass, in the order in which `plan` runs them.
std::span<const PlanPass> plan_passes();

/// Runs all passes but those named in `skipped`.
///
/// \throws KeyError for a name that is no pass, listing those there are.
std::vector<NodePointer> plan(std::span<const NodePointer> wanted,
                              std::span<const std::string_view> skipped = {});

/// Collections after the passes: what is to be lowered for them, arrays first.
class CollectionPlan {
public:
  /// \throws as `plan`.
  explicit CollectionPlan(std::span<const Collection> collections,
                          std::span<const std::string_view> skipped = {});

  /// The arrays among the collections, and those that delayed values are made of.
  std::span<const NodePointer> arrays() const noexcept { return planned_; }
  std::span<const DelayedPointer> delayed() const noexcept { return delayed_; }
  /// Adds the tasks of the delayed values, when the arrays have been lowered.
  ///
  /// \return as `CollectionGraph::blocks`
  std::vector<std::vector<TaskId>> lower_delayed(Lowering& lowering) const;

private:
  std::vector<bool> is_array_; ///< Of each collection.
  std::vector<DelayedPointer> delayed_;
  std::vector<NodePointer> needed_;  ///< Arrays of delayed values, as they were written.
  std::vector<NodePointer> planned_; ///< Of each array collection, then of each that is needed.
};

} // namespace troupe
