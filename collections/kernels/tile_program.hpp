#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>
#include <troupe/tile_function.hpp>

#include "kernels/tile_operation.hpp"

namespace troupe {

/// A scalar of some dtype, as raw bits.
struct TileConstant {
  DType dtype = DType::float64;
  std::array<std::uint64_t, 2> bits{};

  template <Element T>
  static TileConstant of(T value) {
    TileConstant constant{dtype_of<T>(), {}};
    std::memcpy(constant.bits.data(), &value, sizeof value);
    return constant;
  }
  /// \pre `T` is the type of `dtype`.
  template <Element T>
  T as() const {
    T value;
    std::memcpy(static_cast<void*>(&value), bits.data(), sizeof value);
    return value;
  }
  bool operator==(const TileConstant&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, bits);
  }
};

struct TileOperand {
  enum class Kind : std::uint8_t { none, input, constant, instruction };
  friend constexpr Kind last_of(Kind) { return Kind::instruction; }
  Kind kind = Kind::none;
  std::uint16_t index = 0;
  bool operator==(const TileOperand&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, index);
  }
};

/// A user's scalar function: the kernel that yields it as a `TileFunction`, and the values bound to it.
struct TileFunctionCall {
  KernelName kernel;
  std::string bound; ///< The kernel's parameters, as bytes.
  bool operator==(const TileFunctionCall&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(kernel, bound);
  }
};

/// The most operands an instruction has.
inline constexpr std::size_t max_tile_operands = max_tile_arguments;

/// One operation on tiles. All operands have the dtype the operation wants (see `tile_result`): promotion is
/// done by `cast` instructions while the expression is built.
struct TileInstruction {
  TileOperation operation = TileOperation::copy;
  DType dtype = DType::float64; ///< of the result
  std::array<TileOperand, max_tile_operands> operands{};
  std::uint16_t function = 0; ///< of a `call`: its number in the program
  bool operator==(const TileInstruction&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(operation, dtype, operands, function);
  }
};

/// The part of a chunk that a program takes as an input, its axes in another order.
struct TileWindow {
  Shape start;                    ///< in the chunk; empty: the window is the whole chunk
  Shape extents;                  ///< along the chunk's axes
  std::vector<std::int32_t> axes; ///< axis i of the input is axis `axes[i]` of the chunk
  bool operator==(const TileWindow&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(start, extents, axes);
  }
};

/// A run of elementwise operations as a short straight-line program: instruction i may use inputs, constants
/// and the results of earlier instructions; the last instruction is the result. It is evaluated over tiles of
/// 64–128 elements, so that temporaries stay in the first-level cache and nothing is written to memory that
/// was not asked for.
struct TileProgram {
  std::vector<DType> inputs;
  std::vector<TileConstant> constants;
  std::vector<TileInstruction> instructions; ///< never empty
  std::vector<TileFunctionCall> functions = {};
  std::vector<TileWindow> windows = {}; ///< one for each input; none: every input is a whole chunk

  /// \throws ValueError if there are no instructions, as a program from a file may have it.
  DType result() const;
  DType dtype_of(const TileOperand& operand) const;
  bool operator==(const TileProgram&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(inputs, constants, instructions, functions, windows);
  }
};

/// The largest number of instructions a program is fused to.
inline constexpr std::size_t max_tile_instructions = 128;

/// The shape that the program's inputs broadcast to.
///
/// \throws ShapeError, led by `operation`, if they do not; IndexError for a window that does not lie inside its
///         chunk; ValueError for windows that are not one for each input.
Shape mapped_shape(const TileProgram& program, std::span<const Chunk> inputs, const std::string& operation);

/// What `evaluate` allocates at most beside a result whose last axis has so many elements: a tile for each operand and
/// instruction, and squares of what is read transposed.
std::int64_t evaluation_workspace_bytes(const TileProgram& program, std::int64_t columns);

/// Runs `program` on chunks that broadcast to one shape, which is the result's.
///
/// The bits depend on the ISA level alone, not on chunking, fusion or the position of an element in its
/// chunk: tails run padded through the same code.
Chunk evaluate(const TileProgram& program, std::span<const Chunk> inputs);

} // namespace troupe
