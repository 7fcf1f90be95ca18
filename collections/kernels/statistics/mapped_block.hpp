#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <troupe/chunk.hpp>
#include <troupe/error.hpp>
#include <troupe/value.hpp>

#include "kernels/tile_program.hpp"

namespace troupe {

/// The block a task works on: its one argument, or what a program makes of several.
inline Chunk mapped_block(const std::optional<TileProgram>& program, std::span<const Value> arguments) {
  if (!program && arguments.size() != 1)
    throw ValueError("a block is one chunk, " + std::to_string(arguments.size()) + " were given");
  if (!program)
    return arguments[0].as_chunk();
  std::vector<Chunk> chunks;
  chunks.reserve(arguments.size());
  for (const Value& argument : arguments)
    chunks.push_back(argument.as_chunk());
  return evaluate(*program, chunks);
}

} // namespace troupe
