#pragma once

#include <cstdint>

#include <troupe/archive.hpp>

namespace troupe {

/// Parameters of kernel "pick_result": one item of the list that a function of several results made.
struct PickResultParameters {
  std::uint32_t number = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(number);
  }
};

} // namespace troupe
