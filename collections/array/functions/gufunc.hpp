#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <troupe/array/array.hpp>

#include "array/functions/block_call.hpp"
#include "array/functions/function_call.hpp"
#include "array/functions/signature.hpp"

namespace troupe {

/// One result of a generalised function. The core axes are last.
struct Gufunc {
  static constexpr std::string_view name = "apply_gufunc";
  std::string shown; ///< What keys and errors show.
  FunctionCall function;
  std::string signature;
  std::vector<DType> dtypes; ///< Of all results.
  std::vector<std::pair<std::string, std::int64_t>> output_sizes;
  bool allow_rechunk = true;
  bool told_cores = false;
  std::uint32_t number = 0; ///< Of the result.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, function, signature, dtypes, output_sizes, allow_rechunk, told_cores, number);
  }
  std::string_view label() const { return shown; }
  Array build(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array> inputs) const;
};

/// A generalised function along one axis, which is put last and back again.
struct ApplyAlongAxis {
  static constexpr std::string_view name = "apply_along_axis";
  Gufunc call;
  std::int32_t axis = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(call, axis);
  }
  Array build(std::span<const Array> inputs) const;
  ArrayMetadata promise(std::span<const Array> inputs) const;
};

} // namespace troupe
