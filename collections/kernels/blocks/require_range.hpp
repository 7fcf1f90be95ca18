#pragma once

#include <cstdint>
#include <string>

#include <troupe/archive.hpp>

namespace troupe {

/// Parameters of kernel "require_range": a chunk of integers as it is, or ValueError if one lies outside [0,
/// count).
struct RangeParameters {
  std::string operation; ///< Named in the error.
  std::int64_t count = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(operation, count);
  }
};

} // namespace troupe
