#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <troupe/chunk.hpp>

namespace troupe {

/// One variable of a NetCDF file, as its header describes it.
struct NetcdfVariable {
  std::string name;
  DType dtype = DType::float64;
  Shape shape;
  std::vector<std::string> dimensions; ///< Names of the axes.
  Shape file_chunk;                    ///< The file's own chunk shape; empty if stored contiguously.
  std::vector<double> missing;         ///< Values of `_FillValue` and `missing_value`, each once.
  std::string units;                   ///< The attribute `units`, or empty.
  std::string long_name;               ///< The attribute `long_name`, or empty.
};

/// The variables of a file's root group that hold numbers.
///
/// \throws FileError naming the file if it is missing, truncated or no NetCDF file.
std::vector<NetcdfVariable> describe_netcdf(const std::filesystem::path& file);

/// One variable of it.
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
