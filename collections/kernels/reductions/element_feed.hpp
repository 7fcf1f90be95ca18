#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include <troupe/chunk.hpp>

#include "kernels/tiles/tile_evaluator.hpp"

namespace troupe {

/// The elements a reduction reads: those of a chunk where they are, or those of a program, evaluated a few
/// thousand at a time into memory that stays in the cache.
class ElementFeed {
public:
  /// \param unit  how many numbers an element is taken as; all counts are of numbers
  ElementFeed(const Chunk& chunk, std::size_t unit);
  ElementFeed(const TileProgram& program, std::span<const Chunk> inputs, const Shape& shape,
              std::size_t unit);

  struct Rows {
    const std::byte* first;
    std::size_t stride; ///< in numbers
  };

  /// The most numbers that can be asked for at once.
  static constexpr std::size_t limit = 8192;

  /// What a feed of a program's elements allocates at most, the last axis having so many.
  static std::int64_t workspace_bytes(const TileProgram& program, std::int64_t columns);

  /// `rows` rows of `width` numbers, the first at number `begin`, each `stride` behind the one before. Good
  /// until the next call.
  Rows rows(std::size_t begin, std::size_t stride, std::size_t count, std::size_t width);

  std::size_t number_bytes() const noexcept { return number_bytes_; }

private:
  std::size_t unit_;
  std::size_t number_bytes_;
  const std::byte* elements_ = nullptr;
  std::optional<TileEvaluator> evaluator_;
  std::shared_ptr<std::byte[]> scratch_;
};

} // namespace troupe
