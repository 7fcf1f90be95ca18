#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// What the subscripts of `einsum` say: a label for each axis. Letters are their own labels, axes behind `...` have
/// numbers beyond them, the last one the largest.
struct Subscripts {
  static constexpr int first_ellipsis_label = 256;

  std::vector<std::vector<int>> operands;
  std::vector<int> result;

  /// \param ranks  of the operands
  /// \throws ValueError that quotes the text if it is no list of subscripts or does not fit the ranks.
  static Subscripts parse(std::string_view text, std::span<const std::size_t> ranks);
};

} // namespace troupe
