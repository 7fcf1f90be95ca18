#pragma once

#include <optional>
#include <span>
#include <string_view>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

namespace troupe {

/// The operation behind `cov`, of the variables, further ones, frequencies and weights, as far as there are such.
struct Cov {
  static constexpr std::string_view name = "cov";
  bool rowvar = true;
  double ddof = 1;
  bool has_more = false, has_frequencies = false, has_weights = false;
  bool is_single = false; ///< One variable: the result is 0-d.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(rowvar, ddof, has_more, has_frequencies, has_weights, is_single);
  }
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
