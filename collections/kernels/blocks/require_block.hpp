#pragma once

#include <optional>

#include <troupe/archive.hpp>
#include <troupe/dtype.hpp>
#include <troupe/shape.hpp>

namespace troupe {

/// Parameters of kernel "require_block": its first argument, if that is a chunk of this dtype and shape.
/// Without a shape it is what the shapes of the other arguments broadcast to.
struct BlockParameters {
  DType dtype = DType::float64;
  std::optional<Shape> shape;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, shape);
  }
};

} // namespace troupe
