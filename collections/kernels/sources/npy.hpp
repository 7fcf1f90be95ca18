#pragma once

#include <string>

#include <troupe/archive.hpp>
#include <troupe/shape.hpp>

#include "kernels/sources/file_state.hpp"

namespace troupe {

/// Kernel "read_npy": a region of a NumPy file, in the order in which it lies there.
struct ReadNpyParameters {
  FileState file;
  Shape origin;
  Shape shape;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, origin, shape);
  }
};

/// Kernel "write_npy": puts its one argument into a NumPy file; yields null.
struct WriteNpyParameters {
  std::string file;
  Shape origin;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, origin);
  }
};

} // namespace troupe
