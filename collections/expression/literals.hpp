#pragma once

#include <string>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/value.hpp>

#include "expression/node.hpp"

namespace troupe {

/// An array whose blocks are values that exist already: chunks, or references to them. Its tasks are
/// literals.
class Literals final : public Operation {
public:
  /// \param identity  what tells these values from others, in place of their bytes
  Literals(std::string name, std::string identity, std::vector<Value> blocks)
      : name_(std::move(name)), identity_(std::move(identity)), blocks_(std::move(blocks)) {}
  std::string_view name() const noexcept override { return name_; }
  std::string encode() const override { return identity_; }
  void lower(const ArrayNode& node, Lowering& lowering) const override;
  const std::vector<Value>& blocks() const noexcept { return blocks_; }

private:
  std::string name_;
  std::string identity_;
  std::vector<Value> blocks_; ///< Row-major over the grid.
};

/// Whether the array's chunks lie in memory anyway, so that a task that reads a small part of one costs no more.
bool is_held(const ArrayNode& node);

} // namespace troupe
