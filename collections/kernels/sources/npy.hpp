#pragma once

#include <optional>
#include <string>

#include <troupe/archive.hpp>
#include <troupe/shape.hpp>

#include "kernels/sources/file_state.hpp"
#include "kernels/sources/region_selection.hpp"

namespace troupe {

/// Kernel "read_npy": a region of a NumPy file, in the order in which it lies there.
struct ReadNpyParameters {
  FileState file;
  Shape origin;
  Shape shape;
  std::optional<RegionSelection> selection = std::nullopt; ///< In place of the region.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, origin, shape, selection);
  }
  void check() const {
    if (selection)
      selection->check();
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

/// Kernel "write_npy_rows": puts its first argument into a NumPy file that grows, after as many rows as its second one
/// says; yields null.
struct WriteNpyRowsParameters {
  std::string file;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(file);
  }
};

} // namespace troupe
