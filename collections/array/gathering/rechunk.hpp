#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <troupe/array/rechunk.hpp>

#include "expression/node.hpp"

namespace troupe {

/// The operation behind `rechunk`.
struct Rechunk {
  static constexpr std::string_view name = "rechunk";
  static constexpr bool promises_extents = true;
  Chunks chunks;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(chunks);
  }
  Array build(std::span<const Array> inputs) const;
  /// Sizes that fit no length but the right one would be refused for every stand-in.
  ArrayMetadata promise(std::span<const Array> inputs) const;
};

/// `array` cut as `wanted`, in two steps where a task of one would read more than `limit_bytes`. Chunks that lie
/// in memory anyway cost no task any.
Array rechunk_within(const Array& array, const Chunking& wanted, std::int64_t limit_bytes);

} // namespace troupe
