#pragma once

#include <cstdint>
#include <string>

#include <troupe/archive.hpp>

namespace troupe {

/// Parameters of kernel "pick_item": an item of a list or of a 1-d chunk, by its number, or a map's entry, by its name.
struct PickItemParameters {
  std::int64_t number = 0; ///< Counted from the end if negative.
  std::string name = {};
  bool is_named = false;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, name, is_named);
  }
};

} // namespace troupe
