#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/dtype.hpp>
#include <troupe/shape.hpp>

namespace troupe {

/// What a block, one result of a user's function, has to be.
struct PromisedBlock {
  DType dtype = DType::float64;
  Shape shape; ///< `unknown_extent` where the blocks that the function was given tell.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, shape);
  }
};

/// Where an extent is read off: an argument, and its axis.
struct ExtentSource {
  std::int32_t argument = -1;
  std::int32_t axis = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(argument, axis);
  }
};

/// Parameters of kernel "require_block": its first argument, if that is as promised. It is a chunk, or of several
/// promised blocks a list. The other arguments are those of the user's function.
struct BlockParameters {
  std::string shown; ///< The operation.
  std::vector<PromisedBlock> promised;
  std::vector<ExtentSource> unknown; ///< For each axis of the first promised block.
  bool drops_ones =
      false; ///< A chunk that has axes of length 1 beside the promised ones is taken without them.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, promised, unknown, drops_ones);
  }
};

} // namespace troupe
