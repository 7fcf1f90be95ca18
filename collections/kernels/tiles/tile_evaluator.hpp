#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <troupe/chunk.hpp>

#include "kernels/tile_program.hpp"
#include "kernels/tiles/sources/tile_source.hpp"
#include "kernels/tiles/tile_functions.hpp"
#include "kernels/tiles/tile_table.hpp"

namespace troupe {

/// A program with its kernels looked up and its temporaries put into a few tiles, to be run over the elements
/// of some chunks, all at once or piece by piece.
class TileEvaluator {
public:
  /// The chunks, or the program's windows of them, broadcast to `shape`. They outlive the evaluator.
  ///
  /// \throws DTypeError if the chunks' dtypes are not the program's or there is no kernel for an instruction;
  ///         ShapeError if a chunk does not broadcast to `shape`; ValueError for a program that is malformed.
  TileEvaluator(const TileProgram& program, std::span<const Chunk> inputs, const Shape& shape);
  TileEvaluator(const TileEvaluator&) = delete;
  TileEvaluator& operator=(const TileEvaluator&) = delete;

  /// Writes elements `begin` … `begin + count - 1` of the result, in row-major order, to `out`. Nothing else
  /// is written.
  void run(std::int64_t begin, std::int64_t count, std::byte* out);

private:
  /// A call of a kernel; the numbers are places in `tiles_`.
  struct Step {
    TileKernel kernel;
    std::uint16_t out;
    std::array<std::uint16_t, max_tile_operands> operands;
    const TileFunction* function = nullptr; ///< of a call, which has no kernel
  };

  /// As `run`, in tiles that follow one another from `begin` on.
  void run_side_by_side(std::int64_t begin, std::int64_t count, std::byte* out);
  void call(const Step& step, std::size_t count) const;
  void make_sources(const TileProgram& program, std::span<const Chunk> inputs, const Shape& shape);
  void run_tile(std::int64_t position, std::size_t count, std::size_t padded);
  void make_steps(const TileProgram& program);
  std::uint16_t place_of(const TileOperand& operand) const;
  void allocate_tiles(const TileProgram& program);

  TileFunctions functions_;
  std::size_t tile_;         ///< elements
  std::size_t result_bytes_; ///< of one element
  std::size_t input_count_;
  std::size_t constant_count_;
  std::vector<Step> steps_;
  std::optional<BroadcastLayout> layout_;
  std::vector<TileSource> sources_;
  std::int64_t row_ = 0; ///< tiles begin anew behind so many elements; 0: never
  std::vector<std::uint16_t> place_of_instruction_;

  // Inputs, constants, temporaries, result: where the tile at hand of each is, and the scratch tile it has.
  std::size_t place_count_ = 0;
  std::size_t tile_bytes_; ///< distance of scratch tiles
  std::vector<std::byte*> tiles_;
  std::byte* scratch_ = nullptr;
  std::shared_ptr<std::byte[]> allocated_;
  alignas(64) std::array<std::byte, 16384> inline_scratch_;
};

} // namespace troupe
