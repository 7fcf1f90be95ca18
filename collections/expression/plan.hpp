#pragma once

#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/compute.hpp>
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

} // namespace troupe
