#pragma once

#include <optional>
#include <string>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

#include "kernels/sources/file_state.hpp"
#include "kernels/sources/region_selection.hpp"

namespace troupe {

/// Kernel "read_netcdf": a region of a variable.
struct ReadNetcdfParameters {
  FileState file;
  std::string variable;
  Shape origin;
  Shape shape;
  DType dtype = DType::float64;                            ///< Of the region.
  std::vector<double> missing;                             ///< Values that become NaN.
  std::optional<RegionSelection> selection = std::nullopt; ///< In place of the region.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, variable, origin, shape, dtype, missing, selection);
  }
  void check() const {
    if (selection)
      selection->check();
  }
};

/// \throws FileError if the file has changed or cannot be read.
Chunk read_netcdf_chunk(const ReadNetcdfParameters& parameters);

/// `chunk` as floats of `dtype`, NaN where one of the values stands.
Chunk missing_as_nan(const Chunk& chunk, DType dtype, const std::vector<double>& missing);

} // namespace troupe
