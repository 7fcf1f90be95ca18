#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <troupe/dtype.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// Functions in tile programs work on groups of this many elements.
inline constexpr std::size_t tile_group = 64;

/// The most arrays a function in a tile program takes.
inline constexpr std::size_t max_tile_arguments = 4;

/// A user's scalar function as a tile program calls it: a loop over a tile, in which the compiler has inlined it,
/// and the values bound to it. A kernel yields it, so it is named as kernels are, and its address never travels.
class TileFunction final : public ValueObject {
public:
  /// Writes `count` results, and as many more as fill the last group. `out` overlaps no input.
  using Loop = void (*)(void* out, const void* const* inputs, const void* bound, std::size_t count);

  TileFunction(Loop loop, std::shared_ptr<const void> bound, std::vector<DType> arguments, DType result)
      : loop_(loop), bound_(std::move(bound)), arguments_(std::move(arguments)), result_(result) {}

  std::size_t size_bytes() const noexcept override { return sizeof *this; }
  std::string_view type_name() const noexcept override { return "troupe.tile_function"; }

  const std::vector<DType>& arguments() const noexcept { return arguments_; }
  DType result() const noexcept { return result_; }
  void run(void* out, const void* const* inputs, std::size_t count) const {
    loop_(out, inputs, bound_.get(), count);
  }

private:
  Loop loop_;
  std::shared_ptr<const void> bound_;
  std::vector<DType> arguments_;
  DType result_;
};

} // namespace troupe
