#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <troupe/chunk.hpp>

namespace troupe {

/// One variable of a NetCDF or HDF5 file, as its header describes it.
struct NetcdfVariable {
  std::string name; ///< In a group "group/inner/name".
  DType dtype = DType::float64;
  Shape shape;
  std::vector<std::string> dimensions; ///< Names of the axes.
  Shape file_chunk;                    ///< The file's own chunk shape; empty if stored contiguously.
  std::vector<double> missing;         ///< Values of `_FillValue` and `missing_value`, each once.
  std::string units;                   ///< The attribute `units`, or empty.
  std::string long_name;               ///< The attribute `long_name`, or empty.
};

/// The variables of a file that hold numbers, those in groups by their paths. Of an HDF5 file that is no
/// NetCDF file these are the datasets of numbers; datasets of what NetCDF has no type for (records, h5py's bool
/// and complex) are left out by libnetcdf, as are links to other files.
///
/// \throws FileError naming the file if it is missing, truncated or neither NetCDF nor HDF5.
std::vector<NetcdfVariable> describe_netcdf(const std::filesystem::path& file);

/// One variable of it, by its path; a leading "/" changes nothing.
///
/// \throws FileError naming the file, the variable and the variables there are; DTypeError if it holds text.
NetcdfVariable describe_netcdf(const std::filesystem::path& file, const std::string& variable);

/// The elements `origin … origin + shape` of a variable, in its own dtype, missing values as they are stored.
///
/// libnetcdf is not thread-safe: calls take turns. The file is opened for the call.
/// \throws FileError naming file and variable if it cannot be read or is shorter than its header says;
///         ShapeError if the region is outside the variable.
Chunk read_netcdf(const std::filesystem::path& file, const std::string& variable, const Shape& origin,
                  const Shape& shape);

} // namespace troupe
